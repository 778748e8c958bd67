import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.house import (
    CROSS_REFUSED,
    ISOLATED_UNFUNDED,
    LEVERAGE_UNFUNDED,
    SWITCH_REFUSED,
    ClearingHouse,
)
from hyperquote.local_exchange.clearing.isolated import (
    NOT_ISOLATED,
    NOT_STRICT,
    UPDATE_EMPTY,
    UPDATE_STRICT,
    UPDATE_TOO_MUCH,
    UPDATE_UNFUNDED,
    UPDATE_ZERO,
)
from hyperquote.local_exchange.clearing.margin import (
    ClearingAsset,
    isolated_liquidation_px_e10,
    isolated_value_micro,
)
from hyperquote.local_exchange.clearing.margin_table import MarginTable, single_tier

ETH = 1
STRICT = 2
MARK = 3_000_00  # 3000 USD in cents; a lot is 0.0001 ETH


def house(usd: int = 10_000) -> ClearingHouse:
    made = ClearingHouse()
    made.list_asset(ETH, Grid(4), single_tier(25), MARK)
    made.list_asset(STRICT, Grid(4), single_tier(10), MARK, "strictIsolated")
    for who in ("0xa", "0xb"):
        made.deposit(who, usd * MICRO)
        made.set_fee_rates(who, 0, 0)
        assert made.set_leverage(who, ETH, 10, who == "0xb") == ""
    return made


def cash(venue: ClearingHouse) -> int:
    return venue.account("0xa").cash_micro


def test_opening_moves_the_initial_margin_into_the_pot() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, MARK, False)
    position = venue.position("0xa", ETH)
    assert (cash(venue), position.raw_micro) == (9_700 * MICRO, -2_700 * MICRO)
    assert venue.account_value_micro("0xa") == 10_000 * MICRO
    assert venue.margin_used_micro("0xa") == 300 * MICRO
    assert venue.cross_value_micro("0xa") == venue.withdrawable_micro("0xa") == 9_700 * MICRO
    assert venue.maintenance_micro("0xa") == 0, "cross only"


def test_the_fee_is_paid_from_the_cash() -> None:
    venue = house()
    venue.set_fee_rates("0xa", 0, 45_000)
    venue.settle("0xa", ETH, -10_000, MARK, False)
    assert cash(venue) == 9_700 * MICRO - 1_350_000
    assert venue.position("0xa", ETH).raw_micro == 3_300 * MICRO


def test_profit_stays_in_the_pot_and_comes_home_in_proportion() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, MARK, False)
    venue.set_mark(ETH, 3_100_00)
    assert venue.cross_value_micro("0xa") == 9_700 * MICRO
    venue.settle("0xa", ETH, -4_000, 3_100_00, False)  # two fifths of 400 USD
    assert cash(venue) == 9_860 * MICRO
    assert isolated_value_micro(venue.position("0xa", ETH), 3_100_00) == 240 * MICRO
    venue.settle("0xa", ETH, -6_000, 3_100_00, False)
    assert (cash(venue), venue.position("0xa", ETH).raw_micro) == (10_100 * MICRO, 0)


def test_a_flip_empties_the_pot_and_fills_a_new_one() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, MARK, False)
    venue.settle("0xa", ETH, -15_000, MARK, False)
    assert (cash(venue), venue.position("0xa", ETH).raw_micro) == (9_850 * MICRO, 1_650 * MICRO)


def test_funding_of_an_isolated_position_is_paid_from_its_pot() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, MARK, False)
    venue.settle("0xb", ETH, -10_000, MARK, False)
    venue.settle_funding(ETH, 125_000, MARK)
    assert (cash(venue), venue.position("0xa", ETH).raw_micro) == (9_700 * MICRO, -2_700 * MICRO - 37_500)


def test_a_pot_never_takes_more_than_there_is() -> None:
    venue = house(usd=301)
    venue.set_fee_rates("0xa", 0, 45_000)
    venue.settle("0xa", ETH, 10_000, MARK, False)
    assert cash(venue) == 0
    assert isolated_value_micro(venue.position("0xa", ETH), MARK) == 301 * MICRO - 1_350_000


def test_resting_orders_lock_only_what_they_add_to_an_isolated_position() -> None:
    venue = house(usd=1_000)
    venue.settle("0xa", ETH, 10_000, MARK, False)
    assert venue.locked_micro("0xa") == 0
    position = venue.position("0xa", ETH)
    position.sell_ntl_micro = 4_000 * MICRO
    assert venue.locked_micro("0xa") == 0, "turning round to 1000 USD frees more than it needs"
    position.buy_ntl_micro = 3_000 * MICRO
    assert venue.locked_micro("0xa") == 300 * MICRO
    assert venue.can_place("0xa", ETH, True, 4_000 * MICRO)
    assert not venue.can_place("0xa", ETH, True, 4_010 * MICRO)


def test_the_kind_of_margin_cannot_change_under_a_position() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, MARK, False)
    assert venue.set_leverage("0xa", ETH, 10, True) == SWITCH_REFUSED
    venue.settle("0xa", ETH, -10_000, MARK, False)
    assert venue.set_leverage("0xa", ETH, 10, True) == ""
    assert venue.position("0xa", ETH).is_cross


