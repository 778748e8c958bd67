"""One seeded session on a self-made market, told in numbers that two builds must agree on to the last bit.

python tests/build_session.py        prints one JSON object; PYTHONPATH decides which build it is about
"""

import json
from collections import deque
from collections.abc import Iterable
from hashlib import sha256
from random import Random
from struct import pack

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote import build
from hyperquote.backtest.columns import BookColumns, TouchColumns, TradeColumns
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.backtest.world import TapeWorld
from hyperquote.book.grid import Grid
from hyperquote.book.queue import ProportionalModel
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.market_maker.config import load
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.snapshot import view_of

SZ_DECIMALS = 4
START_MS = 1_757_000_000_000
TICK = 0.1
LEVELS = 20
_FLOATS = type(vec[float]())
_NUMBERS = type(vec[i64]())


class _Rows:
    """The columns of a tape in the making."""

    def __init__(self) -> None:
        self.touches: list[tuple[int, float, float, float, float]] = []
        self.trades: list[tuple[int, float, float, int]] = []
        self.books: list[tuple[int, float, float, list[float], list[float]]] = []


def make_tape(seed: int, seconds: int) -> Tape:
    """A market at 3 000 USD that walks by a tick, trades in bursts and shows a deep book twice a second."""
    random = Random(seed)
    rows = _Rows()
    bid = 30_000
    ms = 0
    next_book_ms = 0
    while ms < 1000 * seconds:
        ms += 1 + int(random.expovariate(1 / 120.0))
        bid += random.choice((-1, 0, 0, 0, 1))
        rows.touches.append((ms, bid * TICK, _size(random), (bid + 1) * TICK, _size(random)))
        while random.random() < 0.4:
            is_buy = random.random() < 0.5
            depth = int(random.expovariate(0.7))
            px = (bid + 1 + depth if is_buy else bid - depth) * TICK
            rows.trades.append((ms + 1, px, _size(random), int(is_buy)))
        if ms >= next_book_ms:
            next_book_ms = ms + 500
            bids = [_size(random) for _ in range(LEVELS)]
            asks = [_size(random) for _ in range(LEVELS)]
            rows.books.append((ms, bid * TICK, (bid + 1) * TICK, bids, asks))
    return _tape_of(rows, random)


def _size(random: Random) -> float:
    return round(0.0001 + random.expovariate(0.5), SZ_DECIMALS)


def _tape_of(rows: _Rows, random: Random) -> Tape:
    touches, trades = rows.touches, rows.trades
    books = BookColumns(*_times([row[0] for row in rows.books], random), LEVELS)
    for level in range(LEVELS):
        books.set_level(
            level,
            vec[float]([round(row[1] - level * TICK, 1) for row in rows.books]),
            vec[float]([row[3][level] for row in rows.books]),
            vec[float]([round(row[2] + level * TICK, 1) for row in rows.books]),
            vec[float]([row[4][level] for row in rows.books]),
        )
    return Tape(
        TouchColumns(
            *_times([row[0] for row in touches], random),
            vec[float]([round(row[1], 1) for row in touches]),
            vec[float]([row[2] for row in touches]),
            vec[float]([round(row[3], 1) for row in touches]),
            vec[float]([row[4] for row in touches]),
        ),
        TradeColumns(
            *_times([row[0] for row in trades], random),
            vec[float]([round(row[1], 1) for row in trades]),
            vec[float]([row[2] for row in trades]),
            vec[i64]([row[3] for row in trades]),
            vec[i64](range(1, len(trades) + 1)),
        ),
        books,
        {},
    )


def _times(stamps: list[int], random: Random) -> tuple["vec[i64]", "vec[i64]"]:
    """Return when rows were received (ns) and stamped (ms); the delay varies, the order of receipt is kept."""
    received: list[int] = []
    for ms in stamps:
        at_ns = (START_MS + ms) * 1_000_000 + random.randrange(1_000_000, 40_000_000)
        received.append(max(at_ns, received[-1]) if received else at_ns)
    return vec[i64](received), vec[i64]([START_MS + ms for ms in stamps])


class StateHash:
    """A hash over everything reachable from an object: names, integers, texts, and each float by its bits.

    Only the core's own objects are entered, each once; the order of attributes is that of their names. A compiled
    class lists its attributes itself, an interpreted object has them in its `__dict__`.
    """

    def __init__(self) -> None:
        self._digest = sha256()
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []  # an id is unique only among living objects
        self.floats = 0

    def add(self, value: object) -> None:
        """Take a value and all that hangs on it into the hash."""
        if isinstance(value, float):
            self.floats += 1
            self._digest.update(b"f" + pack("<d", value))
        elif value is None or isinstance(value, bool | int | str | bytes):
            self._digest.update(f"{type(value).__name__} {value!r};".encode())
        elif isinstance(value, list | tuple | deque | _FLOATS | _NUMBERS):
            self._add_all("row", value)
        elif isinstance(value, set | frozenset):
            self._add_all("set", sorted(value))
        elif isinstance(value, dict):
            self._add_all("keys", value.keys())
            self._add_all("values", value.values())
        else:
            self._add_object(value)

    def _add_all(self, kind: str, values: Iterable[object]) -> None:
        self._digest.update(f"{kind} (".encode())
        for value in values:
            self.add(value)
        self._digest.update(b")")

    def _add_object(self, value: object) -> None:
        number = self._seen.setdefault(id(value), len(self._seen))
        self._digest.update(f"{type(value).__name__} {number}".encode())
        if number < len(self._kept):
            return
        self._kept.append(value)
        if not type(value).__module__.startswith("hyperquote."):
            return
        names: Iterable[str] = getattr(type(value), "__mypyc_attrs__", None) or getattr(value, "__dict__", {})
        for name in sorted(names):
            if name != "__dict__":
                self._digest.update(f".{name}=".encode())
                self.add(getattr(value, name))

    @property
    def objects(self) -> int:
        """How many different objects were entered."""
        return len(self._kept)

    def hex(self) -> str:
        """Return the hash as text."""
        return self._digest.hexdigest()


def session(glft_mode: str, seconds: int) -> dict[str, object]:
    """Run one session and return what both builds must agree on."""
    grid = Grid(SZ_DECIMALS)
    engine = build_market_maker(
        load(None, {"strategy": {"glft_mode": glft_mode}}), grid, session=1, leverage=3, maker_fee_rate=0.00015
    )
    tape = make_tape(7, seconds)
    world = TapeWorld(tape, engine, TapeSettings(grid, single_tier(20)), ProportionalModel())
    world.run()
    view = view_of(engine)
    view_hash, engine_hash, venue_hash = StateHash(), StateHash(), StateHash()
    view_hash.add(view)
    engine_hash.add(engine)
    venue_hash.add(world.venue)
    return {
        "tape_events": world.tape_events,
        "cycles": view.counts["cycles"],
        "placed": view.counts["placed"],
        "fills": view.counts["fills"],
        "decisions": engine.checksum.count,
        "checksum": engine.checksum.value,
        "floats": engine_hash.floats,
        "objects": engine_hash.objects,
        "view": view_hash.hex(),
        "engine": engine_hash.hex(),
        "venue": venue_hash.hex(),
    }


if __name__ == "__main__":
    print(
        json.dumps(
            {"build": build.NAME, "file": build.__file__, "seed": session("seed", 600), "exact": session("exact", 600)}
        )
    )
