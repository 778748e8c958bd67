"""userNonFundingLedgerUpdates: deposits, withdrawals, transfers and all else that is neither trade nor funding."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply
from hyperquote.info.requests.ledger_deltas import AnyDelta

PAGE_ROWS = 500  # a reply of this length may have more behind it; caps of 500 and of 2000 have been seen


class LedgerUpdate(Reply, frozen=True):
    """When (ms), in which transaction, and what, as it came; `kind` says which of some twenty kinds it is."""

    time: int
    hash: str
    delta: dict[str, object]

    @property
    def kind(self) -> str:
        """The venue's name of the kind, such as "deposit"."""
        return str(self.delta.get("type", ""))

    @property
    def typed(self) -> AnyDelta | None:
        """The delta as its class; None for a kind, or a shape of a kind, that is newer than this library."""
        try:
            return _typed(self.delta)
        except msgspec.ValidationError:
            return None


def _typed(delta: dict[str, object]) -> AnyDelta:
    typed: AnyDelta = msgspec.convert(delta, AnyDelta)
    return typed


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
