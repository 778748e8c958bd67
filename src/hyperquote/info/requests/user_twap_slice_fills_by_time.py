"""userTwapSliceFillsByTime: the fills of a user's TWAP slices in a range of time."""

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFills

PAGE_ROWS = 500  # a reply of this length may have more behind it; the cap lies between this and 2000

_REPLY = msgspec.json.Decoder(TwapSliceFills)


class UserTwapSliceFillsByTimeRequest(InfoRequest[TwapSliceFills], frozen=True, tag="userTwapSliceFillsByTime"):
    """Ask for a page of slice fills of [start, end] (ms, both inclusive). Weight 20 and 1 per 20 rows."""

    user: str
    start_time: int
    end_time: int | None = None

    def read(self, data: bytes | msgspec.Raw) -> TwapSliceFills:
        """Return fills, oldest first."""
        return _REPLY.decode(data)
