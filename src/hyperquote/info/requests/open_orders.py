"""openOrders: what rests in the books for a user, in the short form."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class OpenOrder(Reply, frozen=True, kw_only=True):
    """The short form of an order: `sz` is what remains; `cloid` and `reduce_only` are on the wire only when set."""

    coin: str
    side: str
    limit_px: DecimalText
    sz: DecimalText
    oid: int
    timestamp: int
    orig_sz: DecimalText | None = None  # missing in captures of 2023
    cloid: str | None = None
    reduce_only: bool = False


OpenOrders: TypeAlias = list[OpenOrder]

_REPLY = msgspec.json.Decoder(OpenOrders)


class OpenOrdersRequest(InfoRequest[OpenOrders], frozen=True, tag="openOrders"):
    """Ask for the open orders of a user on one dex (the first with spot). Weight 20."""

    user: str
    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> OpenOrders:
        """Return resting and waiting trigger orders."""
        return _REPLY.decode(data)
