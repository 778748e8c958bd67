"""userNonFundingLedgerUpdates: deposits, withdrawals, transfers and all else that is neither trade nor funding."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class LedgerUpdate(Reply, frozen=True):
    """When (ms), in which transaction, and what: `delta["type"]` says which of some twenty kinds it is."""

    time: int
    hash: str
    delta: dict[str, object]


LedgerUpdates: TypeAlias = list[LedgerUpdate]

_REPLY = msgspec.json.Decoder(LedgerUpdates)


class UserNonFundingLedgerUpdatesRequest(InfoRequest[LedgerUpdates], frozen=True, tag="userNonFundingLedgerUpdates"):
    """Ask for a page of updates of [start, end] (ms). Weight 20 and 1 per 20 rows."""

    user: str
    start_time: int | None = None
    end_time: int | None = None

    def read(self, data: bytes | msgspec.Raw) -> LedgerUpdates:
        """Return updates, oldest first."""
        return _REPLY.decode(data)
