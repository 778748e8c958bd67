"""Wanted minus live: nothing moves without need, nothing is doubled, nothing outgrows the limit."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, sampled_from, tuples
from tests.market_maker.quoting.samples import resting, wish

from hyperquote.market_maker.quoting.assignment import UNMATCHED, assign, is_same, match
from hyperquote.market_maker.quoting.reconcile import Diff, reconcile
from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder

WAITING_STATES = [
    OrderState.NEW,
    OrderState.SENT,
    OrderState.UNKNOWN,
    OrderState.CANCEL_PENDING,
    OrderState.FILLED_IMMEDIATELY,
    OrderState.CANCEL_CONFIRMED,
]


def diff(
    wanted: list[WantedOrder],
    live: list[TrackedOrder],
    *,
    position: int = 0,
    max_lots: int = 10**6,
    bps: float = 1.0,
    noise_bps: float = 0.0,
) -> Diff:
    buys, sells = (
        sum(o.remaining_lots for o in live if o.is_buy == side and o.state != OrderState.CANCEL_CONFIRMED)
        for side in (True, False)
    )
    return reconcile(wanted, live, bps, noise_bps, position, buys, sells, max_lots)


LADDER = [
    wish(True, 99_990, 100, 0),
    wish(True, 99_900, 50, 1),
    wish(False, 100_010, 100, 0),
    wish(False, 100_100, 50, 1),
]


def as_live(wanted: list[WantedOrder]) -> list[TrackedOrder]:
    return [resting(order.is_buy, order.px_units, order.lots, order.level) for order in wanted]


def test_an_unchanged_ladder_needs_no_command() -> None:
    result = diff(LADDER, list(reversed(as_live(LADDER))))
    assert (result.cancels, result.places, result.kept, result.waiting) == ([], [], 4, 0)


def test_from_nothing_everything_is_placed() -> None:
    assert diff(LADDER, []).places == LADDER


def test_nothing_wanted_cancels_everything() -> None:
    live = as_live(LADDER)
    assert diff([], live).cancels == live


def test_one_changed_rung_moves_alone() -> None:
    live = as_live(LADDER)
    moved = [*LADDER[:3], wish(False, 100_200, 50, 1)]
    result = diff(moved, live)
    assert (result.cancels, result.places, result.kept) == ([live[3]], [moved[3]], 3)


@pytest.mark.parametrize(("px", "lots", "stays"), [(99_999, 100, True), (100_010, 100, True), (100_011, 100, False)])
def test_price_tolerance_is_in_bps_of_the_price(px: int, lots: int, stays: bool) -> None:
    assert diff([wish(True, 100_000, lots)], [resting(True, px, lots)]).kept == stays


def test_size_is_compared_with_what_remains() -> None:
    assert diff([wish(True, 100_000, 50)], [resting(True, 100_000, 50, filled=50)]).kept == 1
    assert diff([wish(True, 100_000, 100)], [resting(True, 100_000, 50, filled=50)]).kept == 0
    assert diff([wish(True, 100_000, 110)], [resting(True, 100_000, 100)]).kept == 1
    assert diff([wish(True, 100_000, 111)], [resting(True, 100_000, 100)]).kept == 0


def test_moves_below_the_noise_are_not_made_unless_risk_asks_for_them() -> None:
    wanted, live = [wish(True, 100_000, 100)], [resting(True, 100_040, 100)]
    assert diff(wanted, live, noise_bps=5.0).kept == 1
    assert diff(wanted, live, noise_bps=0.0).cancels == live


def test_a_reduce_only_wish_is_not_served_by_a_plain_order() -> None:
    assert diff([WantedOrder(True, 100_000, 100, 0, True)], [resting(True, 100_000, 100)]).kept == 0


@pytest.mark.parametrize("state", [OrderState.NEW, OrderState.SENT, OrderState.UNKNOWN])
def test_an_order_without_an_answer_is_neither_doubled_nor_cancelled(state: str) -> None:
    pending = resting(True, 100_000, 100, state=state)
    assert diff([wish(True, 100_000, 100)], [pending]).kept == 1
    elsewhere = diff([wish(True, 99_000, 100)], [pending])
    assert (elsewhere.cancels, elsewhere.places, elsewhere.waiting) == ([], [], 1)
    assert diff([], [pending]).cancels == []


def test_a_level_whose_cancel_is_unanswered_waits_and_others_do_not() -> None:
    leaving = resting(True, 100_000, 100, 0, state=OrderState.CANCEL_PENDING)
    wanted = [wish(True, 100_000, 100, 0), wish(True, 99_000, 100, 1)]
    result = diff(wanted, [leaving])
    assert (result.cancels, result.places, result.waiting) == ([], [wanted[1]], 1)


def test_a_new_order_waits_for_confirmed_room() -> None:
    old = resting(True, 99_000, 80)
    wanted = [wish(True, 100_000, 80)]
    first = diff(wanted, [old], max_lots=100)
    assert (first.cancels, first.places, first.waiting) == ([old], [], 1)
    old.state = OrderState.CANCEL_CONFIRMED
    assert diff(wanted, [old], max_lots=100).places == wanted


def test_beyond_the_limit_only_the_reducing_side_has_room() -> None:
    wanted = [wish(True, 99_990, 10), wish(False, 100_010, 10)]
    assert diff(wanted, [], position=120, max_lots=100).places == [wanted[1]]
    assert diff(wanted, [], position=-120, max_lots=100).places == [wanted[0]]


def test_two_live_orders_on_one_price_are_one_too_many() -> None:
    live = [resting(True, 100_000, 100), resting(True, 100_000, 101)]
    result = diff([wish(True, 100_000, 100)], live)
    assert (result.kept, len(result.cancels), result.places) == (1, 1, [])


def test_sizes_may_force_pairs_that_cross_in_price() -> None:
    wanted = [wish(True, 100_001, 50), wish(True, 100_000, 100)]
    live = [resting(True, 100_001, 100), resting(True, 100_000, 50)]
    assert match(wanted, live, 1) == [1, 0]
    assert match(wanted, live, 0) == [UNMATCHED, UNMATCHED]


RUNGS = lists(tuples(integers(1_000, 1_012), integers(8, 12)), max_size=4)


@given(RUNGS, RUNGS, integers(0, 6), booleans())
def test_the_matching_is_as_good_as_trying_every_pairing(
    wanted: list[tuple[int, int]], live: list[tuple[int, int]], tolerance: int, is_buy: bool
) -> None:
    wishes = [wish(is_buy, px, lots) for px, lots in sorted(wanted, reverse=is_buy)]
    standing = [resting(is_buy, px, lots) for px, lots in sorted(live, reverse=is_buy)]
    pairs = match(wishes, standing, tolerance)

    def worth(columns: list[int]) -> tuple[int, int]:
        chosen = [
            (w, standing[c])
            for w, c in zip(wishes, columns, strict=True)
            if c != UNMATCHED and c < len(standing) and is_same(w, standing[c], tolerance)
        ]
        return len(chosen), -sum(abs(w.px_units - o.px_units) for w, o in chosen)

    width = max(len(wishes), len(standing))
    best = max((worth(list(columns)) for columns in permutations(range(width), len(wishes))), default=(0, 0))
    assert worth(pairs) == best
    used = [column for column in pairs if column != UNMATCHED]
    assert len(used) == len(set(used)) == worth(pairs)[0]


@given(lists(lists(integers(0, 20), min_size=5, max_size=5), min_size=1, max_size=5))
def test_assignment_costs_the_least(costs: list[list[int]]) -> None:
    columns = assign(costs)
    assert len(set(columns)) == len(costs)
    cost = sum(row[column] for row, column in zip(costs, columns, strict=True))
    assert cost == min(
        sum(row[column] for row, column in zip(costs, order, strict=True))
        for order in permutations(range(5), len(costs))
    )


ORDERS = lists(
    tuples(
        booleans(),
        integers(-20, 20),
        integers(1, 60),
        integers(0, 3),
        sampled_from([OrderState.RESTING, OrderState.RESTING, OrderState.PARTIAL_FILLED, *WAITING_STATES]),
    ),
    max_size=8,
)


@given(ORDERS, ORDERS, integers(-100, 100), integers(0, 100))
def test_no_set_of_fills_can_carry_the_position_beyond_the_limit(
    wanted: list[tuple[bool, int, int, int, str]],
    live: list[tuple[bool, int, int, int, str]],
    position: int,
    limit: int,
) -> None:
    wishes = [
        wish(True, 100_000 + px, lots, level) for is_buy, px, lots, level, _ in sorted(wanted, reverse=True) if is_buy
    ] + [wish(False, 100_000 + px, lots, level) for is_buy, px, lots, level, _ in sorted(wanted) if not is_buy]
    standing = [resting(is_buy, 100_000 + px, lots, level, state=state) for is_buy, px, lots, level, state in live]
    result = diff(wishes, standing, position=position, max_lots=limit)
    exposed = [o for o in standing if o.state != OrderState.CANCEL_CONFIRMED]
    for is_buy, sign in ((True, 1), (False, -1)):
        before = sum(o.remaining_lots for o in exposed if o.is_buy == is_buy)
        placed = sum(o.lots for o in result.places if o.is_buy == is_buy)
        assert placed == 0 or sign * position + before + placed <= limit
    assert result.kept + len(result.places) + result.waiting == len(wishes)
    assert all(o.state in {OrderState.RESTING, OrderState.PARTIAL_FILLED} for o in result.cancels)
    assert len({id(o) for o in result.cancels}) == len(result.cancels)


@given(ORDERS, lists(tuples(integers(-3, 3), integers(-8, 8)), min_size=8, max_size=8), integers(0, 4))
def test_the_order_of_the_live_list_changes_nothing(
    wanted: list[tuple[bool, int, int, int, str]], moves: list[tuple[int, int]], turn: int
) -> None:
    wishes = [wish(True, 100_000 - 30 * i, 60, i) for i in range(sum(is_buy for is_buy, *_ in wanted))]
    wishes += [wish(False, 100_100 + 30 * i, 60, i) for i in range(len(wanted) - len(wishes))]
    live = [
        resting(order.is_buy, order.px_units + px, order.lots + lots, order.level, state=state)
        for order, (px, lots), (*_, state) in zip(wishes, moves, wanted, strict=False)
    ]
    told = [diff(wishes, orders, bps=0.2) for orders in (live, live[turn:] + live[:turn])]
    assert told[0].places == told[1].places
    assert told[0].cancels == told[1].cancels
    assert (told[0].kept, told[0].waiting) == (told[1].kept, told[1].waiting)
