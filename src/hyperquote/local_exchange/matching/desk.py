"""What the exchange keeps for one account beside its money: open orders, client ids, the dead man's switch."""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.account import Account, Position
from hyperquote.local_exchange.matching.order import BookOrder

SCHEDULE_LEAD_MS: Final = 5_000
SCHEDULE_FIRINGS_PER_DAY: Final = 10
_FIRST_ORDERS: Final = 1_000
_MOST_ORDERS: Final = 5_000
_VOLUME_PER_ORDER_MICRO: Final = 5_000_000 * 1_000_000


class Desk:
    """`open_orders` is by oid and oldest first, and so is `waiting`, the trigger orders that are not on a book yet.

    `cloids` names the latest order of each client id.

    `cancel_at_ms` is when all open orders go (0 = never); `firings` counts how often that happened today.
    """

    def __init__(self, account: Account) -> None:
        self.account: Final = account
        self.open_orders: Final[dict[int, BookOrder]] = {}
        self.waiting: Final[dict[int, BookOrder]] = {}
        self.cloids: Final[dict[str, int]] = {}
        self.cancel_at_ms = 0
        self.firings = 0

    def find(self, oid: int) -> BookOrder | None:
        """Return the resting or waiting order of this id."""
        found = self.open_orders.get(oid)
        return self.waiting.get(oid) if found is None else found

    def is_full(self, is_exit: bool) -> bool:
        """Return whether one more open order is too many: 1000 and one per 5 M USDC traded, at most 5000.

        From 1000 on reduce-only and trigger orders are refused whatever was traded.
        """
        resting = len(self.open_orders) + len(self.waiting)
        if resting < _FIRST_ORDERS:
            return False
        allowed = min(_MOST_ORDERS, _FIRST_ORDERS + self.account.cum_volume_micro // _VOLUME_PER_ORDER_MICRO)
        return is_exit or resting >= allowed

    def schedule_cancel(self, time_ms: int, now_ms: int, required_micro: int) -> str:
        """Set the dead man's switch, or clear it (0), once `required_micro` was traded. Return "" or the error."""
        volume = self.account.cum_volume_micro
        if volume < required_micro:
            return (
                "Cannot set scheduled cancel time until enough volume traded. "
                f"Required: ${required_micro // MICRO}. Traded: ${volume // MICRO}."
            )
        if time_ms != 0 and time_ms < now_ms + SCHEDULE_LEAD_MS:
            return "Scheduled cancel time must be at least 5 seconds in the future."
        if time_ms != 0 and self.firings >= SCHEDULE_FIRINGS_PER_DAY:
            return f"Too many scheduled cancels triggered for the day. Limit is {SCHEDULE_FIRINGS_PER_DAY}."
        self.cancel_at_ms = time_ms
        return ""

    def is_cancel_due(self, now_ms: int) -> bool:
        """Return whether the switch fires now; it is then cleared."""
        if self.cancel_at_ms == 0 or now_ms < self.cancel_at_ms:
            return False
        self.cancel_at_ms = 0
        return True


def closable_lots(position_lots: int, is_buy: bool) -> int:
    """Return how many lots an order of this side can close of a signed position; 0 on the wrong side."""
    return max(0, -position_lots if is_buy else position_lots)


def beyond_position(position: Position, resting: list[BookOrder]) -> list[BookOrder]:
    """Return the reduce-only orders that must go, oldest first, until the rest fits the position."""
    excess_buy = position.reduce_buy_lots - closable_lots(position.lots, True)
    excess_sell = position.reduce_sell_lots - closable_lots(position.lots, False)
    gone: list[BookOrder] = []
    for order in resting:
        if not order.reduce_only or order.asset != position.asset:
            continue
        if order.is_buy and excess_buy > 0:
            excess_buy -= order.lots
            gone.append(order)
        elif not order.is_buy and excess_sell > 0:
            excess_sell -= order.lots
            gone.append(order)
    return gone
