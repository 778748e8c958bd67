"""allPerpMetas: the perpetuals of every dex."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.meta import Meta

AllPerpMetas: TypeAlias = list[Meta]
"""One entry per dex, the venue's own first; the position is the dex index."""

_REPLY = msgspec.json.Decoder(AllPerpMetas)


class AllPerpMetasRequest(InfoRequest[AllPerpMetas], frozen=True, tag="allPerpMetas"):
    """Ask for the perpetuals of all dexes at once. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> AllPerpMetas:
        """Return one `Meta` per dex."""
        return _REPLY.decode(data)
