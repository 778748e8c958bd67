"""delegatorRewards: what a user's stake earned."""

from hyperquote.info.requests.delegator_rewards import DelegatorRewardsRequest, StakingRewards
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: DelegatorRewardsRequest, now_ms: int) -> StakingRewards:
    """Return nothing: no blocks are validated here, so stake earns nothing but lower fees."""
    return []
