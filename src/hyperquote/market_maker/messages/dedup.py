"""A public trade comes again after every resubscription; it counts once."""

from typing import Final


class RecentTrades:
    """Remember the newest `capacity` trades by (exchange ms, tid); the tid alone is a hash and may repeat."""

    def __init__(self, capacity: int = 4096) -> None:
        if capacity < 1:
            raise ValueError(f"a memory of trades needs room for one or more, not {capacity}")
        self._capacity: Final = capacity
        self._seen: Final[set[tuple[int, int]]] = set()
        self._ring: Final[list[tuple[int, int]]] = []
        self._next = 0
        self.duplicates = 0

    def is_new(self, exchange_ms: int, tid: int) -> bool:
        """Return whether this trade is told for the first time, and remember it."""
        key = (exchange_ms, tid)
        if key in self._seen:
            self.duplicates += 1
            return False
        self._seen.add(key)
        if len(self._ring) < self._capacity:
            self._ring.append(key)
            return True
        self._seen.discard(self._ring[self._next])
        self._ring[self._next] = key
        self._next = (self._next + 1) % self._capacity
        return True
