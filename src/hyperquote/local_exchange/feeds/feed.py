"""What every feed of the local exchange can do."""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange
    from hyperquote.local_exchange.records import Block


class Feed:
    """One subscription, shared by every session that asked for it in the same words.

    Frames are made at the end of a block, when all state is that of the block. A newcomer is given `first`
    instead of the block's `next`, so that its snapshot and what follows neither overlap nor leave a gap.
    """

    rank: ClassVar[int]  # feeds are flushed in this order
    has_snapshot: ClassVar[bool] = True  # if not, a newcomer is told of the whole block it came in

    def __init__(self) -> None:
        self.members: list[int] = []
        self.newcomers: list[int] = []

    def first(self, exchange: "LocalExchange", now_ms: int) -> list[bytes]:
        """Return the snapshot; nothing for feeds that have none."""
        return []

    def next(self, exchange: "LocalExchange", block: "Block", now_ms: int) -> list[bytes]:
        """Return the frames of this block; nothing when there is nothing to say."""
        raise NotImplementedError


class Timer:
    """Due every `interval_ms`, counted from the last time it fired."""

    def __init__(self, interval_ms: int) -> None:
        self._interval_ms = interval_ms
        self._due_ms = 0

    def fires(self, now_ms: int) -> bool:
        """Return whether the interval has passed, and start the next one if so."""
        if now_ms < self._due_ms:
            return False
        self._due_ms = now_ms + self._interval_ms
        return True
