"""Orders cost margin one after the other; limits shrink with equity and volatility and never grow beyond the config."""

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, tuples
from tests.market_maker.wiring.harness import Bench

from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.risk.margin_sizer import Funds, MarginAwareSizer, Sized
from hyperquote.market_maker.risk.position_limit import dynamic_value_usd, position_limit

USD = 1_000_000
MID = 100 * USD  # a lot is worth 100 USD


def order(is_buy: bool, lots: int, px: int = MID, level: int = 0) -> WantedOrder:
    return WantedOrder(is_buy, px, lots, level, False)


def sized(
    wanted: list[WantedOrder],
    *,
    equity_usd: int = 1_000,
    position: int = 0,
    leverage: int = 2,
    most_usd: int = 1_000_000,
    is_stale: bool = False,
    max_order_usd: int = 0,
) -> list[Sized]:
    funds = Funds(equity_usd * USD, position, MID, leverage, most_usd * USD, is_stale)
    return MarginAwareSizer(max_order_usd * USD, 10 * USD).size(wanted, funds)


def test_each_level_takes_from_what_the_next_may_have() -> None:
    # 1000 USD at 2x, 80 % of it usable: 1600 USD are 16 lots
    result = sized([order(True, 10), order(True, 10, level=1), order(True, 10, level=2)])
    assert [each.adjusted for each in result] == [10, 6, 0]
    assert [each.reason for each in result] == ["", "margin", "margin"]
    assert [each.is_constrained for each in result] == [False, True, True]


def test_an_order_is_charged_at_its_own_price() -> None:
    assert [each.adjusted for each in sized([order(True, 40, MID // 2)])] == [32]


def test_the_position_has_taken_its_margin_before() -> None:
    # 2000 USD of buying power, 500 held, 80 % of the rest: 12 lots
    assert [each.adjusted for each in sized([order(True, 20)], position=5)] == [12]


def test_what_reduces_costs_nothing_and_only_the_rest_of_the_order_does() -> None:
    result = sized([order(False, 30)], position=18)  # 200 USD of buying power are left, 160 of it usable
    assert [each.adjusted for each in result] == [18 + 1]
    broke = sized([order(False, 30)], position=18, equity_usd=0)
    assert [each.adjusted for each in broke] == [18]


def test_a_stale_account_pays_for_nothing_that_grows() -> None:
    result = sized([order(True, 5), order(False, 5)], position=3, is_stale=True)
    assert [(each.adjusted, each.reason) for each in result] == [
        (0, "the account was read too long ago"),
        (3, "the account was read too long ago"),
    ]


def test_the_largest_position_value_and_the_largest_order_bind_too() -> None:
    assert [(each.adjusted, each.reason) for each in sized([order(True, 10)], most_usd=400)] == [
        (4, "largest position value")
    ]
    assert [(each.adjusted, each.reason) for each in sized([order(True, 10)], max_order_usd=250)] == [
        (2, "largest order value")
    ]


def test_what_would_be_too_small_is_not_sent_and_takes_nothing() -> None:
    tiny = USD // 20  # a price at which what is left is below ten dollars
    result = sized([order(True, 16), order(True, 100, tiny)], equity_usd=1_000)
    assert [each.adjusted for each in result] == [16, 0]


@given(
    lists(tuples(booleans(), integers(1, 500), integers(1, 200)), max_size=12),
    integers(-300, 300),
    integers(0, 20_000),
    integers(1, 40),
)
def test_no_side_ever_grows_beyond_its_margin(
    rows: list[tuple[bool, int, int]], position: int, equity_usd: int, leverage: int
) -> None:
    wanted = [order(is_buy, lots, px * USD) for is_buy, lots, px in rows]
    result = sized(wanted, equity_usd=equity_usd, position=position, leverage=leverage)
    held = abs(position) * MID
    budget = 0.8 * max(equity_usd * USD * leverage - held, 0)
    for is_buy in (True, False):
        reducible = max(-position if is_buy else position, 0)
        cost = 0
        for each in result:
            if each.wanted.is_buy == is_buy:
                assert 0 <= each.adjusted <= each.requested
                assert each.is_constrained == (each.adjusted < each.requested)
                assert each.reason or not each.is_constrained
                reducing = min(each.adjusted, reducible)
                reducible -= reducing
                cost += (each.adjusted - reducing) * each.wanted.px_units
        assert cost <= budget + 1


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_dynamic_value_by_hand() -> None:
    # 10 000·0.5/(5·0.001·√100) = 100 000, above 3x equity; with sigma 0.02: 5 000
    assert dynamic_value_usd(10_000.0, 3.0, 0.001, 0.001, 100.0, 1.0) == 30_000.0
    assert dynamic_value_usd(10_000.0, 3.0, 0.02, 0.001, 100.0, 1.0) == pytest.approx(5_000.0)
    assert dynamic_value_usd(10_000.0, 3.0, 0.02, 0.04, 100.0, 0.5) == pytest.approx(3_750.0)
    assert dynamic_value_usd(0.0, 3.0, 0.02, 0.04, 100.0, 0.5) == 0.0


def test_a_limit_is_lowered_and_never_raised() -> None:
    assert position_limit(1.0, 1e9, 50.0, 100.0, 1e9) == 1.0
    assert position_limit(1_000.0, 10_000.0, 3.0, 100.0, 1e9) == 150.0
    assert position_limit(1_000.0, 10_000.0, 3.0, 100.0, 5_000.0) == 50.0


def test_a_limit_that_shrinks_below_the_position_reduces_and_does_not_kill() -> None:
    bench = Bench().warm_up().calm()
    bench.fill_elsewhere(is_buy=True, lots=9_000)  # 3600 USD
    bench.run(20)
    assert bench.view.mode == "open"
    bench.venue.equity_micro = 2_000 * USD  # carries 3000 USD at 3x
    bench.run(150)
    assert bench.view.max_position * bench.view.mid == pytest.approx(3_000.0, rel=0.01)
    assert bench.view.mode == "reduce-only"
    assert bench.sides == {"ask"}
    assert bench.said("limits lowered")
    bench.venue.equity_micro = 10_000 * USD
    bench.run(150)
    assert bench.view.mode == "open"
    assert bench.view.max_position * bench.view.mid == pytest.approx(7_000.0, rel=0.01)


def test_quotes_shrink_with_free_margin_and_say_so() -> None:
    bench = Bench({"trading": {"max_absolute_position_size": 2.0, "target_liquidity": 0.8}}, equity_usd=400.0)
    bench.warm_up().calm()
    bought = sum(row.lots * row.px_units for row in bench.venue.open.values() if row.is_buy)
    assert bought <= 0.8 * 400 * 3 * USD
    assert bench.view.max_position * bench.view.mid == pytest.approx(600.0, rel=0.01)
