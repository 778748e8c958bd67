"""withdraw3: take dollars off the exchange over the bridge."""

from hyperquote.consts import MICRO
from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.helpers import checked_address
from hyperquote.info.requests.ledger_deltas import Withdrawal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import usd_text
from hyperquote.wire import units_of

FEE_MICRO = MICRO


def handle(exchange: LocalExchange, action: Withdraw, account: str, now_ms: int) -> dict[str, str]:
    """Take the amount from the account: one dollar is the fee, the rest leaves the exchange at once."""
    exchange.count_request(account, 1)
    try:
        checked_address(action.destination)
        micro = units_of(action.amount, 6)
    except ValidationError as error:
        raise ActionRefusedError("Invalid decimal number") from error
    if micro <= FEE_MICRO:
        raise ActionRefusedError("Withdrawal must be larger than the fee of 1 USDC.")
    if micro > exchange.house.withdrawable_micro(account):
        raise ActionRefusedError("Insufficient balance for withdrawal.")
    exchange.house.charge(account, FEE_MICRO)
    exchange.house.withdraw(account, micro - FEE_MICRO)
    left = Withdrawal(usdc=usd_text(micro - FEE_MICRO), nonce=action.time, fee=usd_text(FEE_MICRO))
    exchange.note(left, now_ms, account)
    return DEFAULT
