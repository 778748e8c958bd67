"""What we can afford to have resting, order by order."""

from typing import Final

from hyperquote.market_maker.quoting.types import WantedOrder

USABLE_SHARE: Final = 0.8  # of free margin


class Funds:
    """What there is to pay for orders with. Money in micro-USD, the position in lots (signed)."""

    def __init__(
        self,
        equity_micro: int,
        position_lots: int,
        mid_units: int,
        leverage: int,
        max_notional_micro: int,
        is_stale: bool,
    ) -> None:
        self.equity_micro: Final = equity_micro
        self.position_lots: Final = position_lots
        self.mid_units: Final = mid_units
        self.leverage: Final = leverage
        self.max_notional_micro: Final = max_notional_micro  # of the position
        self.is_stale: Final = is_stale  # the account was read too long ago to spend any of it


class Sized:
    """One order before and after: `reason` names what cut it ("" when nothing did)."""

    def __init__(self, wanted: WantedOrder, lots: int, reason: str) -> None:
        self.wanted: Final = wanted
        self.requested: Final = wanted.lots
        self.adjusted: Final = lots  # 0 = not sent
        self.reason: Final = reason

    @property
    def is_constrained(self) -> bool:
        """Whether less than requested is left."""
        return self.adjusted < self.requested


class MarginAwareSizer:
    """Cuts orders to margin, best first, each at its own price; what one takes the next cannot have.

        usable = 0.8 · (equity − |position|·mid/leverage)
        an order's growing part   ≤ usable·leverage − what better orders of its side took,
                                  ≤ the room below the largest position value

    An order larger than the opposite position is two in thought: what reduces costs no margin, the rest does. The two
    sides draw on the same money, not on each other's: both cannot grow the position. `max_order_micro` limits every
    order (0 = no limit); what falls below `min_notional_micro` is not sent.
    """

    def __init__(self, max_order_micro: int, min_notional_micro: int) -> None:
        self._max_order_micro: Final = max_order_micro
        self._min_notional_micro: Final = min_notional_micro

    def size(self, wanted: list[WantedOrder], funds: Funds) -> list[Sized]:
        """Return every order with what is left of it; bids and asks each in the order of their coming."""
        held_micro = abs(funds.position_lots) * funds.mid_units
        usable = max(funds.equity_micro * funds.leverage - held_micro, 0)
        by_margin = int(USABLE_SHARE * float(usable))
        by_value = max(funds.max_notional_micro - held_micro, 0)
        if funds.is_stale:
            pool, why = 0, "the account was read too long ago"
        elif by_margin <= by_value:
            pool, why = by_margin, "margin"
        else:
            pool, why = by_value, "largest position value"
        sized: list[Sized] = []
        self._side(sized, wanted, True, max(-funds.position_lots, 0), pool, why)
        self._side(sized, wanted, False, max(funds.position_lots, 0), pool, why)
        return sized

    def _side(
        self, sized: list[Sized], wanted: list[WantedOrder], is_buy: bool, reducible: int, pool: int, why: str
    ) -> None:
        for order in wanted:
            if order.is_buy != is_buy:
                continue
            px = order.px_units
            lots = order.lots
            reason = ""
            if 0 < self._max_order_micro < px * lots:
                lots = self._max_order_micro // px
                reason = "largest order value"
            reducing = min(lots, reducible)
            growing = lots - reducing
            if px * growing > pool:
                growing = pool // px
                reason = why
            lots = reducing + growing
            if reason and px * lots < self._min_notional_micro:
                lots = 0
            else:
                pool -= px * growing
                reducible -= reducing
            sized.append(Sized(order, lots, reason))
