"""Where the mid stood at a moment in the recent past."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64


class MidHistory:
    """A ring of mids by event time, for questions such as "what was it just before this fill?".

    A mid holds until the next one. Several mids of one millisecond count as the last of them.
    """

    def __init__(self, capacity: int = 4096) -> None:
        if capacity < 2:
            raise ValueError(f"a history needs room for 2 mids or more, not {capacity}")
        self._capacity: Final = capacity
        self._ms: Final = vec[i64]([0] * capacity)
        self._mids: Final = vec[float]([0.0] * capacity)
        self._count = 0  # mids ever stored
        self.newest_ms = -1

    def update(self, ms: int, mid: float) -> None:
        """Take the next mid (USD); one older than the newest is ignored."""
        if ms < self.newest_ms:
            return
        if ms > self.newest_ms:
            self._count += 1
            self.newest_ms = ms
        slot = (self._count - 1) % self._capacity
        self._ms[slot] = ms
        self._mids[slot] = mid

    def clear(self) -> None:
        """Forget everything: what comes next has a gap before it."""
        self._count = 0
        self.newest_ms = -1

    @property
    def value(self) -> float | None:
        """The newest mid (USD)."""
        return self._mids[(self._count - 1) % self._capacity] if self._count > 0 else None

    def before(self, ms: int) -> float:
        """Return the last mid strictly before `ms`; 0 when the history does not reach so far."""
        return self.at(ms - 1)

    def at(self, ms: int) -> float:
        """Return the last mid at or before `ms`; 0 when the history does not reach so far."""
        oldest = max(0, self._count - self._capacity)
        low = oldest
        high = self._count
        step = 1
        while high > low and self._ms[(high - 1) % self._capacity] > ms:  # most questions are about the last second
            high = max(high - step, low)
            step *= 2
        low = high
        high = min(high + step, self._count)
        while low < high:  # first entry after `ms`
            middle = (low + high) // 2
            if self._ms[middle % self._capacity] <= ms:
                low = middle + 1
            else:
                high = middle
        if low == oldest:
            return 0.0
        return self._mids[(low - 1) % self._capacity]
