"""The time of a session: UTC at its start, and from then on at the pace of real time."""

import time
from collections.abc import Callable
from typing import Final


def _elapsed_ns() -> int:
    """Return the time since some fixed moment (ns); where the system can tell, it runs while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


class SteadyClock:
    """Strictly increasing UTC ns that no step of the wall clock moves.

    A wall clock set back would stop every timer until it has caught up, staleness and the end of a shutdown among
    them; one set forward would make every feed look stale. A clock that was wrong at the start stays wrong: the
    venue's times then are refused by name, and a restart is the cure.
    """

    def __init__(self, wall_ns: Callable[[], int] = time.time_ns, elapsed_ns: Callable[[], int] = _elapsed_ns) -> None:
        self._elapsed_ns: Final = elapsed_ns
        self._offset_ns: Final = wall_ns() - elapsed_ns()
        self._last_ns = 0

    def now_ns(self) -> int:
        """Return the time (UTC ns), later than every time before it."""
        self._last_ns = max(self._last_ns + 1, self._elapsed_ns() + self._offset_ns)
        return self._last_ns
