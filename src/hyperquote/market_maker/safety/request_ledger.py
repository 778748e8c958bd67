"""How many requests the venue still takes from us, counted here and told by it now and then."""

from typing import Final

from hyperquote.market_maker.events import RequestBudget

_WINDOW_NS: Final = 60_000_000_000
_ASK_NS: Final = 300_000_000_000
_MICRO: Final = 1_000_000


class RequestLedger:
    """The address's budget: it shrinks by one with every order placed or cancelled and grows by one with every USD
    traded. The venue's own count, asked for every five minutes, replaces ours. Beside it, what was turned away.
    """

    def __init__(self) -> None:
        self.cap = 0  # 0 = not told yet
        self.remaining = 0
        self.throttled = 0  # in all
        self._traded_micro = 0
        self._asked_ns = 0
        self._turned_away: list[int] = []  # when (ns), in the last minute

    def learn(self, told: RequestBudget) -> None:
        """Take the venue's count."""
        self.cap = told.cap
        self.remaining = told.remaining
        self._traded_micro = 0

    def spend(self, requests: int) -> None:
        """Count orders placed or cancelled."""
        self.remaining -= requests

    def earn(self, traded_micro: int) -> None:
        """Count what was traded (micro-USD)."""
        self._traded_micro += traded_micro
        usd = self._traded_micro // _MICRO
        self._traded_micro -= usd * _MICRO
        self.remaining += usd
        self.cap += usd if self.cap else 0

    def left(self) -> float:
        """Return the share of the budget that is left; 1 while nobody told."""
        return max(float(self.remaining), 0.0) / float(self.cap) if self.cap > 0 else 1.0

    def throttle(self, now_ns: int) -> None:
        """The venue turned a request away."""
        self.throttled += 1
        self._turned_away.append(now_ns)

    def recent(self, now_ns: int) -> int:
        """Return how many were turned away in the last minute."""
        if self._turned_away:
            while self._turned_away and now_ns - self._turned_away[0] > _WINDOW_NS:
                self._turned_away.pop(0)
        return len(self._turned_away)

    def is_due(self, now_ns: int) -> bool:
        """Return whether to ask the venue now; five minutes pass before the next time."""
        if self._asked_ns and now_ns - self._asked_ns < _ASK_NS:
            return False
        self._asked_ns = now_ns
        return True
