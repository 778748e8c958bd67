"""Small tapes by hand, an engine that quotes the touch, and a watcher that remembers."""

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.backtest.columns import BookColumns, TouchColumns, TradeColumns
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.market_maker.commands import Cancel, Command, NewOrder, OrderRef, Place
from hyperquote.market_maker.events import Bbo, Book, Event, OrderUpdate
from hyperquote.market_maker.port import Engine, Watcher

T0_MS = 1_757_000_000_000  # 2025-09-04 15:33:20 UTC
MS = 1_000_000  # ns

Touch = tuple[int, int, float, float, float, float]  # received and stamped (ms after T0), bid, its size, ask, its size
Print = tuple[int, int, float, float, bool]  # received and stamped (ms after T0), price, size, aggressor bought


def tape(touches: list[Touch], prints: list[Print]) -> Tape:
    """A tape of touches and trades; trade ids count from 1."""
    return Tape(
        TouchColumns(
            vec[i64]([(T0_MS + row[0]) * MS for row in touches]),
            vec[i64]([T0_MS + row[1] for row in touches]),
            vec[float]([row[2] for row in touches]),
            vec[float]([row[3] for row in touches]),
            vec[float]([row[4] for row in touches]),
            vec[float]([row[5] for row in touches]),
        ),
        TradeColumns(
            vec[i64]([(T0_MS + row[0]) * MS for row in prints]),
            vec[i64]([T0_MS + row[1] for row in prints]),
            vec[float]([row[2] for row in prints]),
            vec[float]([row[3] for row in prints]),
            vec[i64]([int(row[4]) for row in prints]),
            vec[i64](range(1, len(prints) + 1)),
        ),
        BookColumns(vec[i64](), vec[i64](), 1),
        {},
    )


def settings(sz_decimals: int = 2, *, latency_ms: float = 10.0, funding_rate: float = 0.0000125) -> TapeSettings:
    return TapeSettings(
        Grid(sz_decimals), single_tier(20), leverage=10, latency_ms=latency_ms, funding_rate=funding_rate
    )


class Mute(Engine):
    """Wants nothing but what it was given to say, each at the first event of its class."""

    def __init__(self, says: list[tuple[type[Event], Command]] | None = None) -> None:
        self._says = list(says or [])
        self.heard: list[Event] = []

    def on_event(self, event: Event) -> list[Command]:
        self.heard.append(event)
        commands: list[Command] = []
        while self._says and isinstance(event, self._says[0][0]):
            commands.append(self._says.pop(0)[1])
        return commands

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.heard]


class TouchQuoter(Engine):
    """Keeps one order at the best bid and one at the best ask, moved whenever the touch moves."""

    def __init__(self, grid: Grid, lots: int) -> None:
        self._grid = grid
        self._lots = lots
        self._quotes = {True: (0, ""), False: (0, "")}
        self._count = 0

    def on_event(self, event: Event) -> list[Command]:
        if isinstance(event, Bbo):
            return self._follow(True, event.bid_px) + self._follow(False, event.ask_px)
        if isinstance(event, OrderUpdate) and event.status != "open":
            if event.cloid == self._quotes[event.is_buy][1]:
                self._quotes[event.is_buy] = (0, "")
        elif isinstance(event, Book):
            assert event.bid_px[0] < event.ask_px[0]
        return []

    def _follow(self, is_buy: bool, px: float) -> list[Command]:
        units = self._grid.units(px)
        old_units, old_cloid = self._quotes[is_buy]
        if units == old_units:
            return []
        self._count += 1
        cloid = f"0x{self._count:032x}"
        self._quotes[is_buy] = (units, cloid)
        place = Place([NewOrder(cloid, is_buy, units, self._lots, "Alo", False, 0)])
        return [Cancel([OrderRef(old_cloid, 0)]), place] if old_cloid else [place]


class Memory(Watcher):
    """Keeps all that an engine learnt and wanted, as comparable lines."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.lines: list[str] = []

    def on_event(self, event: Event) -> None:
        self.events.append(event)
        self.lines.append(f"{event.local_ns} {type(event).__name__} {event.exchange_ms}")

    def on_command(self, local_ns: int, command: Command) -> None:
        self.lines.append(f"{local_ns} {type(command).__name__}")
