"""cWithdraw: move HYPE out of staking."""

from hyperquote.exchange.actions.staking_withdraw import StakingWithdraw
from hyperquote.info.requests.ledger_deltas import StakingTransfer
from hyperquote.local_exchange.accounts.stake_fees import refresh_fees
from hyperquote.local_exchange.accounts.staking import HYPE_DECIMALS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError
from hyperquote.local_exchange.texts import decimal_text


def handle(exchange: LocalExchange, action: StakingWithdraw, account: str, now_ms: int) -> dict[str, str]:
    """Send it on its way, which takes a week; fees follow the stake that is left."""
    exchange.count_request(account, 1)
    if refusal := exchange.registry.staking.withdraw(account, action.wei, now_ms):
        raise ActionRefusedError(refusal)
    refresh_fees(exchange, account, now_ms)
    amount = decimal_text(action.wei, HYPE_DECIMALS)
    moved = StakingTransfer(token="HYPE", amount=amount, is_deposit=False)  # noqa: S106
    exchange.note(moved, now_ms, account)
    return DEFAULT
