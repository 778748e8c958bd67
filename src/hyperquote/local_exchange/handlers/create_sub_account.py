"""createSubAccount: open a sub-account."""

from hyperquote.consts import MICRO
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError


def handle(exchange: LocalExchange, action: CreateSubAccount, account: str, now_ms: int) -> dict[str, str]:
    """Open it and return its address, which always is the same for the same master and number."""
    exchange.count_request(account, 1)
    volume_micro = exchange.house.account(account).cum_volume_micro
    required_micro = exchange.rules.sub_account_volume_micro
    if volume_micro < required_micro:
        raise ActionRefusedError(
            "Cannot create sub-accounts until enough volume traded. "
            f"Required: ${required_micro // MICRO}. Traded: ${volume_micro // MICRO}."
        )
    opened = exchange.registry.sub_accounts.open(account, action.name, volume_micro)
    if isinstance(opened, str):
        raise ActionRefusedError(opened)
    exchange.open_account(opened.address)
    exchange.house.account(opened.address).master = account
    return {"type": "createSubAccount", "data": opened.address}
