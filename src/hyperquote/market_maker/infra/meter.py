"""Feeds the metrics with what no view carries: the state of the connection and the time of a decision."""

import time
from collections.abc import Callable
from typing import Final

from hyperquote.market_maker.commands import Cancel, Command, Place
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import Disconnected, Event, LoopLag, Reconnected, RequestBudget
from hyperquote.market_maker.infra.metrics import Metrics
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.snapshot import view_of


class Meter(Watcher):
    """The metrics of one session, as `page` shows them.

    The time of a decision runs from the last watcher's sight of an event to the first watcher's sight of the orders
    that it led to: this one must be the first of all watchers, `clock` the last.
    """

    def __init__(self, metrics: Metrics, engine: MarketMaker, seconds: Callable[[], float] = time.perf_counter) -> None:
        self._metrics: Final = metrics
        self._engine: Final = engine
        self._seconds: Final = seconds
        self.clock: Final = Clock(seconds)
        self.cycle_ms: float | None = None  # of the newest decision
        self.rate_budget: int | None = None  # requests that the address may still send, as the venue said last
        metrics.set("mm_websocket_connected", 1.0)

    def on_event(self, event: Event) -> None:
        """Follow the connection."""
        if isinstance(event, Disconnected):
            self._metrics.set("mm_websocket_connected", 0.0)
        elif isinstance(event, Reconnected):
            self._metrics.set("mm_websocket_connected", 1.0)
            self._metrics.count("mm_reconnects_total")
        elif isinstance(event, LoopLag):
            self._metrics.set("mm_event_loop_lag_secs", event.seconds)
        elif isinstance(event, RequestBudget):
            self.learn_budget(event.remaining)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Take the time of a decision about orders; of several in one cycle the last counts."""
        if isinstance(command, Place | Cancel):
            seconds = self._seconds() - self.clock.at_s
            self._metrics.observe_cycle(seconds)
            self.cycle_ms = 1e3 * seconds

    def learn_budget(self, requests: int) -> None:
        """Take the venue's word on how many requests are left."""
        self.rate_budget = requests
        self._metrics.set("mm_rate_budget_remaining", float(requests))

    def page(self) -> str:
        """Return the page of this moment."""
        repair_ns = self._engine.lifecycle.repair_ns
        if repair_ns:
            self._metrics.set("mm_account_repair_secs", repair_ns / 1e9)
        requests = self._engine.judge.requests
        if requests.cap:
            self.learn_budget(requests.remaining)  # the venue's word, and what we sent and traded since
        return self._metrics.text(view_of(self._engine))


class Clock(Watcher):
    """Notes when the engine is about to be asked."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds: Final = seconds
        self.at_s = seconds()

    def on_event(self, event: Event) -> None:
        """The engine is next."""
        self.at_s = self._seconds()
