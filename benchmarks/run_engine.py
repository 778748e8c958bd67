"""The measuring half of bench_engine.py: runs under the build that is on the path and prints JSON."""

import gc
import json
import sys
import time

from market import market_of, tell

from hyperquote.backtest.world import TapeWorld
from hyperquote.book.grid import Grid
from hyperquote.book.queue import QueueModel
from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import Book, Event
from hyperquote.market_maker.messages.market import book_event
from hyperquote.market_maker.port import Engine
from hyperquote.ws.channels import L2BookFrame, decode_frame

RUNS = 3


class TimedBooks(Engine):
    """Hands books to the engine as the venue's bytes, and times the way from there to the commands."""

    def __init__(self, engine: MarketMaker, grid: Grid) -> None:
        self.engine = engine
        self.grid = grid
        self.quoting: list[int] = []  # ns
        self.learning: list[int] = []
        self.decoding: list[int] = []

    def on_event(self, event: Event) -> list[Command]:
        if not isinstance(event, Book) or not self.engine.beliefs.is_warm:
            return self.engine.on_event(event)
        data = self.bytes_of(event)
        cycles = self.engine.quoter.cycles
        start = time.perf_counter_ns()
        frame = decode_frame(data)
        assert isinstance(frame, L2BookFrame)
        book = book_event(frame.data, event.local_ns)
        decoded = time.perf_counter_ns()
        commands = self.engine.on_event(book)
        end = time.perf_counter_ns()
        self.decoding.append(decoded - start)
        (self.quoting if self.engine.quoter.cycles > cycles else self.learning).append(end - start)
        return commands

    def bytes_of(self, book: Book) -> bytes:
        """Return the book as the venue writes it."""
        bids = [self.level(px, size) for px, size in zip(book.bid_px, book.bid_sz, strict=True)]
        asks = [self.level(px, size) for px, size in zip(book.ask_px, book.ask_sz, strict=True)]
        data = {"coin": "BTC", "time": book.exchange_ms, "levels": [bids, asks]}
        return json.dumps({"channel": "l2Book", "data": data}, separators=(",", ":")).encode()

    def level(self, px: float, size: float) -> dict[str, object]:
        """Return one level as the venue writes it."""
        return {"px": f"{px:.{self.grid.px_decimals}f}", "sz": f"{size:.{self.grid.sz_decimals}f}", "n": 3}


def figures(times_ns: list[int]) -> dict[str, float]:
    """Return the count, the median and the 99th percentile."""
    ordered = sorted(times_ns)
    count = len(ordered)
    return {"books": count / RUNS, "median µs": ordered[count // 2] / 1e3, "p99 µs": ordered[count * 99 // 100] / 1e3}


def main() -> None:
    """Replay the market `RUNS` times, all timings together."""
    market = market_of(sys.argv[1])
    timed = TimedBooks(market.market_maker("exact"), market.grid)
    for _ in range(RUNS):
        timed.engine = market.market_maker("exact")
        world = TapeWorld(market.tape, timed, market.settings, QueueModel())
        gc.collect()
        gc.freeze()
        world.run()
    tell(
        {
            "quoting": figures(timed.quoting),
            "learning": figures(timed.learning),
            "decoding": figures(timed.decoding),
        }
    )


if __name__ == "__main__":
    main()
