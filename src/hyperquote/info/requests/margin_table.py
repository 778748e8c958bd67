"""marginTable: the margin tiers of one id."""

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.meta import MarginTable

_REPLY = msgspec.json.Decoder(MarginTable)


class MarginTableRequest(InfoRequest[MarginTable], frozen=True, tag="marginTable"):
    """Ask for the tiers of a `PerpInfo.margin_table_id`. Weight 20."""

    id: int
    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> MarginTable:
        """Return the tiers; an id below 50 has one, with that leverage."""
        return _REPLY.decode(data)
