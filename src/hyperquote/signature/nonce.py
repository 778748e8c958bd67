"""Nonces: the time in ms, but never twice and never backwards. One generator per signing key."""

import threading
import time
from collections.abc import Callable


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Nonces:
    """next = max(now, last + 1). Safe to share between threads; the venue counts per key, not per account."""

    def __init__(self, now_ms: Callable[[], int] = _now_ms, high_water: int = 0) -> None:
        self._now_ms = now_ms
        self._last = high_water
        self._lock = threading.Lock()

    def next(self) -> int:
        """Return a nonce (UTC ms) above every one before it."""
        with self._lock:
            self._last = max(self._now_ms(), self._last + 1)
            return self._last

    @property
    def high_water(self) -> int:
        """The highest nonce handed out, to be kept over a restart."""
        return self._last

    @high_water.setter
    def high_water(self, value: int) -> None:
        with self._lock:
            self._last = max(self._last, value)
