"""borrowLendReserveState: the market for loans of one token."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class BorrowLendReserve(Reply, frozen=True):
    """Rates are fractions per year; balance and totals are in tokens, `oracle_px` in USD, `ltv` a fraction."""

    borrow_yearly_rate: DecimalText
    supply_yearly_rate: DecimalText
    balance: DecimalText
    utilization: DecimalText
    oracle_px: DecimalText
    ltv: DecimalText
    total_supplied: DecimalText
    total_borrowed: DecimalText


_REPLY = msgspec.json.Decoder(BorrowLendReserve)


class BorrowLendReserveStateRequest(InfoRequest[BorrowLendReserve], frozen=True, tag="borrowLendReserveState"):
    """Ask for loans of the token of this index. Weight 20."""

    token: int

    def read(self, data: bytes | msgspec.Raw) -> BorrowLendReserve:
        """Return rates and amounts."""
        return _REPLY.decode(data)
