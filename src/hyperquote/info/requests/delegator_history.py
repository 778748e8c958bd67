"""delegatorHistory: what a user did with stake."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class DelegateDelta(Reply, frozen=True):
    """Stake given to a validator, or taken back (HYPE)."""

    validator: str
    amount: DecimalText
    is_undelegate: bool


class StakingDeposit(Reply, frozen=True):
    """HYPE that moved from spot to staking."""

    amount: DecimalText


class StakingWithdrawal(Reply, frozen=True):
    """HYPE on its way from staking to spot: `phase` is "initiated" or, a week later, "finalized"."""

    amount: DecimalText
    phase: str


class StakingDelta(Reply, frozen=True):
    """Exactly one of these is set; none for a kind we do not know."""

    delegate: DelegateDelta | None = None
    c_deposit: StakingDeposit | None = None
    withdrawal: StakingWithdrawal | None = None


class StakingEvent(Reply, frozen=True):
    """When (ms), in which transaction, and what."""

    time: int
    hash: str
    delta: StakingDelta


StakingEvents: TypeAlias = list[StakingEvent]

_REPLY = msgspec.json.Decoder(StakingEvents)


class DelegatorHistoryRequest(InfoRequest[StakingEvents], frozen=True, tag="delegatorHistory"):
    """Ask what a user did with stake. Weight 20 and 1 per 20 rows."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> StakingEvents:
        """Return events, newest first."""
        return _REPLY.decode(data)
