import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.fees import rebate_e8
from hyperquote.local_exchange.clearing.house import (
    LEVERAGE_INVALID,
    LEVERAGE_UNFUNDED,
    ClearingHouse,
    direction,
)
from hyperquote.local_exchange.clearing.margin_table import MarginTable, single_tier

ETH = 1
MARK = 3_000_00  # 3000 USD in cents; a lot is 0.0001 ETH


def house(usd: int = 10_000, mark: int = MARK) -> ClearingHouse:
    made = ClearingHouse()
    made.list_asset(ETH, Grid(4), single_tier(25), mark)
    made.deposit("0xa", usd * MICRO)
    made.deposit("0xb", usd * MICRO)
    return made


def trade(venue: ClearingHouse, lots: int, units: int) -> None:
    """`0xa` takes signed lots from `0xb`."""
    venue.settle("0xa", ETH, lots, units, False)
    venue.settle("0xb", ETH, -lots, units, True)


def test_an_opening_fill_costs_its_fee_and_moves_cash_into_the_position() -> None:
    venue = house()
    done = venue.settle("0xa", ETH, 10_000, MARK, False)
    assert (done.start_lots, done.closed_pnl_micro, done.direction) == (0, 0, "Open Long")
    assert done.fee_micro == 1_350_000  # 4.5 bp of 3000 USD
    assert venue.account("0xa").cash_micro == (10_000 - 3_000) * MICRO - 1_350_000
    assert venue.account_value_micro("0xa") == 10_000 * MICRO - 1_350_000


def test_closing_keeps_the_entry_price_and_a_flip_restarts_it() -> None:
    venue = house()
    venue.settle("0xa", ETH, 10_000, 3_000_00, False)
    venue.settle("0xa", ETH, 10_000, 3_100_00, False)
    assert venue.position("0xa", ETH).entry_units == 3_050_00
    closed = venue.settle("0xa", ETH, -5_000, 3_060_00, False)
    assert (closed.closed_pnl_micro, closed.direction) == (5 * MICRO, "Close Long")
    assert venue.position("0xa", ETH).entry_units == 3_050_00
    flipped = venue.settle("0xa", ETH, -20_000, 3_040_00, False)
    assert (flipped.closed_pnl_micro, flipped.direction) == (-15 * MICRO, "Long > Short")
    assert venue.position("0xa", ETH).entry_units == 3_040_00
    assert venue.position("0xa", ETH).lots == -5_000


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 1, "Open Long"),
        (0, -1, "Open Short"),
        (2, 1, "Close Long"),
        (-2, 0, "Close Short"),
        (1, -1, "Long > Short"),
        (-1, 2, "Short > Long"),
    ],
)
def test_each_change_of_a_position_has_its_name(start: int, end: int, text: str) -> None:
    assert direction(start, end) == text


def test_account_numbers_by_hand() -> None:
    venue = house()
    trade(venue, 20_000, MARK)
    venue.set_mark(ETH, 3_050_00)
    assert venue.unrealized_micro("0xa") == 100 * MICRO
    assert venue.margin_used_micro("0xa") == 305 * MICRO  # 6100 at 20x
    assert venue.maintenance_micro("0xa") == 122 * MICRO  # half of 1/25
    assert venue.account_value_micro("0xa") == 10_100 * MICRO - 2_700_000
    assert venue.withdrawable_micro("0xa") == 10_100 * MICRO - 2_700_000 - 610 * MICRO  # 10 % of notional binds


def test_resting_orders_lock_the_larger_side_only() -> None:
    venue = house()
    position = venue.position("0xa", ETH)
    position.buy_ntl_micro = 4_000 * MICRO
    position.sell_ntl_micro = 6_000 * MICRO
    assert venue.locked_micro("0xa") == 300 * MICRO
    assert venue.margin_used_micro("0xa") == 0
    assert venue.free_micro("0xa") == 9_700 * MICRO


def test_funding_is_paid_by_the_long_to_the_short_on_the_oracle_price() -> None:
    venue = house()
    trade(venue, 10_000, MARK)
    cash = venue.account("0xa").cash_micro
    paid = venue.settle_funding(ETH, 125_000, 3_010_00)  # 0.0000125 an hour
    assert [(one.account, one.micro) for one in paid] == [("0xa", -37_625), ("0xb", 37_625)]
    assert venue.account("0xa").cash_micro == cash - 37_625
    assert venue.position("0xa", ETH).funding_since_open_micro == 37_625


@given(
    st.lists(st.tuples(st.integers(-500, 500).filter(bool), st.integers(2_900_00, 3_100_00)), min_size=1, max_size=30),
    st.integers(-10_000_000, 10_000_000),
)
def test_money_is_neither_made_nor_lost(trades: list[tuple[int, int]], rate_e10: int) -> None:
    venue = house()
    venue.set_fee_rates("0xb", -2_000, 33_333)
    for lots, units in trades:
        trade(venue, lots, units)
        venue.settle_funding(ETH, rate_e10, units)
        assert venue.imbalance_micro() == 0


