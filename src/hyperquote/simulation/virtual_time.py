"""An event loop on virtual time: when nobody has anything to do, the clock jumps to the next timer."""

import asyncio
from asyncio.base_events import BaseEventLoop
from typing import Any, Final

from hyperquote.errors import HyperquoteError
from hyperquote.transport.clock import Clock

START_MS: Final = 1_790_000_000_000  # UTC, a day in September 2026: the same in every run
_NS_PER_S: Final = 1_000_000_000


class StuckError(HyperquoteError):
    """Everybody waits and no timer runs: time would stand still for ever."""


class VirtualLoop(BaseEventLoop):
    """Runs coroutines as asyncio does, in the same order every time, without waiting for anything.

    It has no sockets, no threads and no signals: what a simulation talks to lives in the same loop. `time` begins at 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._selector = _Skipper(self)
        self._clock_resolution = 1e-9

    def time(self) -> float:
        """Return the virtual seconds since the loop was made."""
        return self._now_s

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self._now_s += seconds

    def _process_events(self, event_list: list[Any]) -> None:
        """Nothing comes from outside."""

    def _write_to_self(self) -> None:
        """Nobody else could wake this loop: it has no other thread."""


class _Skipper:
    """Stands where asyncio has the selector of its sockets: instead of waiting, it moves the clock."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        """Let `timeout` seconds pass."""
        if timeout is None:
            raise StuckError("every task of the simulation waits for another: nothing will ever happen again")
        if timeout > 0.0:
            self._loop.skip(timeout)
        return []


class VirtualClock(Clock):
    """The wall clock of one participant: virtual time from `START_MS` on, wrong by `offset_ms`.

    `now_ns` never gives the same time twice, as a `SteadyClock`.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, offset_ms: int = 0) -> None:
        self._loop: Final = loop
        self._start_ns: Final = (START_MS + offset_ms) * 1_000_000
        self._last_ns = 0

    def now_ns(self) -> int:
        """Return the time (UTC ns), later than every time before it."""
        self._last_ns = max(self._last_ns + 1, self._start_ns + int(self._loop.time() * _NS_PER_S))
        return self._last_ns

    def now_ms(self) -> int:
        """Return the time (UTC ms)."""
        return (self._start_ns + int(self._loop.time() * _NS_PER_S)) // 1_000_000
