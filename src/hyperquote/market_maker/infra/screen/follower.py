"""Keeps the screen's state up to date from what a watcher sees."""

from hyperquote.consts import BPS
from hyperquote.market_maker.commands import Command, Note, Place
from hyperquote.market_maker.events import Book, Event, Fill, Pause
from hyperquote.market_maker.fills.dedup import FillDedup
from hyperquote.market_maker.infra.screen.state import RecentFill, ScreenState
from hyperquote.market_maker.infra.watch import MidHistory
from hyperquote.market_maker.port import Watcher

MAX_FILLS = 20
MAX_LEVELS = 10_000  # orders whose rung is remembered
MARKOUT_HORIZONS_S = (1.0, 10.0, 60.0)
NOTICE_NS = 30_000_000_000  # how long a warning stays in view


class ScreenFollower(Watcher):
    """The newest book, the last fills with their markouts so far, the newest warning."""

    def __init__(self, state: ScreenState) -> None:
        self.state = state
        self._mids = MidHistory()
        self._dedup = FillDedup()  # the venue tells each fill on two channels
        self._levels: dict[str, int] = {}
        self._notice_ns = 0

    def on_event(self, event: Event) -> None:
        """Follow the book, our fills and the operator's pause."""
        if self.state.notice and event.local_ns - self._notice_ns > NOTICE_NS:
            self.state.notice = ""
        if isinstance(event, Book):
            self.state.bids = list(zip(event.bid_px, event.bid_sz, strict=True))
            self.state.asks = list(zip(event.ask_px, event.ask_sz, strict=True))
        if self._mids.update(event):
            assert self._mids.last is not None
            self._mark_out(*self._mids.last)
        elif isinstance(event, Fill) and self._dedup.is_new(event.exchange_ms, event.tid, event.oid):
            if not event.is_replay:
                self._add(event)
        elif isinstance(event, Pause):
            self.state.is_paused = event.is_paused

    def _add(self, fill: Fill) -> None:
        grid = self.state.grid
        level = self._levels.get(fill.cloid, -1)
        row = RecentFill(fill.exchange_ms, fill.is_buy, grid.size(fill.lots), grid.px(fill.px_units), level, None, 0.0)
        self.state.fills = [row, *self.state.fills[: MAX_FILLS - 1]]

    def _mark_out(self, now_ms: int, mid: float) -> None:
        for fill in self.state.fills:
            for horizon_s in MARKOUT_HORIZONS_S:
                if fill.markout_s < horizon_s and now_ms - fill.exchange_ms >= horizon_s * 1e3:
                    sign = 1.0 if fill.is_buy else -1.0
                    fill.markout_s = horizon_s
                    fill.markout_bps = sign * (mid - fill.px) / fill.px / BPS

    def on_command(self, local_ns: int, command: Command) -> None:
        """Follow the rungs of our orders and the newest warning."""
        if isinstance(command, Place):
            for order in command.orders:
                self._levels[order.cloid] = order.level
            while len(self._levels) > MAX_LEVELS:
                del self._levels[next(iter(self._levels))]
        elif isinstance(command, Note) and command.level in {"warning", "error"}:
            self.state.notice = f"{command.topic}: {command.text}"
            self._notice_ns = local_ns
