"""The last 24 hours of one asset: what it traded and where its price was."""

from collections import deque

MINUTE_MS = 60_000
DAY_MINUTES = 1_440


class DayStats:
    """Rolling sums by the minute. Volumes in micro-USDC and lots, prices in price units."""

    def __init__(self, start_units: int) -> None:
        self.ntl_micro = 0
        self.lots = 0
        self.prev_day_units = start_units
        self._minutes: deque[list[int]] = deque()  # [minute, ntl_micro, lots, first mark units]

    def add_trade(self, px_units: int, lots: int, time_ms: int) -> None:
        """Count a trade."""
        minute = self._minute(time_ms, px_units)
        minute[1] += px_units * lots
        minute[2] += lots
        self.ntl_micro += px_units * lots
        self.lots += lots

    def add_mark(self, units: int, time_ms: int) -> None:
        """Note the mark price and let go of what is older than a day."""
        self._minute(time_ms, units)
        oldest = time_ms // MINUTE_MS - DAY_MINUTES
        while self._minutes[0][0] < oldest:
            _, ntl_micro, lots, first_units = self._minutes.popleft()
            self.ntl_micro -= ntl_micro
            self.lots -= lots
            self.prev_day_units = first_units

    def _minute(self, time_ms: int, units: int) -> list[int]:
        at = time_ms // MINUTE_MS
        if not self._minutes or self._minutes[-1][0] < at:
            self._minutes.append([at, 0, 0, units])
        return self._minutes[-1]
