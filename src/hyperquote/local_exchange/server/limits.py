"""How much one address may send: the venue's budgets, each a window of a minute."""

from collections import deque

MINUTE_MS = 60_000
HTTP_WEIGHT_PER_MINUTE = 1_200
MESSAGES_PER_MINUTE = 2_000
CONNECTIONS = 10
NEW_CONNECTIONS_PER_MINUTE = 30


class Budget:
    """A sliding window: at most `capacity` units within any minute."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._spent = 0
        self._entries: deque[tuple[int, int]] = deque()

    def spend(self, units: int, now_ms: int) -> bool:
        """Take `units` from the budget and return whether they were there; nothing is taken if not."""
        entries = self._entries
        while entries and entries[0][0] <= now_ms - MINUTE_MS:
            self._spent -= entries.popleft()[1]
        if self._spent + units > self._capacity:
            return False
        entries.append((now_ms, units))
        self._spent += units
        return True


class Address:
    """The budgets of one client address."""

    def __init__(self) -> None:
        self.http = Budget(HTTP_WEIGHT_PER_MINUTE)
        self.messages = Budget(MESSAGES_PER_MINUTE)
        self.new_connections = Budget(NEW_CONNECTIONS_PER_MINUTE)
        self.connections = 0
