"""allBorrowLendReserveStates: the market for loans of every token."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.borrow_lend_reserve_state import BorrowLendReserve

BorrowLendReserves: TypeAlias = list[tuple[int, BorrowLendReserve]]

_REPLY = msgspec.json.Decoder(BorrowLendReserves)


class AllBorrowLendReserveStatesRequest(InfoRequest[BorrowLendReserves], frozen=True, tag="allBorrowLendReserveStates"):
    """Ask for loans of all tokens. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> BorrowLendReserves:
        """Return rates and amounts by token index."""
        return _REPLY.decode(data)
