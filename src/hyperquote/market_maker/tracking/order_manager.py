"""All orders of ours, by cloid and by oid, moved only through the table."""

from typing import Final

from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_table import OrderEvent, is_terminal, is_violation, next_state


class OrderManager:
    """The books of our orders.

    `fill_window_ns`: how long a confirmed cancel still waits for fills that were under way.
    `keep_closed_ns`: how long a finished order is remembered for late messages.
    """

    def __init__(self, fill_window_ns: int = 5_000_000_000, keep_closed_ns: int = 3_600_000_000_000) -> None:
        self._fill_window_ns: Final = fill_window_ns
        self._keep_closed_ns: Final = keep_closed_ns
        self._by_cloid: Final[dict[str, TrackedOrder]] = {}
        self._by_oid: Final[dict[int, TrackedOrder]] = {}
        self._open: Final[dict[str, TrackedOrder]] = {}  # not terminal, by cloid, oldest first
        self._exposed: list[TrackedOrder] | None = []  # of these what may still rest at the venue; None: make it anew
        self._answered_buys = 0  # orders that stand at the venue with nothing under way, by side
        self._answered_sells = 0
        self._buy_lots = 0  # what may still be filled, by side
        self._sell_lots = 0
        self.placed = 0  # acknowledged as accepted
        self.filled = 0  # orders with at least one fill
        self.cancelled = 0  # confirmed cancels, any initiator
        self.rejected = 0
        self.violations = 0  # events that cannot be, in the state they came

    def add(self, order: TrackedOrder) -> None:
        """Take a new order into the books, before anything is sent."""
        assert order.cloid not in self._by_cloid, order.cloid
        self._by_cloid[order.cloid] = order
        self._open[order.cloid] = order
        self._expose(order.is_buy, order.remaining_lots)

    def _expose(self, is_buy: bool, lots: int) -> None:
        self._exposed = None
        if is_buy:
            self._buy_lots += lots
        else:
            self._sell_lots += lots

    def find(self, cloid: str, oid: int) -> TrackedOrder | None:
        """Return the order with this cloid, else the one with this oid."""
        if cloid:
            order = self._by_cloid.get(cloid)
            if order is not None:
                return order
        return self._by_oid.get(oid) if oid else None

    def know_oid(self, order: TrackedOrder, oid: int) -> None:
        """Learn the venue's number of an order."""
        if oid and order.oid != oid and oid not in order.earlier_oids:
            if order.oid:
                order.earlier_oids.append(order.oid)  # a modified order: late fills still name its old number
            order.oid = oid
            self._by_oid[oid] = order

    def move(self, order: TrackedOrder, event: str, now_ns: int) -> None:
        """Apply one event through the table and keep the counts."""
        before = order.state
        if is_violation(before, event):
            self.violations += 1
        after = next_state(before, event)
        if after == OrderState.RESTING and order.filled_lots > 0:
            after = OrderState.PARTIAL_FILLED
        if after == OrderState.FILLED_IMMEDIATELY and order.remaining_lots <= 0:
            after = OrderState.FILLED
        if after == before:
            return
        was_answered = order.is_answered
        order.state = after
        order.state_since_ns = now_ns
        if order.is_answered != was_answered:
            change = -1 if was_answered else 1
            if order.is_buy:
                self._answered_buys += change
            else:
                self._answered_sells += change
        if _is_unacknowledged(before) and not _is_unacknowledged(after) and _was_accepted(after):
            self.placed += 1
        if _is_exposed(before) != _is_exposed(after):
            lots = order.remaining_lots
            self._expose(order.is_buy, lots if _is_exposed(after) else -lots)
        if after == OrderState.CANCEL_CONFIRMED:
            self.cancelled += 1
        elif after == OrderState.REJECTED:
            self.rejected += 1
        if is_terminal(after):
            self._open.pop(order.cloid, None)
        elif is_terminal(before):
            self._open[order.cloid] = order  # a late fill or word of the venue brought it back

    def fill(self, order: TrackedOrder, lots: int, now_ns: int) -> None:
        """Book a fill of `lots` on an order."""
        if order.filled_lots == 0:
            self.filled += 1
        order.filled_lots += lots
        if _is_exposed(order.state):
            self._expose(order.is_buy, -lots)
        self.move(order, OrderEvent.FILL_ALL if order.remaining_lots <= 0 else OrderEvent.FILL_PART, now_ns)

    def open(self) -> list[TrackedOrder]:
        """Return all orders of which something may still come, oldest first."""
        return list(self._open.values())

    @property
    def is_two_sided(self) -> bool:
        """Whether both sides have an order that stands at the venue with no request about it under way."""
        return self._answered_buys > 0 and self._answered_sells > 0

    def exposed(self) -> list[TrackedOrder]:
        """Return the open orders that may still rest at the venue, confirmed cancels left out. For reading only.

        Bids come first, each side best price first, and at one price the oldest.
        """
        orders = self._exposed
        if orders is None:
            orders = []
            for order in self._open.values():
                if order.state != OrderState.CANCEL_CONFIRMED:
                    place = len(orders)
                    while place > 0 and _is_before(order, orders[place - 1]):
                        place -= 1
                    orders.insert(place, order)
            self._exposed = orders
        return orders

    def open_count(self) -> int:
        """Return how many orders may rest or be filled: confirmed cancels that wait for late fills are none."""
        count = 0
        for order in self._open.values():
            if _is_exposed(order.state):
                count += 1
        return count

    def exposure_lots(self, is_buy: bool) -> int:
        """Return what could still be filled on one side at worst, in-flight and unknown orders included."""
        return self._buy_lots if is_buy else self._sell_lots

    def expire(self, now_ns: int) -> None:
        """End the wait for late fills where the window is over, and forget what ended long ago."""
        for order in self.open():
            if order.state == OrderState.CANCEL_CONFIRMED and now_ns - order.state_since_ns >= self._fill_window_ns:
                self.move(order, OrderEvent.WINDOW_OVER, now_ns)
        old: list[TrackedOrder] = []
        for order in self._by_cloid.values():
            if now_ns - order.state_since_ns < self._keep_closed_ns:
                break  # insertion order: what follows is younger, or still open and will be seen later
            if is_terminal(order.state):
                old.append(order)
        for order in old:
            del self._by_cloid[order.cloid]
            for oid in (order.oid, *order.earlier_oids):
                self._by_oid.pop(oid, None)


def _is_before(order: TrackedOrder, other: TrackedOrder) -> bool:
    if order.is_buy != other.is_buy:
        return order.is_buy
    return order.px_units > other.px_units if order.is_buy else order.px_units < other.px_units


def _is_exposed(state: str) -> bool:
    return state != OrderState.CANCEL_CONFIRMED and not is_terminal(state)


def _is_unacknowledged(state: str) -> bool:
    return state == OrderState.NEW or state == OrderState.SENT or state == OrderState.UNKNOWN


def _was_accepted(state: str) -> bool:
    return state != OrderState.REJECTED and state != OrderState.CANCEL_PENDING
