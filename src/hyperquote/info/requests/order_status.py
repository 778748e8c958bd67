"""orderStatus: what became of one order."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply
from hyperquote.info.requests.frontend_open_orders import FrontendOrder


class OrderRecord(Reply, frozen=True):
    """The order as it was at its last change of status (ms); partial fills change nothing here."""

    order: FrontendOrder
    status: str
    status_timestamp: int


class KnownOrder(Reply, frozen=True, tag_field="status", tag="order"):
    """The venue has a record."""

    order: OrderRecord


class UnknownOid(Reply, frozen=True, tag_field="status", tag="unknownOid"):
    """The venue has no record: never seen, not yet seen, or forgotten."""


OrderStatus: TypeAlias = KnownOrder | UnknownOid

_REPLY: msgspec.json.Decoder[OrderStatus] = msgspec.json.Decoder(OrderStatus)


class OrderStatusRequest(InfoRequest[OrderStatus], frozen=True, tag="orderStatus"):
    """Ask by order id or by client order id (`0x` and 32 hex digits). Weight 2."""

    user: str
    oid: int | str

    def read(self, data: bytes | msgspec.Raw) -> OrderStatus:
        """Return the record, or `UnknownOid`."""
        return _REPLY.decode(data)
