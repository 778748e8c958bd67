"""predictedFundings: what funding the venue and its competitors are about to charge."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class VenueFunding(Reply, frozen=True):
    """A rate (fraction per interval) and when it falls due (ms); an interval is an hour here, often eight elsewhere."""

    funding_rate: DecimalText
    next_funding_time: int
    funding_interval_hours: int | None = None


PredictedFundings: TypeAlias = list[tuple[str, list[tuple[str, VenueFunding | None]]]]
"""Coin, then venue (`HlPerp`, `BinPerp`, `BybitPerp`) and its rate; None where that venue has no such coin."""

_REPLY = msgspec.json.Decoder(PredictedFundings)


class PredictedFundingsRequest(InfoRequest[PredictedFundings], frozen=True, tag="predictedFundings"):
    """Ask for the next funding of every coin of the first dex. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> PredictedFundings:
        """Return rates by coin and venue."""
        return _REPLY.decode(data)
