"""The engine as `build_market_maker` makes it, on a bench: a market in front, a venue behind, time by hand."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from tests.market_maker.wiring.market import T0_MS, Market
from tests.market_maker.wiring.venue import Venue

from hyperquote.book.grid import Grid
from hyperquote.market_maker.commands import (
    AskAccount,
    AskBudget,
    AskFills,
    AskOpenOrders,
    AskOrder,
    Cancel,
    Command,
    Finished,
    Note,
    Place,
    SetSwitch,
)
from hyperquote.market_maker.config import load
from hyperquote.market_maker.events import NO_TIME, Event, Feed, FeedAlive, Fill, OpenOrder, OpenOrders, Stop, Timer
from hyperquote.market_maker.infra.assemble import build_market_maker, choose_leverage
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.snapshot import view_of
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.view import View

STEP_MS = 100
C = TypeVar("C", bound=Command)
Settings = dict[str, dict[str, Any]]


class Bench:
    """Everything goes in through `tell`, everything comes out as commands, notes and views.

    The venue answers `delay` events after it was asked. The asset is ETH-like: lots of 0.0001, ticks of 0.1 USD.
    """

    def __init__(
        self,
        overrides: Settings | None = None,
        *,
        seed: int = 7,
        equity_usd: float = 10_000.0,
        position_lots: int = 0,
        maker_fee_rate: float = 0.00015,
        delay: int = 1,
        strategy: QuotingStrategy | None = None,
        monitors: Sequence[RiskMonitor] = (),
    ) -> None:
        self.grid = Grid(4)
        self.config = load(None, overrides or {})
        leverage = choose_leverage(self.config, 50)
        self.engine = build_market_maker(
            self.config,
            self.grid,
            session=1,
            leverage=leverage,
            maker_fee_rate=maker_fee_rate,
            strategy=strategy,
            monitors=monitors,
        )
        self.market = Market(self.grid, seed)
        self.venue = Venue(equity_usd, position_lots, leverage)
        self.now_ms = T0_MS
        self.commands: list[Command] = []  # all of them, in order
        self.events: list[Event] = []
        self.delay = delay
        self.quiet: set[str] = set()  # feeds that say nothing
        self._steps = 0
        self._told = 0
        self._mail: deque[tuple[int, Command]] = deque()

    # ── in ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def now_ns(self) -> int:
        """Our clock (UTC ns)."""
        return self.now_ms * 1_000_000

    def tell(self, *events: Event) -> list[Command]:
        """Let the engine learn events, and the venue answer; return the commands of the events themselves."""
        direct: list[Command] = []
        for event in events:
            direct += self._learn(event)
            self._deliver()
        return direct

    def _learn(self, event: Event) -> list[Command]:
        self._told += 1
        self.events.append(event)
        commands = self.engine.on_event(event)
        self.commands += commands
        self._mail.extend((self._told + self.delay, command) for command in commands)
        return commands

    def _deliver(self) -> None:
        while self._mail and self._mail[0][0] <= self._told + 1:
            _, command = self._mail.popleft()
            for answer in self.venue.answer(command, self.now_ns):
                self._learn(answer)

    def start(self) -> None:
        """Tell what a live start tells: account, open orders, proof of life."""
        self.tell(self.venue.account(self.now_ns))
        self.tell(OpenOrders(self.now_ms, self.now_ns, [*self.venue.open.values(), *self.venue.foreign]))
        self.keep_alive()

    def keep_alive(self) -> None:
        """Prove the quiet feeds alive."""
        for feed in (Feed.USER, Feed.TRADES):
            if feed not in self.quiet:
                self.tell(FeedAlive(NO_TIME, self.now_ns, feed))

    def tick(self, tenths: int = 1) -> list[Command]:
        """Let time pass without any news but timers and the answers of the venue."""
        commands: list[Command] = []
        for _ in range(tenths):
            self.now_ms += STEP_MS
            before = len(self.commands)
            self.tell(Timer(NO_TIME, self.now_ns))
            commands += self.commands[before:]
        return commands

    def run(self, tenths: int) -> list[Command]:
        """Let the market live, with timers; return every command."""
        before = len(self.commands)
        for _ in range(tenths):
            self.now_ms += STEP_MS
            self._steps += 1
            for event in self.market.step(self._steps, self.now_ms):
                if feed_of(event) not in self.quiet:
                    self.tell(event)
            if self._steps % 10 == 0:
                self.keep_alive()
            self.tell(Timer(NO_TIME, self.now_ns))
        return self.commands[before:]

    def warm_up(self) -> "Bench":
        """Run until quotes of both sides rest."""
        self.start()
        for _ in range(200):
            self.run(5)
            if {order.is_buy for order in self.venue.open.values()} == {True, False}:
                return self
        raise AssertionError(f"still not quoting: {self.view.gates}")

    def calm(self) -> "Bench":
        """Stand still: the touch repeats itself until orders stop moving."""
        self.market.volatility_ticks = 0
        self.run(30)
        return self

    def fill(self, *, is_buy: bool, lots: int | None = None) -> Fill:
        """Fill our best order of a side, tell it, and return it."""
        rows = [row for row in self.venue.open.values() if row.is_buy == is_buy]
        best = max(rows, key=lambda row: row.px_units if is_buy else -row.px_units)
        fill = self.venue.fill(best.cloid, lots if lots is not None else best.lots, self.now_ns)
        self.tell(fill)
        return fill

    def fill_elsewhere(self, *, is_buy: bool, lots: int) -> Fill:
        """Trade on our account behind the engine's back at the mid, and tell the fill."""
        units = self.grid.floor_units(self.market.bid)
        fill = self.venue.trade_elsewhere(is_buy, units, lots, self.now_ns)
        self.tell(fill)
        return fill

    def stop(self, reason: str, *, is_kill: bool = False) -> list[Command]:
        """Ask the engine to stop; return what it does at once."""
        self.now_ms += 1
        return self.tell(Stop(NO_TIME, self.now_ns, reason, is_kill))

    def plant_orphan(self, number: int = 1) -> str:
        """Let an order with our prefix rest at the venue that no engine of this session made; return its cloid."""
        cloid = f"0x68716d6d000000ff{number:016x}"
        placed_ms = self.now_ms - 60_000
        self.venue.open[cloid] = OpenOrder(7_000 + number, cloid, True, 390_000, 1, 1, placed_ms)
        return cloid

    def liquidate(self, usd: float, *, is_buy: bool = True) -> None:
        """Tell of a fill at 4000 USD that the venue marks as forced."""
        lots = round(usd / 4_000 * self.grid.lots_per_base)
        told = self.venue.trade_elsewhere(is_buy, 400_000, lots, self.now_ns)
        times = (told.exchange_ms, told.local_ns)
        self.tell(
            Fill(*times, told.tid, told.oid, "", is_buy, 400_000, lots, 0, 0, told.start_lots, False, True, False)
        )

    # ── out ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> View:
        """What watchers see."""
        return view_of(self.engine)

    @property
    def notes(self) -> list[str]:
        """All lines for the operator."""
        return [f"{note.level} {note.topic}: {note.text}" for note in of(self.commands, Note)]

    def said(self, pattern: str) -> bool:
        """Whether a line for the operator matches."""
        return any(re.search(pattern, line) for line in self.notes)

    @property
    def is_quoting(self) -> bool:
        """Whether anything of ours rests at the venue."""
        return bool(self.venue.open)

    @property
    def sides(self) -> set[str]:
        """The sides on which something rests."""
        return {"bid" if row.is_buy else "ask" for row in self.venue.open.values()}


