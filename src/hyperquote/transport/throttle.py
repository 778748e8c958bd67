"""Waits until a budget has room; one throttle of each public venue for the whole process."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Final

from hyperquote.errors import OverBudget
from hyperquote.helpers import Network
from hyperquote.transport.budget import Limit, WeightBudget

UNBOUNDED_S: Final = float("inf")


class Throttle:
    """Lets requests go when a limit has room for them. Any number of threads and loops may share it."""

    def __init__(
        self,
        limit: Limit,
        now_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limit: Final = limit
        self._now_s: Final = now_s
        self._sleep: Final = sleep
        self._lock: Final = threading.Lock()

    async def enter(self, amount: int, *, is_urgent: bool = False, longest_s: float = UNBOUNDED_S) -> None:
        """Return when an amount may be used; OverBudget at once if that takes longer than `longest_s`.

        First come, first served; what is urgent has a lane of its own.
        """
        with self._lock:
            wait_s = self._limit.take(amount, self._now_s(), is_urgent=is_urgent, longest_s=longest_s)
        if wait_s is None:
            raise OverBudget(
                f"our budget of requests has no room within {longest_s:g} s; nothing was sent, ask less often"
            )
        if wait_s > 0.0:
            await self._sleep(wait_s)

    def charge(self, amount: int) -> None:
        """Count what an answer used besides its request."""
        with self._lock:
            self._limit.charge(amount, self._now_s())

    def exhaust(self) -> None:
        """Count all as used: the venue answered 429."""
        with self._lock:
            self._limit.exhaust(self._now_s())


_SHARED: Final[dict[str, Throttle]] = {}


def shared_throttle(network: Network) -> Throttle | None:
    """Return this process's throttle of mainnet or testnet; None for any other URL, which is a venue of our own."""
    if network.name == "local":
        return None
    return _SHARED.setdefault(network.url, Throttle(WeightBudget()))  # setdefault is one step for all threads
