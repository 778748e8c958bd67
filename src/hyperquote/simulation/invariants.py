"""What must be true whatever happens, looked at from outside: by what is sent, and by what the venue knows.

The names I1 to I20 are explained in docs/simulation.md. Each look is counted, so that a check that never ran is seen.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Final

import msgspec
from msgspec import Struct

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.market_maker.commands import Command, NewOrder, Note, Place
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import Account, Bbo, Event
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.risk.verdict import Mode
from hyperquote.market_maker.tracking.cloid import is_ours
from hyperquote.market_maker.view import View

BTC: Final = 0
MAX_TASKS: Final = 120
MIN_NOTIONAL_MICRO: Final = 10_000_000
_UNEXPLAINED_NS: Final = 10_000_000_000  # without orders and without a reason that is shown
_KILLED_NS: Final = 30_000_000_000  # from the kill to the last order gone, while the venue is reachable
_EPSILON_USD: Final = 1e-6


class Violation(Struct, frozen=True):
    """An invariant that did not hold, when (s of the simulation), and what was seen."""

    invariant: str
    at_s: float
    text: str


class _Signed(Struct):
    nonce: int


_SIGNED: Final = msgspec.json.Decoder(_Signed)


class Checker(Watcher):
    """Watches one process of the market maker and the venue it trades on.

    `look_at_venue` after each block, `post` for each signed request, `quiesced` when faults have been over for a while.
    """

    def __init__(
        self, exchange: LocalExchange, engine: MarketMaker, account: str, secret: str, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.violations: Final[list[Violation]] = []
        self.looks: Final[Counter[str]] = Counter()
        self._exchange: Final = exchange
        self._engine: Final = engine
        self._account: Final = account
        self._secret: Final = secret
        self._loop: Final = loop
        self._bbo_ns = 0
        self._nonce = 0
        self._limit_lots = 0
        self._silent_since_ns = 0
        self._killed_at_ns = 0
        self._begun_ms = -1  # what happened until then is in the account as it was read first

    def look(self, invariant: str, holds: bool, text: str) -> None:
        """Count a look, and keep what does not hold: at most three of a kind."""
        self.looks[invariant] += 1
        if not holds and sum(each.invariant == invariant for each in self.violations) < 3:
            self.violations.append(Violation(invariant, round(self._loop.time(), 3), text))

    # ── what is sent and learnt ─────────────────────────────────────────────────────────────────────────

    def post(self, path: str, body: bytes) -> None:
        """See a request before it leaves."""
        if path != "/exchange":
            return
        nonce = _SIGNED.decode(body).nonce
        self.look("I7", nonce > self._nonce, f"nonce {nonce} after {self._nonce}")
        self._nonce = nonce
        self.look("I18", self._secret not in body.decode(), "the key is in a request")

    def on_event(self, event: Event) -> None:
        """Note when the newest quote came, and from when on fills are ours to book."""
        if isinstance(event, Bbo) and 0.0 < event.bid_px < event.ask_px:
            self._bbo_ns = event.local_ns
        elif isinstance(event, Account) and self._begun_ms < 0:
            self._begun_ms = event.exchange_ms

    def on_command(self, local_ns: int, command: Command) -> None:
        """Judge what is about to be sent."""
        if isinstance(command, Note):
            self.look("I18", self._secret not in command.text, "the key is in a note")
        if not isinstance(command, Place):
            return
        engine = self._engine
        gates = engine.gates.shut()
        self.look("I10", not gates, f"orders were placed although {gates}")
        age_s = (local_ns - self._bbo_ns) / 1e9
        self.look("I10", age_s <= 5.5, f"orders were placed on a quote of {age_s:.1f} s ago")
        self.look("I11", not engine.kill_switch.is_latched, "orders were placed after the kill")
        for order in command.orders:
            self._judge(order)

    def _judge(self, order: NewOrder) -> None:
        engine = self._engine
        grid = engine.settings.grid
        on_grid = order.lots > 0 and order.px_units > 0 and order.px_units % grid.tick(order.px_units) == 0
        self.look("I6", on_grid, f"{order.lots} lots at {order.px_units} is off the grid")
        notional = order.lots * order.px_units
        self.look("I6", notional >= MIN_NOTIONAL_MICRO, f"an order of {notional / 1e6:.2f} USD is below the minimum")
        bid, ask = engine.beliefs.best_bid_units, engine.beliefs.best_ask_units
        passive = order.px_units < ask if order.is_buy else order.px_units > bid
        self.look("I6", passive, f"a post-only order at {order.px_units} crosses {bid}/{ask}")
        if engine.judge.verdict.mode == Mode.REDUCE_ONLY or engine.quoter.reduce_only.is_active:
            lots = engine.holdings.position.lots
            reduces = lots < 0 if order.is_buy else lots > 0
            self.look("I9", reduces and order.lots <= abs(lots), f"{order.lots} lots against {lots} do not reduce")

    def on_view(self, view: View) -> None:
        """Look at what the operator is shown."""
        money = view.money
        parts = money.spread + money.adverse + money.inventory + money.funding - money.fees
        self.look("I12", abs(money.total - parts) <= _EPSILON_USD, f"{money.total} is not the sum {parts}")
        if view.params is not None:
            bad = [name for name, value in _numbers(view.params) if not isfinite(value)]
            self.look("I20", not bad, f"not finite: {', '.join(bad)}")
        explained = bool(view.orders or view.gates or view.warmup or view.kill_reasons or view.mode != "open")
        if explained or self._silent_since_ns == 0:
            self._silent_since_ns = view.local_ns
        silent_s = (view.local_ns - self._silent_since_ns) / 1e9
        self.look(
            "I19", view.local_ns - self._silent_since_ns < _UNEXPLAINED_NS, f"no order for {silent_s:.0f} s: why?"
        )

    # ── what the venue knows ────────────────────────────────────────────────────────────────────────────

    def our_orders(self) -> dict[str, int]:
        """Return what of ours rests at the venue: cloid → signed lots."""
        return {
            order.cloid: order.lots if order.is_buy else -order.lots
            for order in self._exchange.open_orders(self._account)
            if is_ours(order.cloid)
        }

    @property
    def venue_lots(self) -> int:
        """Our position as the venue has it."""
        return self._exchange.house.position(self._account, BTC).lots

    def look_at_venue(self, now_ns: int) -> None:
        """Look at our exposure as the venue has it, and at what a kill leaves."""
        engine = self._engine
        self._limit_lots = max(self._limit_lots, engine.settings.grid.floor_lots(engine.quoter.max_position))
        orders = self.our_orders()
        lots = self.venue_lots
        buys = sum(each for each in orders.values() if each > 0)
        sells = sum(each for each in orders.values() if each < 0)
        if self._limit_lots:
            worst = max(lots + buys, -(lots + sells), 0)
            allowed = max(self._limit_lots, abs(lots)) + 1
            self.look("I1", worst <= allowed, f"worst case {worst} lots beyond the limit {self._limit_lots}")
        if engine.kill_switch.is_latched:
            self._killed_at_ns = self._killed_at_ns or now_ns
            late = now_ns - self._killed_at_ns > _KILLED_NS
            self.look("I11", not (late and orders), f"{len(orders)} orders 30 s after the kill")

    def look_at_tasks(self) -> None:
        """Look at how many tasks there are."""
        count = len(asyncio.all_tasks(self._loop))
        self.look("I14", count <= MAX_TASKS, f"{count} tasks")

    def quiesced(self) -> None:
        """Compare the books: faults have been over for long enough."""
        engine, exchange = self._engine, self._exchange
        holdings = engine.holdings
        exchange.absorb()
        lots = self.venue_lots
        self.look(
            "I2", holdings.position.lots == lots, f"we believe {holdings.position.lots} lots, the venue has {lots}"
        )
        fills = [fill for fill in exchange.records.fills(self._account) if fill.time_ms > self._begun_ms]
        self.look("I3", holdings.fills == len(fills), f"{holdings.fills} fills booked, {len(fills)} happened")
        venue = set(self.our_orders())
        ours = {order.cloid for order in holdings.orders.open()}
        self.look("I4", venue <= ours, f"the venue has orders that we do not know: {sorted(venue - ours)[:3]}")
        known = {order.cloid for order in holdings.orders.open() if order.state == "Resting"}
        self.look("I5", known <= venue, f"we believe in orders that are gone: {sorted(known - venue)[:3]}")


def _numbers(thing: object, prefix: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a view and of the views in it."""
    for name in dir(thing):
        if name.startswith("_"):
            continue
        value = getattr(thing, name)
        if isinstance(value, int | float):
            yield prefix + name, float(value)
        elif not callable(value) and type(value).__module__.startswith("hyperquote.market_maker"):
            yield from _numbers(value, f"{prefix}{name}.")
