"""cDeposit: move HYPE into staking."""

from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.staking_move import moved


def handle(exchange: LocalExchange, action: StakingDeposit, account: str, now_ms: int) -> dict[str, str]:
    """Move it at once; fees fall with the stake."""
    exchange.count_request(account, 1)
    refusal = exchange.registry.staking.deposit(account, action.wei, now_ms)
    return moved(exchange, account, action.wei, True, refusal, now_ms)
