"""A fill reaches us on several channels and again after every reconnect; it is booked once."""

from collections import deque
from typing import Final


class FillDedup:
    """Remember fills by (exchange ms, tid, oid): the venue's tid alone is a 50-bit hash and may repeat.

    `capacity` exceeds what any snapshot can replay (2000 fills), so no key is forgotten while it can return.
    """

    def __init__(self, capacity: int = 20_000) -> None:
        self._capacity: Final = capacity
        self._seen: Final[set[tuple[int, int, int]]] = set()
        self._order: Final[deque[tuple[int, int, int]]] = deque()
        self._known_until_ms = -1
        self.high_water_ms = 0  # newest fill seen
        self.duplicates = 0

    def know_all_until(self, exchange_ms: int) -> None:
        """Fills up to this moment are in the account snapshot that we started from."""
        self._known_until_ms = exchange_ms
        self.high_water_ms = max(self.high_water_ms, exchange_ms)

    def is_new(self, exchange_ms: int, tid: int, oid: int) -> bool:
        """Return whether this fill is told for the first time, and remember it."""
        if exchange_ms <= self._known_until_ms:
            self.duplicates += 1
            return False
        key = (exchange_ms, tid, oid)
        if key in self._seen:
            self.duplicates += 1
            return False
        if len(self._order) == self._capacity:
            self._seen.discard(self._order.popleft())
        self._seen.add(key)
        self._order.append(key)
        self.high_water_ms = max(self.high_water_ms, exchange_ms)
        return True
