"""usdSend: send dollars to another address."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import InternalTransfer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import usd_text
from hyperquote.wire import units_of


def handle(exchange: LocalExchange, action: UsdSend, account: str, now_ms: int) -> dict[str, str]:
    """Move the money; an address that never had any becomes an account by it."""
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
    if not exchange.transfer(account, receiver, micro):
        raise ActionRefusedError("Insufficient balance for token transfer")
    sent = InternalTransfer(usdc=usd_text(micro), user=account, destination=receiver, fee="0.0")
    exchange.note(sent, now_ms, account, receiver)
    return DEFAULT
