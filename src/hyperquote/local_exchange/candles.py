"""Candles from trades: every interval the venue offers, kept by the minute and put together when asked."""

from collections import deque

from hyperquote.info.requests.candle_snapshot import Candle
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.texts import decimal_text

MINUTE_MS = 60_000
KEPT_MINUTES = 7 * 1_440
LONGEST_REPLY = 5_000
_EPOCH_MONDAY_MS = 4 * 86_400_000  # weeks open on Monday; 1970 began on a Thursday

INTERVAL_MS = {
    "1m": 60_000,
    "3m": 180_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "2h": 7_200_000,
    "4h": 14_400_000,
    "8h": 28_800_000,
    "12h": 43_200_000,
    "1d": 86_400_000,
    "3d": 259_200_000,
    "1w": 604_800_000,
}


class Minute:
    """The trades of one minute, in price units and lots."""

    def __init__(self, open_ms: int, units: int) -> None:
        self.open_ms = open_ms
        self.open = self.high = self.low = self.close = units
        self.lots = 0
        self.n = 0


class Candles:
    """The minutes of one asset in which something traded, up to a week of them."""

    def __init__(self) -> None:
        self._minutes: deque[Minute] = deque(maxlen=KEPT_MINUTES)

    def add(self, px_units: int, lots: int, time_ms: int) -> None:
        """Count a trade."""
        open_ms = time_ms - time_ms % MINUTE_MS
        if not self._minutes or self._minutes[-1].open_ms < open_ms:
            self._minutes.append(Minute(open_ms, px_units))
        minute = self._minutes[-1]
        minute.high = max(minute.high, px_units)
        minute.low = min(minute.low, px_units)
        minute.close = px_units
        minute.lots += lots
        minute.n += 1

    def between(self, listing: Listing, interval: str, start_ms: int, end_ms: int) -> list[Candle]:
        """Return the candles that overlap [start, end], oldest first; those without a trade are left out."""
        length_ms = INTERVAL_MS[interval]
        shift_ms = _EPOCH_MONDAY_MS if interval == "1w" else 0
        bars: dict[int, Minute] = {}
        for minute in self._minutes:
            open_ms = minute.open_ms - (minute.open_ms - shift_ms) % length_ms
            if open_ms > end_ms or open_ms + length_ms <= start_ms:
                continue
            bar = bars.get(open_ms)
            if bar is None:
                bar = bars[open_ms] = Minute(open_ms, minute.open)
            bar.high = max(bar.high, minute.high)
            bar.low = min(bar.low, minute.low)
            bar.close = minute.close
            bar.lots += minute.lots
            bar.n += minute.n
        return [_candle(bar, listing, interval, length_ms) for bar in list(bars.values())[-LONGEST_REPLY:]]


def _candle(bar: Minute, listing: Listing, interval: str, length_ms: int) -> Candle:
    px_decimals = listing.grid.px_decimals
    return Candle(
        open_ms=bar.open_ms,
        close_ms=bar.open_ms + length_ms - 1,
        coin=listing.name,
        interval=interval,
        open=decimal_text(bar.open, px_decimals),
        close=decimal_text(bar.close, px_decimals),
        high=decimal_text(bar.high, px_decimals),
        low=decimal_text(bar.low, px_decimals),
        volume=decimal_text(bar.lots, listing.sz_decimals),
        trades=bar.n,
    )
