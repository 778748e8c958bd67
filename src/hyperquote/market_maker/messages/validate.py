"""The gate that every market event passes before anything learns from it."""

from math import inf, isfinite
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.market_maker.events import NO_TIME, AssetContext, Bbo, Book, Event, Mid, Trade
from hyperquote.market_maker.messages.dedup import RecentTrades

_MID: Final = 0
_BBO: Final = 1
_DEEP_BOOK: Final = 2
_FAST_BOOK: Final = 3
_TRADES: Final = 4
_CONTEXT: Final = 5


class GatekeeperSettings:
    """What a believable message looks like. Times in ms, deviation as a fraction of the last mid."""

    def __init__(
        self,
        *,
        max_data_age_ms: int = 30_000,
        max_price_deviation_pct: float = 0.20,
        check_crossed_books: bool = True,
        max_regression_ms: int = 2_000,
        max_ahead_ms: int = 5_000,
        reanchor_after: int = 3,
    ) -> None:
        self.max_data_age_ms: Final = max_data_age_ms
        self.max_price_deviation_pct: Final = max_price_deviation_pct  # a fraction, as the specification has it
        self.check_crossed_books: Final = check_crossed_books
        self.max_regression_ms: Final = max_regression_ms
        self.max_ahead_ms: Final = max_ahead_ms
        self.reanchor_after: Final = reanchor_after