def feed_of(event: Event) -> str:
    """The feed that brings a market event."""
    return {"Bbo": Feed.BBO, "Book": Feed.BOOK, "Trade": Feed.TRADES}.get(type(event).__name__, "")


def of(commands: Sequence[Command], kind: type[C]) -> list[C]:
    """The commands of one kind."""
    return [command for command in commands if isinstance(command, kind)]


def deciding(commands: Sequence[Command]) -> list[Command]:
    """The commands that change something at the venue."""
    return [command for command in commands if isinstance(command, Place | Cancel)]


def described(command: Command) -> str:
    """A command as a comparable line."""
    if isinstance(command, Place):
        rows = [(o.is_buy, o.px_units, o.lots, o.tif, o.reduce_only, o.level, o.cloid) for o in command.orders]
        return f"place {rows}"
    if isinstance(command, Cancel):
        return f"cancel {[(order.cloid, order.oid) for order in command.orders]}"
    if isinstance(command, AskOrder):
        return f"order? {command.cloid}"
    if isinstance(command, AskFills):
        return f"fills? {command.since_ms}"
    if isinstance(command, Note):
        return f"{command.level} {command.topic} {command.text}"
    if isinstance(command, SetSwitch):
        return f"switch {command.at_ms}"
    if isinstance(command, Finished):
        return f"finished {command.is_clean} {command.reason}"
    assert isinstance(command, AskAccount | AskBudget | AskOpenOrders), command
    return type(command).__name__


def figures(thing: object) -> dict[str, Any]:
    """The public values of a native or interpreted object by name; those of the views it holds as `view.name`."""
    names = [name for name in dir(type(thing)) if not name.startswith("_")]
    names += [name for name in vars(thing) if not name.startswith("_")] if hasattr(thing, "__dict__") else []
    found: dict[str, Any] = {}
    for name in sorted(set(names)):
        value = getattr(thing, name)
        if type(value).__module__ == "hyperquote.market_maker.models":
            found |= {f"{name}.{inner}": figure for inner, figure in figures(value).items()}
        elif not callable(value):
            found[name] = value
    return found


def offers_taken(bench: Bench) -> Iterator[None]:
    """Offers near and far are taken in turn; the price moves further after the near ones. Yields after each."""
    for number in range(44):
        offers = sorted((row.px_units, row.cloid) for row in bench.venue.open.values() if not row.is_buy)
        if offers:
            cloid = offers[0 if number % 2 else min(2, len(offers) - 1)][1]
            bench.tell(bench.venue.fill(cloid, 10, bench.now_ns))
        bench.run(3)
        bench.market.move(8 if number % 2 else 2)
        bench.run(13)
        yield


def beliefs(bench: Bench) -> dict[str, Any]:
    """Every number of the market parameters as the estimators have them at this moment, before the next event."""
    params = bench.engine.beliefs.params(bench.now_ns)
    assert isinstance(params, MarketParams)
    return figures(params)
