"""Rungs become orders: rounded away from the middle, never crossing, never below the minimum."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, sampled_from, tuples
from tests.market_maker.quoting.samples import BTC

from hyperquote.book.grid import Grid
from hyperquote.market_maker.quoting.price_grid import Rounded, SizeRules, ladder_of_quotes, to_orders
from hyperquote.market_maker.quoting.types import Ladder, LadderLevel, Quote, WantedOrder

WIDE = 10**9


def level(price: float, size: float = 1.0) -> LadderLevel:
    return LadderLevel(price, size, 0.0)


def ladder(bids: list[LadderLevel], asks: list[LadderLevel]) -> Ladder:
    return Ladder(bids, asks, [], [], [], "")


def on_grid(grid: Grid, bids: list[LadderLevel], asks: list[LadderLevel], **changes: Any) -> Rounded:
    rules = changes.pop("rules", SizeRules(grid, 1_000.0, 1.0, 10.0))
    facts: dict[str, Any] = {
        "best_bid_units": 1,
        "best_ask_units": grid.units(1e6),
        "bid_room_lots": WIDE,
        "ask_room_lots": WIDE,
    } | changes
    return to_orders(ladder(bids, asks), grid, rules, **facts)


def prices(grid: Grid, orders: list[WantedOrder]) -> list[float]:
    return [grid.px(order.px_units) for order in orders]


def test_prices_round_away_from_the_middle_as_worked() -> None:
    grid = Grid(3)
    rounded = on_grid(grid, [level(1_234.56)], [level(1_234.51)], best_bid_units=grid.units(1_234.5))
    assert prices(grid, rounded.orders) == [1_234.5, 1_234.6]
    rounded = on_grid(grid, [level(123_456.7)], [level(123_456.7)], best_bid_units=grid.units(123_456))
    assert prices(grid, rounded.orders) == [123_456, 123_457]
    assert grid.px(grid.floor_units(0.0012345)) == 0.001
    assert Grid(2).floor_lots(0.29) == 29


def test_post_only_prices_stay_a_tick_from_the_other_side() -> None:
    rounded = on_grid(
        BTC,
        [level(100_010.0)],
        [level(99_990.0)],
        best_bid_units=BTC.units(100_000),
        best_ask_units=BTC.units(100_001),
    )
    assert prices(BTC, rounded.orders) == [100_000.0, 100_001.0]


def test_a_strategy_that_crosses_itself_does_not_trade_with_itself() -> None:
    rounded = on_grid(BTC, [level(100_005.0)], [level(99_995.0)])
    assert prices(BTC, rounded.orders) == [100_005.0, 100_006.0]


def test_rungs_on_one_tick_merge() -> None:
    rounded = on_grid(BTC, [level(99_990.4, 0.1), level(99_990.1, 0.2), level(99_980.0, 0.3)], [])
    assert [(BTC.px(o.px_units), o.lots, o.level) for o in rounded.orders] == [
        (99_990.0, 30_000, 0),
        (99_980.0, 30_000, 1),
    ]
    assert (rounded.merged, rounded.dropped) == (1, 0)


def test_a_rung_below_the_minimum_joins_the_next_better_one_or_goes() -> None:
    rules = SizeRules(BTC, 0.0008, 0.5, 10.0)  # 0.0004 at most in one order
    bids = [level(99_990.0, 0.00035), level(99_980.0, 0.00005), level(99_970.0, 0.00004)]
    rounded = on_grid(BTC, bids, [], rules=rules)
    assert [(o.lots, o.level) for o in rounded.orders] == [(35, 0)]  # the outer two became 9 lots, too many for 40
    assert (rounded.merged, rounded.dropped) == (1, 1)
    rounded = on_grid(BTC, bids[:2], [], rules=rules)
    assert [(o.lots, o.level) for o in rounded.orders] == [(40, 0)]


def test_room_is_given_to_the_best_rungs_first() -> None:
    bids = [level(99_990.0, 0.5), level(99_980.0, 0.5)]
    assert [o.lots for o in on_grid(BTC, bids, [], bid_room_lots=60_000).orders] == [50_000, 10_000]
    assert on_grid(BTC, bids, [], bid_room_lots=0).orders == []
    assert on_grid(BTC, bids, [], bid_room_lots=-5).orders == []


def test_what_is_no_number_is_no_order() -> None:
    nan, inf = float("nan"), float("inf")
    bids = [level(nan), level(inf), level(-1.0), level(0.0), level(99_990.0, nan), level(99_980.0, 0.0)]
    rounded = on_grid(BTC, bids, [])
    assert rounded.orders == []
    assert rounded.dropped == 6


def test_the_minimum_is_exact() -> None:
    rules = SizeRules(Grid(0), 1_000.0, 1.0, 10.0)
    assert [o.lots for o in on_grid(Grid(0), [level(1.0, 10.0)], [], rules=rules).orders] == [10]
    assert on_grid(Grid(0), [level(0.999999, 10.0)], [], rules=rules).orders == []


@given(
    sampled_from([(0, 0.5), (2, 150.0), (5, 100_000.0)]),
    lists(tuples(floats(-0.02, 0.02), floats(0, 3)), max_size=7),
    lists(tuples(floats(-0.02, 0.02), floats(0, 3)), max_size=7),
    integers(0, 60_000),
    integers(0, 60_000),
    floats(0.05, 1.0),
)
def test_whatever_a_strategy_wishes_the_venue_accepts_what_comes_out(
    asset: tuple[int, float],
    bids: list[tuple[float, float]],
    asks: list[tuple[float, float]],
    bid_room: int,
    ask_room: int,
    fraction: float,
) -> None:
    grid, mid = Grid(asset[0]), asset[1]
    scale = 100.0 / mid  # sizes up to 300 USD
    target = 250.0 / mid
    rules = SizeRules(grid, target, fraction, 10.0)
    best_bid, best_ask = grid.floor_units(mid), grid.above(grid.floor_units(mid))
    rounded = to_orders(
        ladder(
            [level(mid * (1 - depth), size * scale) for depth, size in bids],
            [level(mid * (1 + depth), size * scale) for depth, size in asks],
        ),
        grid,
        rules,
        best_bid,
        best_ask,
        bid_room,
        ask_room,
    )
    for is_buy, room, wishes in ((True, bid_room, bids), (False, ask_room, asks)):
        side = [order for order in rounded.orders if order.is_buy == is_buy]
        units = [order.px_units for order in side]
        assert units == sorted(set(units), reverse=is_buy)
        assert sum(order.lots for order in side) <= room
        assert [order.level for order in side] == list(range(len(side)))
        for order in side:
            assert grid.is_on_tick(order.px_units)
            assert order.px_units * order.lots >= 10_000_000
            assert order.px_units < best_ask if is_buy else order.px_units > best_bid
            assert order.lots <= (rules.max_order_lots if len(wishes) > 1 else rules.target_lots)
    assert rounded.merged + rounded.dropped + len(rounded.orders) == len(bids) + len(asks)


def test_single_quotes_become_a_ladder_that_explains_itself() -> None:
    both = ladder_of_quotes(Quote(99.0, 1.0), Quote(100.5, 2.0), 100.0)
    assert [level.depth_bps for level in both.bids + both.asks] == pytest.approx([100.0, 50.0])
    assert [both.spread[0].bps, both.skew[0].bps] == pytest.approx([75.0, 25.0])
    assert ladder_of_quotes(None, None, 100.0).reason
    assert ladder_of_quotes(None, Quote(101.0, 1.0), 100.0).bids == []


def test_an_impossible_fraction_is_refused() -> None:
    with pytest.raises(ValueError, match="max_single_order_fraction"):
        SizeRules(BTC, 1.0, 0.0, 10.0)
