"""Numbers recorded from the venue, worked through the clearing house's arithmetic."""

import pytest

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.fees import fee_micro, fee_tier, maker_rate_e8, taker_rate_e8
from hyperquote.local_exchange.clearing.funding import hourly_rate, rate_e10
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.margin import ClearingAsset, liquidation_px_e10, return_on_equity_e10
from hyperquote.local_exchange.clearing.margin_table import MarginTable, single_tier


@pytest.mark.parametrize(
    ("px_units", "lots", "rate_e8", "fee"),
    [
        (2067_20, 100, 43_200, 8_930),  # 2067.2 × 0.01 taker with 4 % referral discount
        (83959_0, 30, 14_400, 3_627),  # 83959 × 0.0003 maker
        (80_6010, 60, 8_640, 4_178),
        (82_7440, 30, 2_880, 714),
    ],
)
def test_a_fee_is_cut_to_six_decimals(px_units: int, lots: int, rate_e8: int, fee: int) -> None:
    assert fee_micro(px_units * lots, rate_e8) == fee


def test_a_rebate_is_cut_toward_zero() -> None:
    assert fee_micro(1_999_999, -1_000) == -19
    assert fee_micro(1_999_999, 1_000) == 19


def test_closed_pnl_counts_from_the_displayed_entry_price() -> None:
    house = ClearingHouse()
    house.list_asset(0, Grid(2), single_tier(10), 82_0000)
    house.settle("0xa", 0, 30, 82_7440, True)
    house.settle("0xa", 0, 30, 82_7390, True)
    assert house.position("0xa", 0).entry_units == 82_7415
    assert house.settle("0xa", 0, -60, 80_6010, False).closed_pnl_micro == -1_284_300


def test_a_liquidation_price_of_a_cross_short() -> None:
    listed = ClearingAsset(0, Grid(5), single_tier(40), 95209_0)
    position = Position(0, 20)
    position.lots = -147_472
    equity, maintenance = 8_259_027_075_462, 356_978_709_123
    printed_from_a_float = 53_873_947_801_264_981  # 5387394.7801264981, whose last digit is noise
    assert abs(liquidation_px_e10(position, listed, equity, maintenance) - printed_from_a_float) < 10


def test_return_on_equity_is_profit_over_the_margin_put_up() -> None:
    short = Position(0, 20)
    short.lots = -1
    short.entry_ntl_micro = 140_301_680_000
    mark = short.entry_ntl_micro + 104_935_956  # one lot, so that the mark is the notional
    assert return_on_equity_e10(short, mark) == -149_586_171


def test_margin_used_is_notional_over_leverage_cut() -> None:
    house = ClearingHouse()
    house.list_asset(0, Grid(5), single_tier(40), 95209_0)
    house.settle("0xa", 0, -147_472, 95209_0, True)
    assert house.margin_used_micro("0xa") == 147_472 * 952_090 // 20


def test_the_second_tier_of_btc_deducts_what_makes_it_continuous() -> None:
    table = MarginTable([0, 150_000_000 * MICRO], [40, 20])
    assert table.deduction_micro(1) == 1_875_000 * MICRO
    edge = 150_000_000 * MICRO
    assert table.maintenance_micro(edge) == table.maintenance_micro(edge - 80) + 1
    assert table.leverage_at(edge - 1) == 40
    assert table.leverage_at(edge) == 20


def test_a_flat_market_pays_an_eighth_of_a_basis_point_an_hour() -> None:
    assert rate_e10(hourly_rate(0.0)) == 125_000


@pytest.mark.parametrize(("volume_musd", "tier"), [(0, 0), (5, 0), (6, 1), (101, 3), (8_000, 6)])
def test_fee_tiers_begin_above_their_volume(volume_musd: int, tier: int) -> None:
    assert fee_tier(volume_musd * MICRO * MICRO) == tier


def test_the_first_tier_costs_4_5_and_1_5_basis_points() -> None:
    assert (taker_rate_e8(0), maker_rate_e8(0)) == (45_000, 15_000)
