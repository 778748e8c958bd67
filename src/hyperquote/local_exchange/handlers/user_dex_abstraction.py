"""userDexAbstraction: the retired way to let collateral move between dexes by itself."""

from hyperquote.exchange.actions.user_dex_abstraction import UserDexAbstraction
from hyperquote.local_exchange.accounts.modes import is_own
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: UserDexAbstraction, account: str, now_ms: int) -> dict[str, str]:
    """Note the choice."""
    exchange.count_request(account, 1)
    user = action.user.lower()
    if not is_own(exchange, account, user):
        raise ActionRefusedError(f"Sub-account {user} is not registered to {account}")
    exchange.registry.settings.set_dex_abstraction(user, action.enabled)
    return DEFAULT
