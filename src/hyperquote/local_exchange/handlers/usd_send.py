"""usdSend: send dollars to another address."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import InternalTransfer
from hyperquote.local_exchange.accounts.settings import UNIFIED
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import usd_text
from hyperquote.wire import units_of


def handle(exchange: LocalExchange, action: UsdSend, account: str, now_ms: int) -> dict[str, str]:
    """Move the money; an address that never had any becomes an account by it, which costs the sender a dollar."""
    exchange.count_request(account, 1)
    try:
        receiver = checked_address(action.destination)
        micro = units_of(action.amount, 6)
    except ValidationError as error:
        raise ActionRefusedError("Invalid decimal number") from error
    if micro < 0:
        raise ActionRefusedError("Invalid number of decimals")
    if micro == 0:
        raise ActionRefusedError("Send amount cannot be zero")
    if receiver == account:
        raise ActionRefusedError("Invalid send")
    if exchange.registry.settings.mode(account) == UNIFIED:
        raise ActionRefusedError("Action disabled when unified account is active")
    fee_micro = exchange.activation_fee_micro(receiver)
    withdrawable_micro = exchange.house.withdrawable_micro(account)
    if micro > withdrawable_micro:
        raise ActionRefusedError("Insufficient balance for token transfer")
    if micro + fee_micro > withdrawable_micro:
        raise ActionRefusedError("Insufficient quote token (e.g., 1 USDC or USDT) balance for token transfer gas.")
    exchange.house.charge(account, fee_micro)
    exchange.transfer(account, receiver, micro)
    sent = InternalTransfer(usdc=usd_text(micro), user=account, destination=receiver, fee=usd_text(fee_micro))
    exchange.note(sent, now_ms, account, receiver)
    return DEFAULT