def test_a_lower_leverage_needs_its_margin_in_the_pot() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, MARK, False)
    assert venue.set_leverage("0xa", ETH, 5, False) == ISOLATED_UNFUNDED
    assert venue.update_isolated_margin("0xa", ETH, 300 * MICRO) == ""
    assert venue.set_leverage("0xa", ETH, 5, False) == ""
    venue.position("0xa", ETH).buy_ntl_micro = 44_000 * MICRO
    assert venue.set_leverage("0xa", ETH, 4, False) == ISOLATED_UNFUNDED
    venue.update_isolated_margin("0xa", ETH, 600 * MICRO)
    assert venue.set_leverage("0xa", ETH, 4, False) == LEVERAGE_UNFUNDED


def test_margin_goes_into_a_pot_and_out_of_it_within_limits() -> None:
    venue = house(usd=1_000)
    assert venue.update_isolated_margin("0xb", ETH, 1) == NOT_ISOLATED
    assert venue.update_isolated_margin("0xa", ETH, 1) == UPDATE_EMPTY
    assert venue.update_isolated_margin("0xa", ETH, 0) == UPDATE_ZERO
    venue.settle("0xa", ETH, 10_000, MARK, False)
    assert venue.update_isolated_margin("0xa", ETH, 700 * MICRO + 1) == UPDATE_UNFUNDED
    assert venue.update_isolated_margin("0xa", ETH, 700 * MICRO) == ""
    assert venue.update_isolated_margin("0xa", ETH, -700 * MICRO - 1) == UPDATE_TOO_MUCH
    assert venue.update_isolated_margin("0xa", ETH, -700 * MICRO) == ""
    assert cash(venue) == 700 * MICRO


def test_a_tenth_of_the_notional_stays_in_the_pot_whatever_the_leverage() -> None:
    venue = house()
    venue.set_leverage("0xa", ETH, 25, False)
    venue.settle("0xa", ETH, 10_000, MARK, False)
    venue.update_isolated_margin("0xa", ETH, 200 * MICRO)
    assert venue.update_isolated_margin("0xa", ETH, -20 * MICRO - 1) == UPDATE_TOO_MUCH
    assert venue.update_isolated_margin("0xa", ETH, -20 * MICRO) == ""


def test_a_strictly_isolated_asset_lets_no_margin_out_and_takes_a_top_up() -> None:
    venue = house()
    assert venue.set_leverage("0xa", STRICT, 5, True) == CROSS_REFUSED
    assert not venue.position("0xa", STRICT).is_cross
    assert venue.top_up_isolated("0xa", ETH, 5 * MICRO) == NOT_STRICT
    assert venue.top_up_isolated("0xa", STRICT, 5 * MICRO) == UPDATE_EMPTY
    venue.settle("0xa", STRICT, 10_000, MARK, False)
    assert venue.update_isolated_margin("0xa", STRICT, -1) == UPDATE_STRICT
    assert venue.top_up_isolated("0xa", STRICT, 3 * MICRO) == ""
    assert isolated_value_micro(venue.position("0xa", STRICT), MARK) == 1_000 * MICRO
    assert venue.top_up_isolated("0xa", STRICT, 5 * MICRO) == ""
    assert isolated_value_micro(venue.position("0xa", STRICT), MARK) == 1_000 * MICRO


def test_recorded_isolated_numbers_of_a_long() -> None:
    position = Position(0, 10)
    position.is_cross = False
    position.lots, position.raw_micro = 200, -68_126_246
    listed = ClearingAsset(0, Grid(2), single_tier(10), 37_8260)
    assert isolated_value_micro(position, 37_8260) == 7_525_754
    assert isolated_liquidation_px_e10(position, listed) == 358_559_189_474


def test_recorded_isolated_liquidation_price_of_a_short() -> None:
    position = Position(0, 5)
    position.is_cross = False
    position.lots, position.raw_micro = -1_114_261, 36_359_245_859
    listed = ClearingAsset(0, Grid(0), single_tier(5), 20_000)
    assert isolated_liquidation_px_e10(position, listed) == 296_643_783


@pytest.mark.parametrize("lots", [3_000_000, -3_000_000])
def test_at_the_liquidation_price_a_pot_is_the_maintenance_margin_in_any_tier(lots: int) -> None:
    table = MarginTable([0, 800_000 * MICRO], [10, 5])
    position = Position(0, 5)
    position.is_cross = False
    position.lots = lots
    position.raw_micro = -lots * MARK + 250_000 * MICRO
    listed = ClearingAsset(0, Grid(4), table, MARK)
    units = isolated_liquidation_px_e10(position, listed) // 10**8
    gap = isolated_value_micro(position, units) - table.maintenance_micro(abs(lots) * units)
    assert abs(gap) <= 2 * abs(lots)


@given(
    st.lists(
        st.tuples(st.integers(-500, 500).filter(bool), st.integers(2_900_00, 3_100_00), st.integers(1, 25)),
        min_size=1,
        max_size=30,
    )
)
def test_pots_and_cash_sum_to_zero_with_the_rest(trades: list[tuple[int, int, int]]) -> None:
    venue = house()
    for lots, units, leverage in trades:
        venue.set_leverage("0xa", ETH, leverage, False)
        venue.settle("0xa", ETH, lots, units, False)
        venue.settle("0xb", ETH, -lots, units, True)
        venue.settle_funding(ETH, lots * 1_000, units)
        venue.update_isolated_margin("0xa", ETH, lots * MICRO)
        position = venue.position("0xa", ETH)
        assert venue.imbalance_micro() == 0
        assert position.lots != 0 or position.raw_micro == 0
        assert venue.cross_value_micro("0xa") == cash(venue)
