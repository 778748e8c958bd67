"""How far the mid has travelled in the last seconds."""

from typing import Final

_BUCKET_NS: Final = 500_000_000
_BUCKETS: Final = 10  # five seconds


class MidRange:
    """The lowest and the highest mid of the last 5 s, kept by half-seconds."""

    def __init__(self) -> None:
        self._bucket = 0  # number of the newest half-second since 1970
        self._low: Final[list[int]] = [0] * _BUCKETS  # 0 = nothing seen in it
        self._high: Final[list[int]] = [0] * _BUCKETS
        self._newest = 0

    def update(self, now_ns: int, half_units: int) -> None:
        """Take a mid (any unit above 0)."""
        self._turn(now_ns)
        slot = self._bucket % _BUCKETS
        if self._low[slot] == 0 or half_units < self._low[slot]:
            self._low[slot] = half_units
        self._high[slot] = max(self._high[slot], half_units)
        self._newest = half_units

    def _turn(self, now_ns: int) -> None:
        bucket = now_ns // _BUCKET_NS
        steps = min(bucket - self._bucket, _BUCKETS)
        while steps > 0:
            steps -= 1
            slot = (bucket - steps) % _BUCKETS
            self._low[slot] = 0
            self._high[slot] = 0
        self._bucket = max(self._bucket, bucket)

    def move(self, now_ns: int) -> float:
        """Return the largest distance of the newest mid from any of the last 5 s, as a fraction; 0 before any."""
        if self._newest == 0:
            return 0.0
        self._turn(now_ns)
        low = self._newest
        high = self._newest
        for slot in range(_BUCKETS):
            if self._low[slot]:
                low = min(low, self._low[slot])
                high = max(high, self._high[slot])
        newest = float(self._newest)
        return max(newest / float(low) - 1.0, 1.0 - newest / float(high))
