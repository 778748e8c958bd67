"""userSetAbstraction: choose the mode of one's own account or sub-account."""

from hyperquote.exchange.actions.user_set_abstraction import UserSetAbstraction
from hyperquote.local_exchange.accounts.modes import choose_mode, is_own
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: UserSetAbstraction, account: str, now_ms: int) -> dict[str, str]:
    """Take the mode, or say what it wants."""
    exchange.count_request(account, 1)
    user = action.user.lower()
    if not is_own(exchange, account, user):
        raise ActionRefusedError(f"Sub-account {user} is not registered to {account}")
    if refusal := choose_mode(exchange, user, action.abstraction):
        raise ActionRefusedError(refusal)
    return DEFAULT
