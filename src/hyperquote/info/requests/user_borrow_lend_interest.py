"""userBorrowLendInterest: the interest a user paid and earned."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class BorrowLendInterest(Reply, frozen=True):
    """Interest of one token (in that token) at `time` (ms): paid on loans, earned on supply."""

    time: int
    token: str | int
    borrow: DecimalText
    supply: DecimalText


BorrowLendInterests: TypeAlias = list[BorrowLendInterest]

_REPLY = msgspec.json.Decoder(BorrowLendInterests)


class UserBorrowLendInterestRequest(InfoRequest[BorrowLendInterests], frozen=True, tag="userBorrowLendInterest"):
    """Ask for the interest of [start, end] (ms). Weight 20."""

    user: str
    start_time: int
    end_time: int | None = None

    def read(self, data: bytes | msgspec.Raw) -> BorrowLendInterests:
        """Return a page of rows."""
        return _REPLY.decode(data)
