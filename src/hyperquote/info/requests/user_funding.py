"""userFunding: the funding an account has paid and earned."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable

PAGE_ROWS = 500  # the venue's cap: a reply of this length may have more behind it


class FundingDelta(Reply, frozen=True, kw_only=True):
    """One payment: `usdc` negative when the user paid, `szi` the position then held (base units)."""

    type: str
    coin: str
    usdc: DecimalText
    szi: DecimalText
    funding_rate: DecimalText
    n_samples: int | None = nullable()


class FundingPayment(Reply, frozen=True):
    """When (ms), in which transaction (zeros for hourly ones), and what."""

    time: int
    hash: str
    delta: FundingDelta


FundingPayments: TypeAlias = list[FundingPayment]

_REPLY = msgspec.json.Decoder(FundingPayments)


class UserFundingRequest(InfoRequest[FundingPayments], frozen=True, tag="userFunding"):
    """Ask for at most 500 payments of [start, end] (ms). Weight 20 and 1 per 20 rows."""

    user: str
    start_time: int | None = None
    end_time: int | None = None

    def read(self, data: bytes | msgspec.Raw) -> FundingPayments:
        """Return payments, oldest first."""
        return _REPLY.decode(data)
