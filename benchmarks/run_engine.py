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
DEEP_EVERY = 10
FAST_LEVELS = 5


class TimedBooks(Engine):
    """Hands books to the engine as the venue's bytes, and times the way from there to the commands.

    Of ten books nine are the fast feed's, with its five levels, and one is the deep feed's: what a live session gets.
    """

    def __init__(self, engine: MarketMaker, grid: Grid) -> None:
        self.engine = engine
        self.grid = grid
        self.books = 0
        self.all: list[int] = []  # ns, as are all below
        self.fast_quoting: list[int] = []
        self.fast_learning: list[int] = []
        self.deep_quoting: list[int] = []
        self.fast_decoding: list[int] = []
        self.deep_decoding: list[int] = []

    def on_event(self, event: Event) -> list[Command]:
        if not isinstance(event, Book):
            return self.engine.on_event(event)
        is_deep = self.books % DEEP_EVERY == 0
        self.books += 1
        data = self.bytes_of(event, is_deep)
        is_warm = self.engine.beliefs.is_warm
        cycles = self.engine.quoter.cycles
        start = time.perf_counter_ns()
        frame = decode_frame(data)
        assert isinstance(frame, L2BookFrame)
        book = book_event(frame.data, event.local_ns)
        decoded = time.perf_counter_ns()
        commands = self.engine.on_event(book)
        end = time.perf_counter_ns()
        if is_warm:
            self.note(is_deep, self.engine.quoter.cycles > cycles, decoded - start, end - start)
        return commands

    def note(self, is_deep: bool, is_quoting: bool, decoding_ns: int, all_ns: int) -> None:
        """Keep the times of one book."""
        self.all.append(all_ns)
        (self.deep_decoding if is_deep else self.fast_decoding).append(decoding_ns)
        if is_quoting:
            (self.deep_quoting if is_deep else self.fast_quoting).append(all_ns)
        elif not is_deep:
            self.fast_learning.append(all_ns)

    def bytes_of(self, book: Book, is_deep: bool) -> bytes:
        """Return the book as the venue writes it on the deep or the fast feed."""
        count = len(book.bid_px) if is_deep else FAST_LEVELS
        bids = [self.level(book.bid_px[i], book.bid_sz[i]) for i in range(min(count, len(book.bid_px)))]
        asks = [self.level(book.ask_px[i], book.ask_sz[i]) for i in range(min(count, len(book.ask_px)))]
        data: dict[str, object] = {"coin": "BTC", "time": book.exchange_ms, "levels": [bids, asks]}
        if not is_deep:
            data["fast"] = True
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
        timed.books = 0
        world = TapeWorld(market.tape, timed, market.settings, QueueModel())
        gc.collect()
        gc.freeze()
        world.run()
    tell(
        {
            "all books": figures(timed.all),
            "fast, quoting": figures(timed.fast_quoting),
            "fast, learning": figures(timed.fast_learning),
            "deep, quoting": figures(timed.deep_quoting),
            "fast, decoding": figures(timed.fast_decoding),
            "deep, decoding": figures(timed.deep_decoding),
        }
    )


if __name__ == "__main__":
    main()
