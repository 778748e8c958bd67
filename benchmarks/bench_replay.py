"""How fast a recorded market is replayed through the exchange and an engine.

    PYTHONPATH=src:. python benchmarks/bench_replay.py [FOLDER]     from the sources: interpreted
    PYTHONPATH=. python benchmarks/bench_replay.py [FOLDER]         installed: compiled, where a compiler was at hand

FOLDER is a recording; by default the BTC one beside the checkout. The first line says which build ran.
An event is one row of the tape: it is matched against our ghosts, made an event object and learnt by the engine; timers
and answers come on top and are not counted. `silent` wants nothing: the price of the world itself.
`touch` keeps an order on both sides of the touch and is interpreted Python in either build.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.backtest.tapes import TouchQuoter

from hyperquote import build
from hyperquote.backtest.reader import read_tape, sz_decimals
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.backtest.world import TapeWorld
from hyperquote.book.grid import Grid
from hyperquote.book.queue import QueueModel
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.events import Event
from hyperquote.market_maker.port import Engine

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "hl_l2_20250904" / "BTC"
NOTHING: list[Command] = []


class Silent(Engine):
    """Wants nothing."""

    def on_event(self, event: Event) -> list[Command]:
        return NOTHING


def events_per_second(
    tape: Tape, settings: TapeSettings, make_engine: Callable[[], Engine], least_s: float = 2.0
) -> float:
    """Return the best rate over repeated whole runs that together take `least_s` or more."""
    best = 0.0
    spent = 0.0
    while spent < least_s:
        world = TapeWorld(tape, make_engine(), settings, QueueModel())
        start = time.perf_counter()
        world.run()
        took = time.perf_counter() - start
        spent += took
        best = max(best, world.tape_events / took)
    return best


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not folder.is_dir():
        sys.exit(f"no recording at {folder}; give a folder with trades.parquet and l2.parquet or bbo.parquet")
    tape = read_tape(folder)
    grid = Grid(sz_decimals(tape))
    settings = TapeSettings(grid, single_tier(20))
    engines: dict[str, Callable[[], Engine]] = {"silent": Silent, "touch": lambda: TouchQuoter(grid, 100)}
    print(f"{build.NAME}: {tape.count} rows, {(tape.end_ns - tape.start_ns) / 1e9:.0f} s of market")
    for name, make_engine in engines.items():
        rate = events_per_second(tape, settings, make_engine)
        print(f"  {name:8} {rate:12,.0f} tape events/s   {1e6 / rate:6.2f} µs an event")


if __name__ == "__main__":
    main()
