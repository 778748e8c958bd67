"""historicalOrders: the log of status changes of a user's orders."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.order_status import OrderRecord

OrderRecords: TypeAlias = list[OrderRecord]

_REPLY = msgspec.json.Decoder(OrderRecords)


class HistoricalOrdersRequest(InfoRequest[OrderRecords], frozen=True, tag="historicalOrders"):
    """Ask for at most 2000 changes. Weight 20 and 1 per 20 rows."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> OrderRecords:
        """Return changes, newest first; one order appears once per status."""
        return _REPLY.decode(data)
