"""The measuring half of bench_replay.py: runs under the build that is on the path and prints JSON."""

import gc
import sys
import time
from collections.abc import Callable

from market import Market, market_of, tell

from hyperquote.backtest.world import TapeWorld
from hyperquote.book.queue import QueueModel
from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.events import Event
from hyperquote.market_maker.port import Engine

LEAST_S = 3.0
NOTHING: list[Command] = []


class Silent(Engine):
    """Wants nothing."""

    def on_event(self, event: Event) -> list[Command]:
        return NOTHING


class Counting(Engine):
    """Counts what an engine learns."""

    def __init__(self, inner: Engine) -> None:
        self.inner = inner
        self.events = 0

    def on_event(self, event: Event) -> list[Command]:
        self.events += 1
        return self.inner.on_event(event)


def measure(market: Market, make: Callable[[], Engine]) -> dict[str, float]:
    """Replay the market with fresh engines for `LEAST_S` in all; return the figures of the fastest run."""
    counting = Counting(make())
    TapeWorld(market.tape, counting, market.settings, QueueModel()).run()
    best = spent = 0.0
    while spent < LEAST_S:
        world = TapeWorld(market.tape, make(), market.settings, QueueModel())
        gc.collect()
        gc.disable()
        start = time.process_time()
        world.run()
        took = time.process_time() - start
        gc.enable()
        spent += took
        best = took if best == 0.0 else min(best, took)
    rows = world.tape_events
    return {
        "rows": rows,
        "events": counting.events,
        "tape/s": rows / best,
        "events/s": counting.events / best,
        "µs a row": 1e6 * best / rows,
    }


def main() -> None:
    """Measure three engines."""
    market = market_of(sys.argv[1])
    tell(
        {
            "silent": measure(market, Silent),
            "exact": measure(market, lambda: market.market_maker("exact")),
            "seed": measure(market, lambda: market.market_maker("seed")),
        }
    )


if __name__ == "__main__":
    main()
