"""One order of ours, from the wish to its end."""

from typing import Final

from hyperquote.book.queue import QueueBelief


class OrderState:
    """Where an order stands. `order_table.py` holds every transition between these."""

    NEW: Final = "New"  # decided, not yet handed to the executor
    SENT: Final = "Sent"
    RESTING: Final = "Resting"
    PARTIAL_FILLED: Final = "PartialFilled"
    MODIFY_PENDING: Final = "ModifyPending"
    CANCEL_PENDING: Final = "CancelPending"
    CANCEL_CONFIRMED: Final = "CancelConfirmed"  # the venue confirmed; late fills still count for a while
    UNKNOWN: Final = "Unknown"  # a request had no answer we can trust; to be looked up by cloid
    FILLED_IMMEDIATELY: Final = "FilledImmediately"  # acknowledged as filled, fills not yet booked
    FILLED_DURING_CANCEL: Final = "FilledDuringCancel"
    FILLED: Final = "Filled"
    CANCELLED: Final = "Cancelled"
    REJECTED: Final = "Rejected"


class TrackedOrder:
    """An order we decided on. Sizes in lots, prices in price units of the asset's grid."""

    def __init__(
        self, cloid: str, is_buy: bool, px_units: int, lots: int, level: int, reduce_only: bool, decided_ns: int
    ) -> None:
        self.cloid: Final = cloid
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.original_lots: Final = lots
        self.level: Final = level
        self.reduce_only: Final = reduce_only
        self.decided_ns: Final = decided_ns
        self.oid = 0  # 0 until the venue told us
        self.earlier_oids: list[int] = []  # before modifies
        self.filled_lots = 0
        self.state = OrderState.NEW
        self.state_since_ns = decided_ns
        self.recancelled_ns = 0  # when a cancel was last repeated, 0 = never
        self.queue: QueueBelief | None = None  # at its price; None until a book has shown that price
        self.better_lots = 0  # of others at better prices in the newest book
        self.depth = -1.0  # from the mid (fraction of it) when last seen resting; inside it below 0, before that −1
        self.looked_ns = 0  # when that was
        self.hit_ms = -1  # exchange time of the last fill: pieces of one taker are one hit
        self.missing_since_ns = 0  # since when the venue denies it, asked again and again; 0 = it does not

    @property
    def is_answered(self) -> bool:
        """Whether it stands at the venue and no request about it is under way."""
        return self.state == OrderState.RESTING or self.state == OrderState.PARTIAL_FILLED

    @property
    def is_in_flight(self) -> bool:
        """Whether it may stand at the venue, or not: no answer yet that we can trust."""
        state = self.state
        return state == OrderState.NEW or state == OrderState.SENT or state == OrderState.UNKNOWN

    @property
    def is_standing(self) -> bool:
        """Whether it can stand for a wish: answered or in flight, and not under cancellation."""
        state = self.state
        return (
            state == OrderState.RESTING
            or state == OrderState.PARTIAL_FILLED
            or state == OrderState.SENT
            or state == OrderState.NEW
            or state == OrderState.UNKNOWN
        )

    @property
    def remaining_lots(self) -> int:
        """What can still be filled."""
        return self.original_lots - self.filled_lots