@given(st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=30))
def test_account_value_is_what_came_in_plus_trading_result_minus_fees(lots: list[int]) -> None:
    venue = house()
    for one in lots:
        trade(venue, one, MARK)
    total = venue.account_value_micro("0xa") + venue.account_value_micro("0xb")
    assert total == 20_000 * MICRO - venue.fees_micro


def test_leverage_must_be_within_the_assets_limit_and_lowering_it_needs_the_margin() -> None:
    venue = house(usd=1_000)
    assert venue.set_leverage("0xa", ETH, 0, True) == LEVERAGE_INVALID
    assert venue.set_leverage("0xa", ETH, 26, True) == LEVERAGE_INVALID
    assert venue.set_leverage("0xa", ETH, 25, True) == ""
    trade(venue, 20_000, MARK)
    assert venue.set_leverage("0xa", ETH, 5, True) == LEVERAGE_UNFUNDED
    assert venue.set_leverage("0xa", ETH, 7, True) == ""
    assert venue.position("0xa", ETH).leverage == 7


def test_only_what_is_withdrawable_can_leave() -> None:
    venue = house(usd=1_000)
    trade(venue, 10_000, MARK)
    most = venue.withdrawable_micro("0xa")
    assert not venue.withdraw("0xa", most + 1)
    assert venue.transfer("0xa", "0xc", most)
    assert venue.account("0xc").cash_micro == most
    assert venue.withdrawable_micro("0xa") == 0
    assert venue.imbalance_micro() == 0


def test_fee_tiers_follow_the_volume_of_fourteen_days() -> None:
    venue = house()
    venue.account("0xa").add_volume(6_000_000 * MICRO)
    assert venue.account("0xa").taker_e8 == 45_000
    venue.start_day()
    assert (venue.account("0xa").taker_e8, venue.account("0xa").maker_e8) == (40_000, 12_000)
    for _ in range(14):
        venue.start_day()
    assert venue.account("0xa").taker_e8 == 45_000
    assert venue.account("0xa").cum_volume_micro == 6_000_000 * MICRO


@pytest.mark.parametrize("long", [True, False])
def test_at_the_liquidation_price_equity_is_the_maintenance_margin(long: bool) -> None:
    venue = house(usd=1_000)
    venue.set_leverage("0xa", ETH, 25, True)
    trade(venue, 50_000 if long else -50_000, MARK)
    units = venue.liquidation_px_e10("0xa", ETH) // 10**8
    assert 2_000_00 < units < 4_000_00
    venue.set_mark(ETH, units)
    gap = venue.account_value_micro("0xa") - venue.maintenance_micro("0xa")
    assert abs(gap) <= 50_000 * 2  # within the price unit that was cut off


def test_a_position_that_no_price_can_liquidate_has_no_liquidation_price() -> None:
    venue = house(usd=10_000)
    trade(venue, 10_000, MARK)
    assert venue.liquidation_px_e10("0xa", ETH) == 0


@given(st.integers(0, 400_000_000 * MICRO))
def test_maintenance_margin_is_continuous_and_never_falls_with_size(ntl: int) -> None:
    table = MarginTable([0, 100_000_000 * MICRO, 200_000_000 * MICRO], [25, 15, 7])
    step = table.maintenance_micro(ntl + 1) - table.maintenance_micro(ntl)
    assert 0 <= step <= 1
    assert table.maintenance_micro(ntl) >= ntl // 50


@pytest.mark.parametrize(("bounds", "leverages"), [([0, 5], [10]), ([1], [10]), ([0, 5], [10, 10]), ([0, 0], [10, 5])])
def test_an_impossible_margin_table_is_refused(bounds: list[int], leverages: list[int]) -> None:
    with pytest.raises(ValueError, match="margin table"):
        MarginTable(bounds, leverages)


@pytest.mark.parametrize(
    ("made_usd", "rate"), [(0, 0), (5_000, 0), (5_001, -1_000), (15_001, -2_000), (30_000, -2_000), (30_001, -3_000)]
)
def test_a_share_of_all_maker_volume_earns_a_rebate(made_usd: int, rate: int) -> None:
    assert rebate_e8(made_usd * MICRO, 1_000_000 * MICRO) == rate


def test_rebates_are_paid_from_the_next_day_on_where_the_house_pays_them() -> None:
    venue = house()
    trade(venue, 10_000, MARK)  # 0xb makes
    venue.start_day()
    assert venue.account("0xb").maker_e8 == 15_000
    venue.pays_rebates = True
    venue.start_day()
    assert (venue.account("0xb").maker_e8, venue.account("0xa").maker_e8) == (-3_000, 15_000)
    assert venue.settle("0xb", ETH, 10_000, MARK, True).fee_micro == -90_000
    for _ in range(14):
        venue.start_day()
    assert venue.account("0xb").maker_e8 == -3_000, "the last one to make anything"
    venue.start_day()
    assert venue.account("0xb").maker_e8 == 15_000
