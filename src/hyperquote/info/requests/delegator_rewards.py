"""delegatorRewards: what a user's stake earned."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class StakingReward(Reply, frozen=True):
    """HYPE earned at `time` (ms); `source` is "delegation" or "commission"."""

    time: int
    source: str
    total_amount: DecimalText


StakingRewards: TypeAlias = list[StakingReward]

_REPLY = msgspec.json.Decoder(StakingRewards)


class DelegatorRewardsRequest(InfoRequest[StakingRewards], frozen=True, tag="delegatorRewards"):
    """Ask for a user's staking rewards. Weight 20 and 1 per 20 rows."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> StakingRewards:
        """Return rewards as the venue orders them."""
        return _REPLY.decode(data)
