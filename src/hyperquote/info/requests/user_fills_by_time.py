"""userFillsByTime: the fills of a user in a range of time."""

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.user_fills import Fills

PAGE_ROWS = 2_000  # the venue's cap: a reply of this length may have more behind it

_REPLY = msgspec.json.Decoder(Fills)


class UserFillsByTimeRequest(InfoRequest[Fills], frozen=True, tag="userFillsByTime"):
    """Ask for the oldest 2000 fills of [start, end] (ms, both inclusive). Weight 20 and 1 per 20 rows."""

    user: str
    start_time: int
    end_time: int | None = None
    aggregate_by_time: bool | None = None
    reversed: bool | None = None

    def read(self, data: bytes | msgspec.Raw) -> Fills:
        """Return fills, oldest first unless `reversed`."""
        return _REPLY.decode(data)
