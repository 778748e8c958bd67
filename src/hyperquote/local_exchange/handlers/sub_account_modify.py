"""subAccountModify: rename a sub-account."""

from hyperquote.exchange.actions.sub_account_modify import SubAccountModify
from hyperquote.local_exchange.accounts.sub_accounts import name_refusal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError


def handle(exchange: LocalExchange, action: SubAccountModify, account: str, now_ms: int) -> dict[str, str]:
    """Give it the new name."""
    exchange.count_request(account, 1)
    owned = exchange.registry.sub_accounts.owned(action.sub_account_user, account)
    if isinstance(owned, str):
        raise ActionRefusedError(owned)
    if refusal := name_refusal(action.name):
        raise ActionRefusedError(refusal)
    owned.name = action.name
    return DEFAULT
