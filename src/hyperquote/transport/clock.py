"""The time that a connection lives by; tests hand in another."""

import asyncio
import time


class Clock:
    """Wall time."""

    def now_ns(self) -> int:
        """Return the time (UTC ns)."""
        return time.time_ns()

    async def sleep(self, seconds: float) -> None:
        """Return after this long."""
        await asyncio.sleep(seconds)
