"""userTwapSliceFills: the newest fills of a user's TWAP slices."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply, nullable
from hyperquote.info.requests.user_fills import Fill


class TwapSliceFill(Reply, frozen=True):
    """A fill of one slice of a TWAP."""

    fill: Fill
    twap_id: int | None = nullable()


TwapSliceFills: TypeAlias = list[TwapSliceFill]

_REPLY = msgspec.json.Decoder(TwapSliceFills)


class UserTwapSliceFillsRequest(InfoRequest[TwapSliceFills], frozen=True, tag="userTwapSliceFills"):
    """Ask for at most the 2000 newest slice fills. Weight 20 and 1 per 20 rows."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> TwapSliceFills:
        """Return fills, newest first."""
        return _REPLY.decode(data)