class Gatekeeper:
    """Judges market events: "" lets one pass, anything else is the first thing wrong with it.

    In this order: numbers finite and positive, books sorted and uncrossed, event time neither more than 2 s older than
    the newest of its feed nor 5 s ahead of or 30 s behind local time, trades told once, price within 20 % of the mid. A
    refused event changes no clock, with one exception: prices far from the mid that agree with each other three times
    in a row are the market, and the mid was wrong. Events that carry no market data always pass.
    """

    def __init__(self, settings: GatekeeperSettings) -> None:
        self._settings: Final = settings
        self._newest_ms: Final = vec[i64]([-1, -1, -1, -1, -1, -1])
        self._trades: Final = RecentTrades()
        self._mid = 0.0
        self._candidate = 0.0
        self._agreeing = 0
        self.checked = 0
        self.refused = 0
        self.duplicates = 0
        self.crossed = 0

    def check(self, event: Event) -> str:
        """Return "" when the event may be used, else why not; remembers what it let pass."""
        if isinstance(event, Bbo):
            reason = self._check_bbo(event)
        elif isinstance(event, Trade):
            reason = self._check_trade(event)
        elif isinstance(event, Book):
            reason = self._check_book(event)
        elif isinstance(event, Mid):
            reason = self._check_mid(event)
        elif isinstance(event, AssetContext):
            reason = self._check_context(event)
        else:
            return ""
        self.checked += 1
        if reason:
            self.refused += 1
        return reason

    def on_gap(self) -> None:
        """The stream broke: the feeds may start again anywhere in time."""
        for feed in range(len(self._newest_ms)):
            self._newest_ms[feed] = -1

    def _check_bbo(self, event: Bbo) -> str:
        if not (_is_positive(event.bid_px) and _is_positive(event.ask_px)):
            return f"bad price in quote: {event.bid_px} / {event.ask_px}"
        if not (_is_positive(event.bid_sz) and _is_positive(event.ask_sz)):
            return f"bad size in quote: {event.bid_sz} / {event.ask_sz}"
        return self._check_touch(event, _BBO, event.bid_px, event.ask_px)

    def _check_book(self, event: Book) -> str:
        reason = _side_fault(event.bid_px, event.bid_sz, True) or _side_fault(event.ask_px, event.ask_sz, False)
        if reason:
            return reason
        feed = _DEEP_BOOK if event.is_deep else _FAST_BOOK
        return self._check_touch(event, feed, event.bid_px[0], event.ask_px[0])

    def _check_touch(self, event: Event, feed: int, bid: float, ask: float) -> str:
        if bid >= ask and self._settings.check_crossed_books:
            self.crossed += 1
            return f"crossed: bid {bid} ≥ ask {ask}"
        return self._time_fault(event, feed) or self._price_fault(event, feed, (bid + ask) / 2.0, True)

    def _check_mid(self, event: Mid) -> str:
        if not _is_positive(event.mid):
            return f"bad mid: {event.mid}"
        return self._time_fault(event, _MID) or self._price_fault(event, _MID, event.mid, True)

    def _check_trade(self, event: Trade) -> str:
        if not _is_positive(event.px):
            return f"bad price in trade: {event.px}"
        if not _is_positive(event.sz):
            return f"bad size in trade: {event.sz}"
        reason = self._time_fault(event, _TRADES)
        if reason:
            return reason
        if not self._trades.is_new(event.exchange_ms, event.tid):
            self.duplicates += 1
            return f"duplicate trade {event.tid}"
        return self._price_fault(event, _TRADES, event.px, False)

    def _check_context(self, event: AssetContext) -> str:
        if not (_is_positive(event.mark_px) and _is_positive(event.oracle_px)):
            return f"bad price in context: mark {event.mark_px}, oracle {event.oracle_px}"
        if not (isfinite(event.funding_rate) and isfinite(event.open_interest) and event.open_interest >= 0.0):
            return f"bad number in context: funding {event.funding_rate}, open interest {event.open_interest}"
        reason = self._time_fault(event, _CONTEXT)
        if not reason:
            self._stamp(event, _CONTEXT)
        return reason

    def _time_fault(self, event: Event, feed: int) -> str:
        ms = event.exchange_ms
        if ms == NO_TIME:
            return ""
        behind_ms = int(self._newest_ms[feed]) - ms
        if behind_ms > self._settings.max_regression_ms:
            return f"late: {behind_ms} ms older than the newest of its feed"
        ahead_ms = ms - event.local_ns // 1_000_000
        if ahead_ms > self._settings.max_ahead_ms:
            return f"from the future: {ahead_ms} ms ahead of local time; check the clock"
        if -ahead_ms > self._settings.max_data_age_ms:
            return f"too old: {-ahead_ms} ms behind local time"
        return ""

    def _price_fault(self, event: Event, feed: int, px: float, is_quote: bool) -> str:
        """Compare with the last mid, and note time and mid of an event that passes."""
        limit = self._settings.max_price_deviation_pct
        if self._mid > 0.0 and abs(px - self._mid) > limit * self._mid:
            if self._agreeing > 0 and abs(px - self._candidate) <= limit * self._candidate:
                self._agreeing += 1
            else:
                self._agreeing = 1
            self._candidate = px
            if self._agreeing < self._settings.reanchor_after:
                return f"price {px} is more than {limit:.0%} away from {self._mid}"
            self._mid = px
        self._agreeing = 0
        if is_quote:
            self._mid = px
        self._stamp(event, feed)
        return ""

    def _stamp(self, event: Event, feed: int) -> None:
        self._newest_ms[feed] = max(event.exchange_ms, int(self._newest_ms[feed]))


def _is_positive(x: float) -> bool:
    return 0.0 < x < inf


def _side_fault(px: vec[float], sz: vec[float], is_bid: bool) -> str:
    """Return what is wrong with one side of a book; prices must run away from the mid."""
    n = len(px)
    if n == 0 or len(sz) != n:
        name = "bid" if is_bid else "ask"
        return f"{n} {name} prices but {len(sz)} sizes in book" if n else f"no {name} in book"
    low = 0.0
    high = inf
    for i in range(n):
        price = px[i]
        if not (low < price < high and 0.0 < sz[i] < inf):
            return _level_fault(px, sz, i, "bid" if is_bid else "ask")
        if is_bid:
            high = price
        else:
            low = price
    return ""


def _level_fault(px: vec[float], sz: vec[float], i: int, name: str) -> str:
    """Return what is wrong with the first bad level of a side."""
    if 0.0 < px[i] < inf and 0.0 < sz[i] < inf:
        return f"{name} level {i} out of order in book: {px[i]} after {px[i - 1]}"
    return f"bad {name} level {i} in book: {sz[i]} at {px[i]}"
