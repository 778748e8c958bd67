"""The exchange of a tape: the local exchange's trading core over the recording's shadow market, for one account."""

from math import floor
from typing import Final

from hyperquote.backtest.history import History
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.book.queue import QueueModel
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.facts import Fact, FillFact, FundingFact, OrderFact
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.shadow.market import ShadowMarket
from hyperquote.market_maker.commands import AskAccount, AskFills, AskOpenOrders, AskOrder, Cancel, Command, Place
from hyperquote.market_maker.events import (
    NO_TIME,
    Account,
    AssetContext,
    CancelReply,
    Event,
    Fill,
    FillsTold,
    FundingPayment,
    OpenOrder,
    OpenOrders,
    OrderStatus,
    OrderUpdate,
    Outcome,
    PlaceReply,
)

ACCOUNT: Final = "0x" + "a" * 40
ASSET: Final = 0
_HOUR_MS: Final = 3_600_000
_RATE_SCALE: Final = 1e10


class TapeVenue:
    """Lives through the tape in the venue's order and obeys the engine's commands.

    The mark and the oracle price are the tape's mid. Funding is settled at each UTC hour of the venue's clock, at the
    fixed rate of the settings. What the account would hear is kept in order until `drain` is called.
    """

    def __init__(self, tape: Tape, settings: TapeSettings, queues: QueueModel) -> None:
        self._grid: Final = settings.grid
        self._funding_rate: Final = settings.funding_rate
        self.market: Final = ShadowMarket(queues)
        self._history: Final = History(tape, settings.grid, self.market)
        self.house: Final = ClearingHouse()
        self.core: Final = TradingCore(self.house)
        start_units = self._grid.floor_units(tape.first_mid())
        table = settings.margin_table
        self.core.list_asset(ASSET, settings.grid, self.market, table.max_leverage, start_units, table)
        self.house.deposit(ACCOUNT, settings.equity_micro)
        refusal = self.core.set_leverage(ACCOUNT, ASSET, settings.leverage, True, 0)
        if refusal:
            raise ValueError(f"leverage {settings.leverage} cannot be set: {refusal}")
        self.core.drain()
        self._fills: Final[list[FillFact]] = []
        self._hour = 0

    @property
    def next_ns(self) -> int:
        """When the next thing of the tape happens, on our clock."""
        return self._history.next_ns

    def step(self) -> None:
        """Live through the next row of the tape."""
        now_ms = self._history.next_ms
        matches = self._history.step()
        if matches or self.market.expired:
            self.core.apply(ASSET, matches, now_ms)

    def mark(self) -> None:
        """Set the mark and oracle price to the tape's mid."""
        bid = self.market.best_units(True)
        ask = self.market.best_units(False)
        if bid > 0 and ask > 0:
            self.house.set_mark(ASSET, (bid + ask) // 2)

    def pass_time(self, now_ms: int) -> None:
        """Let the venue's clock show `now_ms`: days turn, and funding is paid when an hour has begun."""
        self.core.advance(now_ms)
        hour = now_ms // _HOUR_MS
        if hour != self._hour and self._hour != 0:  # 0: the first look at the clock
            rate_e10 = floor(self._funding_rate * _RATE_SCALE + 0.5)
            self.core.settle_funding(ASSET, rate_e10, self.house.mark_units(ASSET), now_ms)
        self._hour = hour

    def asset_context(self, now_ms: int, local_ns: int) -> AssetContext:
        """Return the prices and the funding rate in force."""
        px = self._grid.px(self.house.mark_units(ASSET))
        return AssetContext(now_ms, local_ns, px, px, self._funding_rate, 0.0)

    def account(self, now_ms: int, local_ns: int) -> Account:
        """Return the account as the clearing house has it."""
        position = self.house.position(ACCOUNT, ASSET)
        return Account(
            now_ms,
            local_ns,
            self.house.account_value_micro(ACCOUNT),
            self.house.margin_used_micro(ACCOUNT),
            position.lots,
            position.leverage,
        )

    def open_orders(self, now_ms: int, local_ns: int) -> OpenOrders:
        """Return what rests."""
        return OpenOrders(now_ms, local_ns, [_open_order(order) for order in self.core.open_orders(ACCOUNT)])

    def execute(self, command: Command, now_ms: int, local_ns: int) -> list[Event]:
        """Obey a command that arrives at `now_ms`; return what the account hears of it, at `local_ns`, in order."""
        events: list[Event] = []
        if isinstance(command, Place):
            reply = self._place(command, now_ms, local_ns)
            self.drain(local_ns, events)
            events.append(reply)
        elif isinstance(command, Cancel):
            answer = self._cancel(command, now_ms, local_ns)
            self.drain(local_ns, events)
            events.append(answer)
        elif isinstance(command, AskOrder):
            events.append(self._order_status(command, now_ms, local_ns))
        elif isinstance(command, AskAccount):
            events.append(self.account(now_ms, local_ns))
        elif isinstance(command, AskOpenOrders):
            events.append(self.open_orders(now_ms, local_ns))
        elif isinstance(command, AskFills):
            events.extend([_fill(fact, local_ns, True) for fact in self._fills if fact.time_ms >= command.since_ms])
            events.append(FillsTold(NO_TIME, local_ns, now_ms * 1_000_000 + 999_999))
        return events

    def drain(self, local_ns: int, into: list[Event]) -> None:
        """Append what the account hears of all that happened since the last call, at `local_ns`, in order."""
        for fact in self.core.drain():
            event = self._heard(fact, local_ns)
            if event is not None:
                into.append(event)

    def _heard(self, fact: Fact, local_ns: int) -> Event | None:
        if isinstance(fact, FillFact) and fact.account == ACCOUNT:
            self._fills.append(fact)
            return _fill(fact, local_ns, False)
        if isinstance(fact, OrderFact) and fact.account == ACCOUNT:
            return OrderUpdate(
                fact.time_ms,
                local_ns,
                fact.oid,
                fact.cloid,
                fact.is_buy,
                fact.px_units,
                fact.lots,
                fact.original_lots,
                fact.status,
            )
        if isinstance(fact, FundingFact) and fact.account == ACCOUNT:
            return FundingPayment(fact.time_ms, local_ns, fact.micro)
        return None

    def _place(self, command: Place, now_ms: int, local_ns: int) -> PlaceReply:
        outcomes: list[Outcome] = []
        for order in command.orders:
            placed = self.core.place(
                ACCOUNT,
                ASSET,
                order.is_buy,
                order.px_units,
                order.lots,
                order.tif,
                order.reduce_only,
                order.cloid,
                now_ms,
            )
            status = Outcome.REJECTED
            if placed.status == "resting":
                status = Outcome.RESTING
            elif placed.status == "filled":
                status = Outcome.FILLED
            outcomes.append(Outcome(order.cloid, status, placed.oid, placed.filled_lots, placed.error))
        return PlaceReply(now_ms, local_ns, outcomes)

    def _cancel(self, command: Cancel, now_ms: int, local_ns: int) -> CancelReply:
        outcomes: list[Outcome] = []
        for order in command.orders:
            if order.oid != 0:
                error = self.core.cancel(ACCOUNT, ASSET, order.oid, now_ms)
            else:
                error = self.core.cancel_by_cloid(ACCOUNT, ASSET, order.cloid, now_ms)
            status = Outcome.GONE if error else Outcome.CANCELLED
            outcomes.append(Outcome(order.cloid, status, order.oid, 0, error))
        return CancelReply(now_ms, local_ns, outcomes)

    def _order_status(self, command: AskOrder, now_ms: int, local_ns: int) -> OrderStatus:
        if command.oid != 0:
            fact = self.core.order_status(ACCOUNT, command.oid)
        else:
            fact = self.core.order_status_by_cloid(ACCOUNT, command.cloid)
        if fact is None:
            return OrderStatus(now_ms, local_ns, command.cloid, command.oid, "unknownOid", 0)
        return OrderStatus(now_ms, local_ns, fact.cloid, fact.oid, fact.status, fact.lots)


def _fill(fact: FillFact, local_ns: int, is_replay: bool) -> Fill:
    return Fill(
        fact.time_ms,
        local_ns,
        fact.tid,
        fact.oid,
        fact.cloid,
        fact.is_buy,
        fact.px_units,
        fact.lots,
        fact.fee_micro,
        fact.closed_pnl_micro,
        fact.start_lots,
        not fact.crossed,
        False,
        is_replay,
    )


def _open_order(order: BookOrder) -> OpenOrder:
    return OpenOrder(
        order.oid, order.cloid, order.is_buy, order.px_units, order.lots, order.original_lots, order.placed_ms
    )
