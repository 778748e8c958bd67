"""Our orders against the venue's list of them."""

from typing import Final

from hyperquote.market_maker.commands import AskOpenOrders, AskOrder, Cancel, Command, Note, OrderRef
from hyperquote.market_maker.events import OpenOrder, OpenOrders
from hyperquote.market_maker.settings import EngineSettings
from hyperquote.market_maker.tracking.cloid import is_ours
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_manager import OrderManager
from hyperquote.market_maker.tracking.order_table import OrderEvent, is_terminal

_SNAPSHOT_LAG_NS: Final = 2_000_000_000  # open-order lists lag the books by up to two seconds


UNSYNCED_TO_PULL: Final = 2  # comparisons in a row that found differences: read everything again before quoting
UNSYNCED_TO_KILL: Final = 3  # our books cannot be trusted


class SyncResult:
    """What one comparison of our books with the venue's list found."""

    def __init__(self, orphans: int, stale_local: int, stale_pending: int, stuck_cancels: int) -> None:
        self.orphans: Final = orphans  # on the venue, not known or ended here
        self.stale_local: Final = stale_local  # resting here, not on the venue
        self.stale_pending: Final = stale_pending  # sent, and without an answer for too long
        self.stuck_cancels: Final = stuck_cancels  # cancelled, and without an end for too long

    @property
    def is_synced(self) -> bool:
        """Whether both sides know the same orders."""
        return self.orphans == 0 and self.stale_local == 0

    def text(self) -> str:
        """Return the counts in words."""
        return (
            f"{self.orphans} unknown to us, {self.stale_local} unknown to the venue, "
            f"{self.stale_pending} without an answer, {self.stuck_cancels} cancels stuck"
        )


class SafetyAuditor:
    """Finds what one side knows and the other does not, and asks or cancels until both agree.

    On venue, unknown or ended here (orphan): cancelled once older than the grace period; with our prefix only.
    Known here, not on venue (stale): asked about, never just forgotten; the answer moves it.
    """

    def __init__(self, settings: EngineSettings, orders: OrderManager) -> None:
        self._settings: Final = settings
        self._orders: Final = orders
        self.orphans = 0
        self.unsynced = 0  # routine comparisons in a row that found differences
        self.result = SyncResult(0, 0, 0, 0)  # of the newest comparison

    def conclude(self) -> SyncResult:
        """Count the newest comparison as a routine one, and return it."""
        self.unsynced = 0 if self.result.is_synced else self.unsynced + 1
        return self.result

    def leftovers(self, snapshot: OpenOrders) -> list[OrderRef]:
        """Return the orders of earlier sessions that still rest."""
        return [
            OrderRef(row.cloid, row.oid)
            for row in snapshot.orders
            if is_ours(row.cloid) and self._orders.find(row.cloid, row.oid) is None
        ]

    def compare(self, snapshot: OpenOrders) -> list[Command]:
        """Hold one open-order list against our books."""
        commands: list[Command] = []
        orphans: list[OrderRef] = []
        listed: set[str] = set()
        for row in snapshot.orders:
            listed.add(row.cloid)
            if self._is_orphan(row, snapshot):
                orphans.append(OrderRef(row.cloid, row.oid))
        if orphans:
            self.orphans += len(orphans)
            commands.append(
                Note("warning", "sync", f"cancelling {len(orphans)} orders on the venue that we do not know")
            )
            commands.append(Cancel(orphans))
        stale_local = 0
        stale_pending = 0
        stuck_cancels = 0
        for order in self._orders.open():
            waited_ns = snapshot.local_ns - order.state_since_ns
            if order.state in {OrderState.SENT, OrderState.UNKNOWN} and waited_ns > self._settings.pending_timeout_ns:
                stale_pending += 1
            elif order.state == OrderState.CANCEL_PENDING and waited_ns > self._settings.cancel_timeout_ns:
                stuck_cancels += 1
            if order.missing_since_ns and order.cloid in listed:
                order.missing_since_ns = 0
                self._orders.move(order, OrderEvent.VENUE_OPEN, snapshot.local_ns)
            elif order.missing_since_ns and self._is_proved_missing(order, snapshot.local_ns):
                self._orders.move(order, OrderEvent.NEVER_ARRIVED, snapshot.local_ns)
            elif order.cloid not in listed and self._is_stale(order, snapshot.local_ns):
                stale_local += 1
                commands.append(AskOrder(order.cloid, order.oid))
        self.result = SyncResult(len(orphans), stale_local, stale_pending, stuck_cancels)
        return commands

    def _is_orphan(self, row: OpenOrder, snapshot: OpenOrders) -> bool:
        """Whether a row is ours by its name, and rests though we know nothing of it or took it for ended."""
        if not is_ours(row.cloid):
            return False
        order = self._orders.find(row.cloid, row.oid)
        if order is None:
            return snapshot.exchange_ms - row.placed_ms >= self._settings.orphan_grace_ms
        return is_terminal(order.state) and snapshot.local_ns - order.state_since_ns > _SNAPSHOT_LAG_NS

    def _is_proved_missing(self, order: TrackedOrder, asked_ns: int) -> bool:
        """Whether two sources deny an order: it was asked for by name often enough, and a later list lacks it."""
        return asked_ns - order.missing_since_ns > _SNAPSHOT_LAG_NS

    def _is_stale(self, order: TrackedOrder, now_ns: int) -> bool:
        resting = order.state in {OrderState.RESTING, OrderState.PARTIAL_FILLED}
        return resting and now_ns - order.state_since_ns > _SNAPSHOT_LAG_NS

    def overdue(self, now_ns: int) -> list[Command]:
        """Ask about orders and cancels that have waited too long; called about once a second."""
        commands: list[Command] = []
        needs_list = False
        for order in self._orders.open():
            needs_list = needs_list or (order.missing_since_ns > 0 and self._is_proved_missing(order, now_ns))
            waited_ns = now_ns - order.state_since_ns
            if order.state == OrderState.UNKNOWN:
                commands.append(AskOrder(order.cloid, order.oid))
            elif order.state in {OrderState.SENT, OrderState.FILLED_IMMEDIATELY}:
                if waited_ns > self._settings.pending_timeout_ns:
                    commands.append(AskOrder(order.cloid, order.oid))
            elif order.state == OrderState.CANCEL_PENDING:
                was_found_open = order.recancelled_ns > 0  # a cancel failed: no reason to wait before the next look
                if was_found_open or waited_ns > self._settings.pending_timeout_ns:
                    commands.append(AskOrder(order.cloid, order.oid))
                if waited_ns > self._settings.cancel_timeout_ns:
                    commands.append(Cancel([OrderRef(order.cloid, order.oid)]))
        if needs_list:
            commands.append(AskOpenOrders())
        return commands
