"""Where a quantity stands among its own recent values."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from math import isnan
from typing import Final


class RecentRank:
    """Rank of a quantity among its values of the last `window_ms`, one value taken per `step_ms`.

        rank(x) = (#{v < x} + ½ #{v = x}) / n          in [0, 1]; ½ when nothing is known

    Values are taken by time and not by change, so a value that held for long weighs as long as it held. Equal values
    share the middle of their places: a quantity that never moves stands at ½, not at an end.
    """

    def __init__(self, window_ms: int, step_ms: int) -> None:
        if not 1 <= step_ms <= window_ms:
            raise ValueError(f"a rank needs 1 ≤ step ≤ window, not {step_ms} and {window_ms} ms")
        self._window_ms: Final = window_ms
        self._step_ms: Final = step_ms
        self._steps: Final[deque[int]] = deque()
        self._values: Final[deque[float]] = deque()
        self._sorted: Final[list[float]] = []
        self._newest = -1  # number of the last step taken

    def update(self, ms: int, value: float) -> None:
        """Take the value that holds at event time `ms`; a second one in the same step, or an older one, is skipped."""
        step = ms // self._step_ms
        if step <= self._newest or isnan(value):
            return
        self._newest = step
        self._drop_before(step - self._window_ms // self._step_ms)
        self._steps.append(step)
        self._values.append(value)
        insort(self._sorted, value)

    def _drop_before(self, oldest: int) -> None:
        while self._steps and self._steps[0] <= oldest:
            self._steps.popleft()
            del self._sorted[bisect_left(self._sorted, self._values.popleft())]

    def clear(self) -> None:
        """Forget everything."""
        self._steps.clear()
        self._values.clear()
        self._sorted.clear()

    @property
    def count(self) -> int:
        """How many values the rank is among."""
        return len(self._sorted)

    def rank(self, value: float) -> float:
        """Return where `value` stands, 0 to 1."""
        n = len(self._sorted)
        if n == 0:
            return 0.5
        below = bisect_left(self._sorted, value)
        upto = bisect_right(self._sorted, value)
        return 0.5 * float(below + upto) / float(n)

    def quantile(self, share: float) -> float:
        """Return the smallest value that at least `share` of all do not exceed; 0 when nothing is known."""
        n = len(self._sorted)
        if n == 0:
            return 0.0
        return self._sorted[min(max(int(share * float(n) + 0.999_999) - 1, 0), n - 1)]
