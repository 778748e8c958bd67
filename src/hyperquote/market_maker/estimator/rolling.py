"""Sums over the last so many milliseconds, in fixed memory."""

from typing import Final

from librt.vecs import vec


class RollingSums:
    """Several sums over one moving window of event time.

    The window is cut into bins; a bin leaves as a whole, so its age is exact to `window / bins`. Running totals
    make reading cheap; they are added up afresh once per turn of the ring, so rounding cannot pile up.
    """

    def __init__(self, window_ms: int, channels: int, bins: int = 100) -> None:
        if window_ms < 1 or channels < 1 or bins < 1:
            raise ValueError(f"a window needs a positive length, channels and bins: {window_ms}, {channels}, {bins}")
        self._width_ms: Final = max(1, window_ms // bins)
        self._bins: Final = max(1, window_ms // self._width_ms)
        self._channels: Final = channels
        self._cells: Final = vec[float]([0.0] * (self._bins * channels))
        self.totals: Final = vec[float]([0.0] * channels)  # per channel, over the window
        self._head = -1  # number of the newest bin since the epoch
        self._first_ms = 0

    def advance(self, now_ms: int) -> bool:
        """Let everything older than the window go; return whether a bin may have left."""
        newest = now_ms // self._width_ms
        if newest <= self._head:
            return False
        if self._head < 0:
            self._head = newest
            self._first_ms = now_ms
            return False
        if newest - self._head >= self._bins:
            self._clear()
            self._head = newest
            return True
        while self._head < newest:
            self._head += 1
            slot = self._head % self._bins
            base = slot * self._channels
            for channel in range(self._channels):
                self.totals[channel] -= self._cells[base + channel]
                self._cells[base + channel] = 0.0
            if slot == 0:
                self._add_up()
        return True

    def add(self, ms: int, channel: int, amount: float) -> None:
        """Add to one sum at event time `ms`; what is older than the window is dropped."""
        number = ms // self._width_ms
        if number > self._head:
            self.advance(ms)
        elif number <= self._head - self._bins:
            return
        self._cells[number % self._bins * self._channels + channel] += amount
        self.totals[channel] += amount

    def span_s(self, now_ms: int) -> float:
        """Return how much time (s) the sums cover: less than the window while it fills."""
        if self._head < 0:
            return 0.0
        start_ms = max(self._first_ms, (self._head - self._bins + 1) * self._width_ms)
        return float(max(now_ms - start_ms, 0)) / 1000.0

    def _clear(self) -> None:
        for i in range(self._bins * self._channels):
            self._cells[i] = 0.0
        for channel in range(self._channels):
            self.totals[channel] = 0.0

    def _add_up(self) -> None:
        for channel in range(self._channels):
            total = 0.0
            for number in range(self._bins):
                total += self._cells[number * self._channels + channel]
            self.totals[channel] = total
