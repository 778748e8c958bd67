"""borrowLendUserState: what a user has borrowed and lent."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable


class BorrowLendAmount(Reply, frozen=True):
    """Tokens that went in, and what they are with interest."""

    basis: DecimalText
    value: DecimalText


class BorrowLendToken(Reply, frozen=True):
    """Both sides of one token."""

    borrow: BorrowLendAmount
    supply: BorrowLendAmount


class BorrowLendUserState(Reply, frozen=True):
    """State by token index. `health` is "healthy", "atRisk", "marketLiquidatable" or "backstopLiquidatable"."""

    token_to_state: list[tuple[int, BorrowLendToken]]
    health: str
    health_factor: DecimalText | None = nullable()


_REPLY = msgspec.json.Decoder(BorrowLendUserState)


class BorrowLendUserStateRequest(InfoRequest[BorrowLendUserState], frozen=True, tag="borrowLendUserState"):
    """Ask what a user has borrowed and lent. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> BorrowLendUserState:
        """Return the state."""
        return _REPLY.decode(data)
