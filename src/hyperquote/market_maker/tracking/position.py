"""Our position: the exact sum of our fills since the account snapshot we started from."""

from typing import Final

DOUBT_MS: Final = 2_000  # a fill may be under way for that long after the account shows it


class Position:
    """Signed lots. Fills move it; account snapshots are compared with it, never silently adopted.

    A difference is adopted only when two snapshots, 2 s apart and both newer than the last fill, agree with
    each other and not with us: then fills were lost and the venue's word counts.
    """

    def __init__(self) -> None:
        self.lots = 0
        self.is_known = False
        self.corrections = 0  # differences adopted
        self._last_fill_ms = 0
        self._doubt_lots = 0
        self._doubts = 0
        self._doubt_ms = 0

    def start(self, lots: int, now_ms: int) -> None:
        """Take the first account snapshot as the truth."""
        self.lots = lots
        self.is_known = True
        self._last_fill_ms = now_ms

    def fill(self, is_buy: bool, lots: int, exchange_ms: int) -> None:
        """Move by one fill."""
        self.lots += lots if is_buy else -lots
        self._last_fill_ms = max(self._last_fill_ms, exchange_ms)
        self._doubts = 0

    def compare(self, lots: int, exchange_ms: int) -> int:
        """Hold an account snapshot against our sum; return the difference adopted (lots), 0 if none.

        The first snapshot that differs raises a doubt (`is_doubted`), one 2 s later settles it.
        """
        if lots == self.lots:
            self._doubts = 0
            return 0
        if exchange_ms <= self._last_fill_ms:
            return 0  # older than our newest fill: it cannot know better
        if self._doubts == 0 or lots != self._doubt_lots:
            self._doubts = 1
            self._doubt_lots = lots
            self._doubt_ms = exchange_ms
            return 0
        if exchange_ms < self._doubt_ms + DOUBT_MS:
            return 0
        difference = lots - self.lots
        self.lots = lots
        self._doubts = 0
        self.corrections += 1
        return difference

    @property
    def is_doubted(self) -> bool:
        """Whether the last snapshot disagreed and no second one has settled it yet."""
        return self._doubts > 0
