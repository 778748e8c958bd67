"""Heartbeat of one connection: when to ping, and when silence means that it is dead."""

from typing import Final

SECOND_NS: Final = 1_000_000_000
PING_EVERY_NS: Final = 30 * SECOND_NS  # the venue closes a connection to which it has sent nothing for 60 s
PONG_WITHIN_NS: Final = 10 * SECOND_NS


class Heartbeat:
    """Ping every 30 s; no pong within 10 s of a ping and the connection is dead, whatever TCP says."""

    def __init__(self, ping_every_ns: int = PING_EVERY_NS, pong_within_ns: int = PONG_WITHIN_NS) -> None:
        self._ping_every_ns: Final = ping_every_ns
        self._pong_within_ns: Final = pong_within_ns
        self._next_ping_ns = 0
        self._pinged_ns: int | None = None

    def start(self, now_ns: int) -> None:
        """Begin with a new connection: the first ping is one interval away."""
        self._next_ping_ns = now_ns + self._ping_every_ns
        self._pinged_ns = None

    def ping_due(self, now_ns: int) -> bool:
        """Return whether to ping now; True starts the wait for the pong."""
        if now_ns < self._next_ping_ns:
            return False
        self._next_ping_ns = now_ns + self._ping_every_ns
        if self._pinged_ns is None:
            self._pinged_ns = now_ns
        return True

    def pong(self, now_ns: int) -> int | None:
        """Take a pong and return the round trip (ns); None for one we did not ask for."""
        if self._pinged_ns is None:
            return None
        round_trip_ns = now_ns - self._pinged_ns
        self._pinged_ns = None
        return round_trip_ns

    def is_dead(self, now_ns: int) -> bool:
        """Return whether a pong is overdue."""
        return self._pinged_ns is not None and now_ns - self._pinged_ns >= self._pong_within_ns

    @property
    def next_ns(self) -> int:
        """When to look again (UTC ns)."""
        if self._pinged_ns is None:
            return self._next_ping_ns
        return min(self._next_ping_ns, self._pinged_ns + self._pong_within_ns)
