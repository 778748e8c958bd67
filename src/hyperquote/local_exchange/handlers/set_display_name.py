"""setDisplayName: a name for the leaderboard."""

from hyperquote.exchange.actions.set_display_name import SetDisplayName
from hyperquote.local_exchange.accounts.settings import LONGEST_DISPLAY_NAME
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: SetDisplayName, account: str, now_ms: int) -> dict[str, str]:
    """Show the name; the empty text removes it."""
    exchange.count_request(account, 1)
    if len(action.display_name) > LONGEST_DISPLAY_NAME:
        raise ActionRefusedError(f"Display names have at most {LONGEST_DISPLAY_NAME} characters.")
    exchange.registry.settings.set_display_name(account, action.display_name)
    return DEFAULT
