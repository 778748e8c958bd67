"""fundingHistory: the funding rates a coin has paid."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply

PAGE_ROWS = 500  # the venue's cap: a reply of this length may have more behind it


class FundingRate(Reply, frozen=True):
    """One hour: rate and premium as fractions, `time` the hour plus some ms."""

    coin: str
    funding_rate: DecimalText
    premium: DecimalText
    time: int


FundingRates: TypeAlias = list[FundingRate]

_REPLY = msgspec.json.Decoder(FundingRates)


class FundingHistoryRequest(InfoRequest[FundingRates], frozen=True, tag="fundingHistory"):
    """Ask for at most 500 rows of [start, end] (ms). Weight 20 and 1 per 20 rows."""

    coin: str
    start_time: int
    end_time: int | None = None

    def read(self, data: bytes | msgspec.Raw) -> FundingRates:
        """Return rows, oldest first."""
        return _REPLY.decode(data)
