"""How much one address may send: the venue's budgets, each a window of a minute."""

from collections import deque

MINUTE_MS = 60_000
HTTP_WEIGHT_PER_MINUTE = 1_200
MESSAGES_PER_MINUTE = 2_000
CONNECTIONS = 10
NEW_CONNECTIONS_PER_MINUTE = 30
ADDRESSES = 1_024


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

    def is_whole(self, now_ms: int) -> bool:
        """Return whether nothing was spent within the last minute."""
        return not self._entries or self._entries[-1][0] <= now_ms - MINUTE_MS


class Address:
    """The budgets of one client address."""

    def __init__(self) -> None:
        self.http = Budget(HTTP_WEIGHT_PER_MINUTE)
        self.messages = Budget(MESSAGES_PER_MINUTE)
        self.new_connections = Budget(NEW_CONNECTIONS_PER_MINUTE)
        self.connections = 0

    def is_idle(self, now_ms: int) -> bool:
        """Return whether it could be forgotten and met anew without a difference."""
        budgets = (self.http, self.messages, self.new_connections)
        return self.connections == 0 and all(budget.is_whole(now_ms) for budget in budgets)


class Addresses:
    """Those who come; the quiet ones are forgotten when there are many."""

    def __init__(self) -> None:
        self._known: dict[str, Address] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, name: str, now_ms: int) -> Address:
        """Return the address of that name."""
        found = self._known.get(name)
        if found is None:
            if len(self._known) >= ADDRESSES:
                self._known = {each: kept for each, kept in self._known.items() if not kept.is_idle(now_ms)}
            found = self._known[name] = Address()
        return found
