"""cDeposit: move HYPE from the spot balance into staking."""

from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.staking_move import moved
from hyperquote.local_exchange.spot_listing import HYPE

UNFUNDED = "Insufficient funds available to deposit."


def handle(exchange: LocalExchange, action: StakingDeposit, account: str, now_ms: int) -> dict[str, str]:
    """Move at once what no order holds; fees fall with the stake."""
    exchange.count_request(account, 1)
    is_there = action.wei > 0 and exchange.spot.withdraw(account, HYPE.index, action.wei)
    if is_there:
        exchange.registry.staking.deposit(account, action.wei, now_ms)
    return moved(exchange, account, action.wei, True, "" if is_there else UNFUNDED, now_ms)
