"""A venue that does exactly what it is told, at once, and never fills by itself."""

from tests.market_maker.wiring.market import LAG_MS

from hyperquote.market_maker.commands import (
    AskAccount,
    AskBudget,
    AskFills,
    AskOpenOrders,
    AskOrder,
    Cancel,
    Command,
    NewOrder,
    Place,
    SetSwitch,
)
from hyperquote.market_maker.events import (
    NO_TIME,
    Account,
    CancelReply,
    Event,
    Fill,
    FillsTold,
    OpenOrder,
    OpenOrders,
    OrderStatus,
    Outcome,
    PlaceReply,
    RequestBudget,
    SwitchReply,
)


class Venue:
    """Answers each command with the event that it deserves. Faults are switches, off unless a test sets one."""

    def __init__(self, equity_usd: float, position_lots: int, leverage: int) -> None:
        self.equity_micro = int(equity_usd * 1e6)
        self.position_lots = position_lots
        self.leverage = leverage
        self.open: dict[str, OpenOrder] = {}
        self.foreign: list[OpenOrder] = []
        self.ended: dict[str, tuple[int, str]] = {}  # oid and last status
        self.fills: list[Fill] = []
        self.is_silent = False  # answers nothing at all
        self.is_deaf_to_cancels = False  # says "gone" and keeps the order
        self.loses_placed = False  # places, and the answer is lost
        self.loses_places = False  # loses the request itself
        self.refuses = ""  # refuses every order, with this text
        self.maintenance_share = 0.0  # of equity, below which we would be liquidated
        self.budget: tuple[int, int] | None = None  # requests that remain, of how many; None: says nothing
        self.no_switch = ""  # refuses a dead man's switch, with this text
        self.cancels_at_ms = 0  # what the dead man's switch is set to
        self._oid = 1_000
        self._tid = 0

    def answer(self, command: Command, now_ns: int) -> list[Event]:
        """Obey, and return what we would hear."""
        if self.is_silent:
            return []
        ms = now_ns // 1_000_000 - LAG_MS
        if isinstance(command, Place):
            return [PlaceReply(ms, now_ns, [self._place(order, ms) for order in command.orders])]
        if isinstance(command, Cancel):
            return [CancelReply(ms, now_ns, [self._cancel(order.cloid, order.oid) for order in command.orders])]
        if isinstance(command, AskOrder):
            return [self._status(command, ms, now_ns)]
        if isinstance(command, AskAccount):
            return [self.account(now_ns)]
        if isinstance(command, AskOpenOrders):
            return [OpenOrders(ms, now_ns, [*self.open.values(), *self.foreign])]
        if isinstance(command, AskBudget):
            return [] if self.budget is None else [RequestBudget(NO_TIME, now_ns, *self.budget)]
        if isinstance(command, SetSwitch):
            if not self.no_switch:
                self.cancels_at_ms = command.at_ms
            return [SwitchReply(NO_TIME, now_ns, command.at_ms, self.no_switch, True)]
        if isinstance(command, AskFills):
            told = [retold(fill, now_ns) for fill in self.fills if fill.exchange_ms >= command.since_ms]
            return [*told, FillsTold(NO_TIME, now_ns, now_ns)]
        return []

    def account(self, now_ns: int) -> Account:
        """The account as it stands."""
        ms = now_ns // 1_000_000 - LAG_MS
        maintenance = int(self.maintenance_share * self.equity_micro)
        return Account(ms, now_ns, self.equity_micro, 0, self.position_lots, self.leverage, maintenance)

    def fill(self, cloid: str, lots: int, now_ns: int, *, fee_micro: int = 1_000) -> Fill:
        """Fill part or all of a resting order; the caller decides on which channels it is told."""
        row = self.open[cloid]
        rest = row.lots - lots
        if rest > 0:
            self.open[cloid] = OpenOrder(
                row.oid, cloid, row.is_buy, row.px_units, rest, row.original_lots, row.placed_ms
            )
        else:
            del self.open[cloid]
            self.ended[cloid] = (row.oid, "filled")
        return self._book(row.oid, cloid, row.is_buy, row.px_units, lots, now_ns, fee_micro)

    def trade_elsewhere(self, is_buy: bool, px_units: int, lots: int, now_ns: int) -> Fill:
        """Somebody trades on our account."""
        return self._book(9_000, "", is_buy, px_units, lots, now_ns, 0)

    def _book(self, oid: int, cloid: str, is_buy: bool, px_units: int, lots: int, now_ns: int, fee_micro: int) -> Fill:
        self._tid += 1
        start = self.position_lots
        self.position_lots += lots if is_buy else -lots
        ms = now_ns // 1_000_000 - LAG_MS
        made = Fill(ms, now_ns, self._tid, oid, cloid, is_buy, px_units, lots, fee_micro, 0, start, True, False, False)
        self.fills.append(made)
        return made

    def _place(self, order: NewOrder, ms: int) -> Outcome:
        if self.refuses:
            return Outcome(order.cloid, Outcome.REJECTED, 0, 0, self.refuses)
        if self.loses_places:
            return Outcome(order.cloid, Outcome.UNKNOWN, 0, 0, "timeout")
        self._oid += 1
        self.open[order.cloid] = OpenOrder(
            self._oid, order.cloid, order.is_buy, order.px_units, order.lots, order.lots, ms
        )
        if self.loses_placed:
            return Outcome(order.cloid, Outcome.UNKNOWN, 0, 0, "timeout")
        return Outcome(order.cloid, Outcome.RESTING, self._oid, 0, "")

    def _cancel(self, cloid: str, oid: int) -> Outcome:
        if self.is_deaf_to_cancels:
            return Outcome(cloid, Outcome.GONE, oid, 0, "never placed, already canceled, or filled")
        row = self.open.pop(cloid, None)
        if row is None:
            return Outcome(cloid, Outcome.GONE, oid, 0, "never placed, already canceled, or filled")
        self.ended[cloid] = (row.oid, "canceled")
        return Outcome(cloid, Outcome.CANCELLED, row.oid, 0, "")

    def _status(self, question: AskOrder, ms: int, now_ns: int) -> OrderStatus:
        cloid = question.cloid
        if cloid in self.open:
            row = self.open[cloid]
            return OrderStatus(ms, now_ns, cloid, row.oid, "open", row.lots)
        if cloid in self.ended:
            oid, status = self.ended[cloid]
            return OrderStatus(ms, now_ns, cloid, oid, status, 0)
        return OrderStatus(ms, now_ns, cloid, question.oid, "unknownOid", 0)


def retold(fill: Fill, now_ns: int) -> Fill:
    """The same fill as a later snapshot tells it."""
    return Fill(
        fill.exchange_ms,
        now_ns,
        fill.tid,
        fill.oid,
        fill.cloid,
        fill.is_buy,
        fill.px_units,
        fill.lots,
        fill.fee_micro,
        fill.closed_pnl_micro,
        fill.start_lots,
        fill.is_maker,
        fill.is_liquidation,
        True,
    )
