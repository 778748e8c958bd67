"""Follows a session for the page: the newest picture, the last hour, the last events."""

import asyncio
from collections import deque
from typing import Final

import msgspec
from msgspec import Struct

from hyperquote.dashboard.frame import Frame, frame_of
from hyperquote.market_maker.commands import Command, Note
from hyperquote.market_maker.config import KillSwitchConfig
from hyperquote.market_maker.events import Event
from hyperquote.market_maker.infra.journal_schema import SessionInfo
from hyperquote.market_maker.infra.meter import Meter
from hyperquote.market_maker.infra.screen.follower import ScreenFollower
from hyperquote.market_maker.infra.screen.state import ScreenState
from hyperquote.market_maker.infra.watch import best_order
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.view import View

SAMPLE_MS: Final = 1_000
MAX_SAMPLES: Final = 3_600
MAX_NOTES: Final = 200
MAX_MARKS: Final = 1_000

COLUMNS: Final = [
    "s",
    "mid",
    "microprice",
    "bid",
    "ask",
    "position",
    "total",
    "spread",
    "adverse",
    "inventory",
    "costs",
]


class BoardNote(Struct):
    """One line of the event log; `number` rises by one from note to note."""

    number: int
    ms: int
    level: str
    topic: str
    text: str


class Board(Watcher):
    """What pages read. It keeps values only: nothing here reaches back into the engine.

    A frame is drawn and encoded when a page asks for it, once per view however many pages there are, and not at
    all while nobody looks.
    """

    def __init__(self, info: SessionInfo, limits: KillSwitchConfig, meter: Meter) -> None:
        self.info: Final = info
        self.state: Final = ScreenState(info, max_drawdown=limits.max_drawdown)
        self._limits: Final = limits
        self._meter: Final = meter
        self._follower: Final = ScreenFollower(self.state)
        self._view: View | None = None
        self._encoded: bytes | None = None
        self.notes: Final[deque[BoardNote]] = deque(maxlen=MAX_NOTES)
        self.views = 0
        self._noted = 0
        self._samples: Final[deque[list[float | None]]] = deque(maxlen=MAX_SAMPLES)
        self._marks: Final[deque[tuple[float, bool, float, float]]] = deque(maxlen=MAX_MARKS)
        self._news: Final = asyncio.Event()
        self._sampled_ms = 0
        self._marked: tuple[int, float, float] | None = None

    def on_event(self, event: Event) -> None:
        """Follow facts."""
        self._follower.on_event(event)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Follow decisions, and keep what the engine says."""
        self._follower.on_command(local_ns, command)
        if isinstance(command, Note):
            self._noted += 1
            self.notes.append(BoardNote(self._noted, local_ns // 1_000_000, command.level, command.topic, command.text))

    def on_view(self, view: View) -> None:
        """Take the newest picture, a sample of it every second, and wake the pages."""
        self._view = view
        self._encoded = None
        self.views += 1
        self.state.cycle_ms = self._meter.cycle_ms
        self.state.rate_budget = self._meter.rate_budget
        ms = view.local_ns // 1_000_000
        if ms - self._sampled_ms >= SAMPLE_MS and view.mid > 0.0:
            self._sampled_ms = ms
            self._samples.append(_sample(view, ms))
        self._mark_fills()
        self._news.set()
        self._news.clear()

    def frame(self) -> Frame | None:
        """Return the newest picture; None before the first."""
        return frame_of(self._view, self.state, self._limits) if self._view is not None else None

    def encoded(self) -> bytes:
        """Return the newest picture as JSON, b"" before the first."""
        if self._encoded is None:
            frame = self.frame()
            self._encoded = msgspec.json.encode(frame) if frame is not None else b""
        return self._encoded

    async def news(self) -> None:
        """Wait for the next view."""
        await self._news.wait()

    def history(self) -> bytes:
        """Return the last hour by columns (`COLUMNS`, times in s) and our fills as (s, is_buy, px, size)."""
        columns = list(map(list, zip(*self._samples, strict=True))) or [[] for _ in COLUMNS]
        return msgspec.json.encode({"columns": dict(zip(COLUMNS, columns, strict=True)), "fills": list(self._marks)})

    def _mark_fills(self) -> None:
        """Keep new fills for the chart; the follower lists them newest first."""
        fresh: list[tuple[float, bool, float, float]] = []
        for fill in self.state.fills:
            if self._marked == (fill.exchange_ms, fill.px, fill.size):
                break
            fresh.append((fill.exchange_ms / 1e3, fill.is_buy, fill.px, fill.size))
        if fresh:
            newest = self.state.fills[0]
            self._marked = (newest.exchange_ms, newest.px, newest.size)
            self._marks.extend(reversed(fresh))


def _sample(view: View, ms: int) -> list[float | None]:
    bid, ask = best_order(view, True), best_order(view, False)
    money = view.money
    return [
        ms / 1e3,
        view.mid,
        view.params.microprice if view.params is not None else None,
        bid.px if bid is not None else None,
        ask.px if ask is not None else None,
        view.position,
        money.total,
        money.spread,
        money.adverse,
        money.inventory,
        money.funding - money.fees,
    ]
