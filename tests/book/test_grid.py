"""The price grid: worked cases, and properties over all assets the venue could list."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers

from hyperquote.book.grid import Grid


@pytest.mark.parametrize(
    ("sz_decimals", "px", "bid", "ask"),
    [
        (3, 1234.56, "1234.5", "1234.6"),
        (3, 1234.51, "1234.5", "1234.6"),
        (3, 123456.7, "123456", "123457"),
        (3, 0.0012345, "0.001", "0.002"),
        (5, 110743.5, "110743", "110744"),
        (4, 2080.26, "2080.2", "2080.3"),
        (0, 0.123456, "0.12345", "0.12346"),
    ],
)
def test_bids_round_down_and_asks_up(sz_decimals: int, px: float, bid: str, ask: str) -> None:
    grid = Grid(sz_decimals)
    scale = grid.units_per_usd
    assert grid.floor_units(px) == int(Decimal(bid) * scale)
    assert grid.ceil_units(px) == int(Decimal(ask) * scale)


def test_the_tick_changes_at_a_power_of_ten() -> None:
    eth = Grid(4)
    assert eth.tick(eth.units(999.99)) == 1  # 0.01 USD
    assert eth.tick(eth.units(1000.0)) == 10  # 0.1 USD
    assert eth.below(eth.units(1000.0)) == eth.units(999.99)
    assert eth.above(eth.units(999.99)) == eth.units(1000.0)


def test_whole_dollars_are_always_on_the_tick() -> None:
    grid = Grid(3)
    assert grid.is_on_tick(grid.units(123457.0))
    assert not grid.is_on_tick(grid.units(123457.5))


@pytest.mark.parametrize(("size", "decimals", "lots"), [(0.29, 2, 29), (1.15, 2, 115), (0.3, 1, 3), (1e-9, 5, 0)])
def test_a_size_that_prints_whole_keeps_its_lots(size: float, decimals: int, lots: int) -> None:
    assert Grid(decimals).floor_lots(size) == lots


@given(integers(0, 6), floats(0.0001, 1e6))
def test_rounding_never_moves_a_price_across(sz_decimals: int, px: float) -> None:
    grid = Grid(sz_decimals)
    bid, ask = grid.floor_units(px), grid.ceil_units(px)
    assert bid <= ask
    assert grid.px(bid) <= px * (1 + 2e-9)
    assert grid.px(ask) >= px * (1 - 2e-9)
    assert bid == 0 or grid.is_on_tick(bid)
    assert grid.is_on_tick(ask)


@given(integers(0, 6), integers(1, 10**9))
def test_neighbours_are_valid_and_mutual(sz_decimals: int, seed: int) -> None:
    grid = Grid(sz_decimals)
    units = seed - seed % grid.tick(seed)
    above = grid.above(units)
    assert grid.is_on_tick(above)
    assert grid.below(above) == units


@given(integers(0, 6), integers(-(10**12), 10**12))
def test_lots_survive_the_way_through_float(sz_decimals: int, lots: int) -> None:
    grid = Grid(sz_decimals)
    assert grid.lots(grid.size(lots)) == lots
