"""What cDeposit and cWithdraw share: the fees that follow the stake, and the row on the ledger."""

from hyperquote.info.requests.ledger_deltas import StakingTransfer
from hyperquote.local_exchange.accounts.stake_fees import refresh_fees
from hyperquote.local_exchange.accounts.staking import HYPE_DECIMALS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import decimal_text


def moved(
    exchange: LocalExchange, account: str, wei: int, is_deposit: bool, refusal: str, now_ms: int
) -> dict[str, str]:
    """Return the reply to a move of HYPE that was made, unless there is a refusal."""
    if refusal:
        raise ActionRefusedError(refusal)
    refresh_fees(exchange, account)
    amount = decimal_text(wei, HYPE_DECIMALS)
    exchange.note(StakingTransfer(token="HYPE", amount=amount, is_deposit=is_deposit), now_ms, account)  # noqa: S106
    return DEFAULT
