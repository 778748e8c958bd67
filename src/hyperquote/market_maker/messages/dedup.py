"""A public trade comes again after every resubscription; it counts once."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64


class RecentTrades:
    """Remember the newest `capacity` trades by (exchange ms, tid); the tid alone is a hash and may repeat.

    A ring of trades, numbered from 1, with a chain through those of one bucket from the newest to the oldest. What the
    ring has overwritten ends a chain, so nothing is ever removed. No object is made per trade.
    """

    def __init__(self, capacity: int = 4096) -> None:
        if capacity < 1:
            raise ValueError(f"a memory of trades needs room for one or more, not {capacity}")
        self._capacity: Final[i64] = capacity
        self._ms: Final = vec[i64]([0] * capacity)
        self._tid: Final = vec[i64]([0] * capacity)
        self._older: Final = vec[i64]([0] * capacity)  # number of the next older trade of the same bucket
        self._newest: Final = vec[i64]([0] * capacity)  # by bucket, 0 = none
        self._count: i64 = 0
        self.duplicates = 0

    def is_new(self, exchange_ms: int, tid: int) -> bool:
        """Return whether this trade is told for the first time, and remember it."""
        capacity = self._capacity
        wanted_ms: i64 = exchange_ms
        wanted_tid: i64 = tid
        bucket = (wanted_tid ^ wanted_ms) % capacity
        forgotten = self._count - capacity
        number = self._newest[bucket]
        while number > 0 and number > forgotten:
            slot = number % capacity
            if self._tid[slot] == wanted_tid and self._ms[slot] == wanted_ms:
                self.duplicates += 1
                return False
            number = self._older[slot]
        self._count += 1
        slot = self._count % capacity
        self._ms[slot] = wanted_ms
        self._tid[slot] = wanted_tid
        self._older[slot] = self._newest[bucket]
        self._newest[bucket] = self._count
        return True
