"""The six steps out: detect, say why, withdraw everything, confirm, report, exit."""

from typing import Final

from hyperquote.market_maker.commands import AskOpenOrders, Cancel, Command, Finished, Note, OrderRef
from hyperquote.market_maker.events import OpenOrders
from hyperquote.market_maker.tracking.cloid import is_ours
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.tracking.order_manager import OrderManager

_FIRST_RETRY_NS: Final = 500_000_000
_LONGEST_RETRY_NS: Final = 4_000_000_000


class Shutdown:
    """Runs from the first reason to stop until the venue confirms that nothing of ours rests.

    Everything live, in flight or unknown is cancelled in one request, then the open orders are listed until
    none of ours is left; both are repeated with growing pauses until `timeout_ns`. Then it ends unclean, and
    says what may be left.
    """

    def __init__(self, orders: OrderManager, timeout_ns: int) -> None:
        self._orders: Final = orders
        self._timeout_ns: Final = timeout_ns
        self.reason = ""
        self.is_kill = False
        self._since_ns = 0
        self._retry_at_ns = 0
        self._pause_ns = _FIRST_RETRY_NS
        self._left = ""
        self.is_finished = False

    @property
    def is_running(self) -> bool:
        """Whether a stop was asked for."""
        return self.reason != ""

    def begin(self, reason: str, is_kill: bool, now_ns: int, position: str) -> list[Command]:
        """Steps 1 to 3: note the reason with the state we are in, and withdraw everything."""
        self.reason = reason
        self.is_kill = is_kill
        self._since_ns = now_ns
        level = "error" if is_kill else "info"
        return [Note(level, "stop", f"stopping: {reason}; {position}"), *self._withdraw(now_ns)]

    def _withdraw(self, now_ns: int) -> list[Command]:
        self._retry_at_ns = now_ns + self._pause_ns
        self._pause_ns = min(2 * self._pause_ns, _LONGEST_RETRY_NS)
        references = [
            OrderRef(order.cloid, order.oid)
            for order in self._orders.open()
            if order.state != OrderState.CANCEL_CONFIRMED
        ]
        commands: list[Command] = [Cancel(references)] if references else []
        commands.append(AskOpenOrders())
        return commands

    def on_timer(self, now_ns: int) -> list[Command]:
        """Step 4, again: repeat until confirmed or out of time."""
        if not self.is_running or self.is_finished:
            return []
        if now_ns - self._since_ns >= self._timeout_ns:
            return self._finish(False, f"could not confirm that all orders are gone: {self._left or 'no answer'}")
        return self._withdraw(now_ns) if now_ns >= self._retry_at_ns else []

    def on_open_orders(self, snapshot: OpenOrders) -> list[Command]:
        """Step 4: look for ours on the venue; step 5 and 6 when there is none."""
        if self.is_finished or snapshot.local_ns <= self._since_ns:
            return []
        left = [row for row in snapshot.orders if is_ours(row.cloid)]
        if left:
            self._left = ", ".join(str(row.oid) for row in left)
            return [Cancel([OrderRef(row.cloid, row.oid) for row in left])]
        in_flight = 0
        for order in self._orders.open():
            if order.state not in {OrderState.CANCEL_CONFIRMED, OrderState.FILLED_IMMEDIATELY}:
                in_flight += 1  # a request may overtake another: not listed yet is not gone
        if in_flight:
            self._left = f"{in_flight} orders without an answer"
            return []
        return self._finish(True, "the venue confirms none left")

    def _finish(self, is_clean: bool, text: str) -> list[Command]:
        self.is_finished = True
        return [Note("info" if is_clean else "error", "stop", text), Finished(is_clean, self.reason)]
