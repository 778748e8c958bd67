"""Writes a session's journal from what a watcher sees."""

from hyperquote.market_maker.commands import AskFills, AskOrder, Cancel, Command, Note, Place
from hyperquote.market_maker.events import CancelReply, Event, Fill, OrderStatus, OrderUpdate, Outcome, PlaceReply
from hyperquote.market_maker.infra.journal import Journal
from hyperquote.market_maker.infra.watch import MidHistory
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.view import View

SAMPLE_EVERY_MS = 1_000
MAX_LEVELS = 50_000  # orders whose rung is remembered; far more than can still be filled
UNKNOWN_LEVEL = -1

_AFTER_PLACE = {
    Outcome.RESTING: OrderState.RESTING,
    Outcome.FILLED: OrderState.FILLED_IMMEDIATELY,
    Outcome.REJECTED: OrderState.REJECTED,
    Outcome.UNKNOWN: OrderState.UNKNOWN,
}
_AFTER_CANCEL = {
    Outcome.CANCELLED: OrderState.CANCEL_CONFIRMED,
    Outcome.GONE: OrderState.UNKNOWN,  # filled, cancelled or never there: the next start asks
    Outcome.UNKNOWN: OrderState.UNKNOWN,
}


class Recording(Watcher):
    """Keeps a `Journal` up to date. Orders are on disk when `on_command` returns: only then may they be sent."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._mids = MidHistory()
        self._levels: dict[str, int] = {}
        self._sampled_ms = 0

    def on_event(self, event: Event) -> None:
        """Write fills, states of orders, and mids."""
        local_ms = event.local_ns // 1_000_000
        if self._mids.update(event):
            assert self._mids.last is not None
            self.journal.mid(*self._mids.last)
        elif isinstance(event, Fill):
            level = self._levels.get(event.cloid, UNKNOWN_LEVEL)
            self.journal.fill(event, level, self._mids.before(event.exchange_ms))
        elif isinstance(event, PlaceReply):
            for outcome in event.outcomes:
                self._move(outcome.cloid, _AFTER_PLACE.get(outcome.status), local_ms, outcome.oid)
        elif isinstance(event, CancelReply):
            for outcome in event.outcomes:
                self._move(outcome.cloid, _AFTER_CANCEL.get(outcome.status), local_ms, outcome.oid)
        elif isinstance(event, OrderUpdate):
            is_partial = event.lots < event.original_lots
            self._move(event.cloid, state_of(event.status, is_partial), local_ms, event.oid)
        elif isinstance(event, OrderStatus):
            self._move(event.cloid, state_of(event.status, False), local_ms, event.oid)

    def _move(self, cloid: str, state: str | None, local_ms: int, oid: int) -> None:
        if cloid and state is not None:
            self.journal.order_state(cloid, state, local_ms, oid)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Write a command; when it places orders, commit."""
        local_ms = local_ns // 1_000_000
        if isinstance(command, Note):
            self.journal.note(command, local_ms)
            return
        self.journal.command(command, _detail(command), local_ms)
        if isinstance(command, Place):
            self._remember(command)
            self.journal.orders_sent(command.orders, local_ms)
        elif isinstance(command, Cancel):
            for order in command.orders:
                self._move(order.cloid, OrderState.CANCEL_PENDING, local_ms, order.oid)

    def _remember(self, command: Place) -> None:
        for order in command.orders:
            self._levels[order.cloid] = order.level
        while len(self._levels) > MAX_LEVELS:
            del self._levels[next(iter(self._levels))]

    def on_view(self, view: View) -> None:
        """Write a sample once a second."""
        local_ms = view.local_ns // 1_000_000
        if local_ms - self._sampled_ms >= SAMPLE_EVERY_MS:
            self._sampled_ms = local_ms
            self.journal.sample(view)


def state_of(status: str, is_partial: bool) -> str | None:
    """Return where an order stands after the venue's word on it; None for a word that does not say."""
    lower = status.lower()
    if lower in {"open", "triggered"}:
        return OrderState.PARTIAL_FILLED if is_partial else OrderState.RESTING
    if lower == "filled":
        return OrderState.FILLED
    if lower.endswith("rejected"):
        return OrderState.REJECTED
    if lower.endswith(("canceled", "cancelled")) or lower in {"scheduledcancel", "unknownoid"}:
        return OrderState.CANCELLED
    return None


def _detail(command: Command) -> str:
    if isinstance(command, Place):
        return " ".join(order.cloid for order in command.orders)
    if isinstance(command, Cancel):
        return " ".join(order.cloid or str(order.oid) for order in command.orders)
    if isinstance(command, AskOrder):
        return command.cloid or str(command.oid)
    if isinstance(command, AskFills):
        return f"since {command.since_ms}"
    return ""
