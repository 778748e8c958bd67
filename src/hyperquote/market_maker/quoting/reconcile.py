"""Wanted minus live: the fewest commands that turn what rests into what we want."""

from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.quoting.assignment import UNMATCHED, is_same, match
from hyperquote.market_maker.quoting.refresh import Refresh
from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder


class Diff:
    """What to cancel, what to place (in this order), how many orders stay, and how many wishes must wait."""

    def __init__(self, cancels: list[TrackedOrder], places: list[WantedOrder], kept: int, waiting: int) -> None:
        self.cancels: Final = cancels
        self.places: Final = places
        self.kept: Final = kept
        self.waiting: Final = waiting  # no confirmed room, or a request of the same level has no answer yet


def reconcile(
    wanted: list[WantedOrder],
    live: list[TrackedOrder],
    max_bps_diff: float,
    noise_bps: float,
    position_lots: int,
    open_buy_lots: int,
    open_sell_lots: int,
    max_lots: int,
    refresh: Refresh | None = None,
) -> Diff:
    """Return the difference between `wanted` (each side best first) and `live` (all orders not finished).

    A live order stays when its price is within max(`max_bps_diff`, `noise_bps`) of the wish it is matched with and
    its remaining size within 10 %; the matching keeps as many as can be kept. `noise_bps` is what the price moves
    by chance in a cycle: moving for less gives up a place in the queue for nothing; 0 when risk demands exactness.
    `refresh` may keep an order of the same rung in its place in the queue; without it each one out of place is moved.

    An order without an answer yet counts as live, but is neither cancelled nor doubled: its level waits. A new
    order goes out only where there is room even if everything on its side fills: `open_buy_lots` and
    `open_sell_lots` are all that may still fill, orders under cancellation included, so that the room an order
    leaves is used only once its end is confirmed. Orders that shrink the position fit as long as they cannot
    carry it beyond the limit on the other side.
    """
    tolerance_bps = max(max_bps_diff, noise_bps)
    cancels: list[TrackedOrder] = []
    places: list[WantedOrder] = []
    if _is_all_there(wanted, live, tolerance_bps):
        return Diff(cancels, places, len(wanted), 0)
    kept = 0
    waiting = 0
    for is_buy in (True, False):
        wishes = [order for order in wanted if order.is_buy == is_buy]
        standing = _standing(live, is_buy)
        if not wishes and not standing:
            continue
        reference = wishes[0].px_units if wishes else 0
        pairs = match(wishes, standing, _tolerance_units(reference, tolerance_bps))
        is_kept = [False] * len(standing)
        for column in pairs:
            if column != UNMATCHED:
                is_kept[column] = True
        if refresh is not None:
            _hold(wishes, standing, pairs, is_kept, refresh)
        for column in pairs:
            if column != UNMATCHED:
                kept += 1
        cancels.extend([standing[i] for i in range(len(standing)) if not is_kept[i] and standing[i].is_answered])
        room = max_lots - position_lots - open_buy_lots if is_buy else max_lots + position_lots - open_sell_lots
        for row in range(len(wishes)):
            if pairs[row] != UNMATCHED:
                continue
            order = wishes[row]
            if order.lots > room or _is_busy(order.level, is_buy, live, standing, is_kept):
                waiting += 1
                continue
            room -= order.lots
            places.append(order)
    return Diff(cancels, places, kept, waiting)


def _hold(
    wishes: list[WantedOrder],
    standing: list[TrackedOrder],
    pairs: list[int],
    is_kept: list[bool],
    refresh: Refresh,
) -> None:
    """Let an order of the same rung stand for a wish that is not worth its place in the queue."""
    for row in range(len(wishes)):
        if pairs[row] != UNMATCHED:
            continue
        for column in range(len(standing)):
            if is_kept[column] or standing[column].level != wishes[row].level:
                continue
            if not refresh.is_worth_it(standing[column], wishes[row]):
                pairs[row] = column
                is_kept[column] = True
            break


def _is_all_there(wanted: list[WantedOrder], live: list[TrackedOrder], tolerance_bps: float) -> bool:
    """Return whether every wish has its order at the same place of `live`, and no other order is there: nothing to do.

    The answer of most cycles when `live` comes sorted as `wanted` is. In any other order it is at worst no.
    """
    if len(wanted) != len(live):
        return False
    is_buy = False
    tolerance_units = -1
    for index in range(len(wanted)):
        wish = wanted[index]
        order = live[index]
        if tolerance_units < 0 or wish.is_buy != is_buy:
            is_buy = wish.is_buy
            tolerance_units = _tolerance_units(wish.px_units, tolerance_bps)
        if order.is_buy != is_buy or not is_same(wish, order, tolerance_units) or not order.is_standing:
            return False
    return True


def _tolerance_units(best_units: int, tolerance_bps: float) -> int:
    return int(float(best_units) * tolerance_bps * BPS)


def _standing(live: list[TrackedOrder], is_buy: bool) -> list[TrackedOrder]:
    """Return one side's orders that can stand for a wish, best price first."""
    orders: list[TrackedOrder] = []
    for order in live:
        if order.is_buy == is_buy and order.is_standing:
            place = len(orders)
            while place > 0 and (
                orders[place - 1].px_units < order.px_units if is_buy else orders[place - 1].px_units > order.px_units
            ):
                place -= 1
            orders.insert(place, order)
    return orders


def _is_busy(
    level: int, is_buy: bool, live: list[TrackedOrder], standing: list[TrackedOrder], is_kept: list[bool]
) -> bool:
    """Return whether a request of this level is under way: an unmatched order in flight, or an unanswered cancel."""
    for index in range(len(standing)):
        if standing[index].level == level and not is_kept[index] and standing[index].is_in_flight:
            return True
    for order in live:
        if order.is_buy == is_buy and order.level == level and order.state == OrderState.CANCEL_PENDING:
            return True
    return False
