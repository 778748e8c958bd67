"""cWithdraw: move HYPE out of staking."""

from hyperquote.exchange.actions.staking_withdraw import StakingWithdraw
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.staking_move import moved


def handle(exchange: LocalExchange, action: StakingWithdraw, account: str, now_ms: int) -> dict[str, str]:
    """Send it on its way to the spot balance, which takes a week; fees follow the stake that is left."""
    exchange.count_request(account, 1)
    refusal = exchange.registry.staking.withdraw(account, action.wei, now_ms)
    return moved(exchange, account, action.wei, False, refusal, now_ms)
