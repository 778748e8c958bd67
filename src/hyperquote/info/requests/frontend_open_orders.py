"""frontendOpenOrders: what rests in the books for a user, in the full form."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows


class FrontendOrder(Reply, frozen=True, kw_only=True):
    """The full form of an order: every key is always present.

    `sz` is what remains; of a finished order, what was never filled.
    """

    coin: str
    side: str
    limit_px: DecimalText
    sz: DecimalText
    oid: int
    timestamp: int
    trigger_condition: str
    is_trigger: bool
    trigger_px: DecimalText
    children: list["FrontendOrder"] = rows()
    is_position_tpsl: bool
    reduce_only: bool
    order_type: str
    orig_sz: DecimalText
    tif: str | None = nullable()
    cloid: str | None = nullable()


FrontendOrders: TypeAlias = list[FrontendOrder]

_REPLY = msgspec.json.Decoder(FrontendOrders)


class FrontendOpenOrdersRequest(InfoRequest[FrontendOrders], frozen=True, tag="frontendOpenOrders"):
    """Ask for the open orders of a user in the full form. Weight 20."""

    user: str
    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> FrontendOrders:
        """Return resting and waiting trigger orders; those waiting for a parent stand in its `children`."""
        return _REPLY.decode(data)
