"""Depths, sizes and what rungs earn: worked numbers, and limits that hold for every shape."""

from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, sampled_from, tuples
from tests.market_maker.quoting.samples import BTC, MID, quote_config

from hyperquote.market_maker.quoting.ladder.allocation import Binding, allocate
from hyperquote.market_maker.quoting.ladder.capture import spread_capture_bps, touch_intensity, value_shares
from hyperquote.market_maker.quoting.ladder.generator import (
    Reach,
    affordable_levels,
    capped,
    reduction,
    rungs,
    side_depths,
    side_sizes,
)
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings

REACH = Reach(2_500.0, 2e-4, 0.5, fee_bps=0.5)
DEPTHS_BPS = [2.0, 4.4721, 10.0, 22.3607, 50.0]


def test_geometric_depths_match_the_worked_numbers() -> None:
    depths = side_depths(LadderSettings(spacing="geometric"), 0.123, 5)
    assert [depth * 1e4 for depth in depths] == pytest.approx(DEPTHS_BPS, abs=5e-5)


def test_linear_depths_are_evenly_spaced() -> None:
    depths = side_depths(LadderSettings(spacing="linear", levels=4, min_depth_bps=2, max_depth_bps=8), 0.0, 4)
    assert [depth * 1e4 for depth in depths] == pytest.approx([2, 4, 6, 8])


def test_anchored_depths_start_at_the_half_spread_and_stop_at_the_deepest() -> None:
    assert side_depths(LadderSettings(), 0.001, 5) == pytest.approx([0.001, 0.0015, 0.00225, 0.003375, 0.005])
    assert side_depths(LadderSettings(), 0.006, 5) == [0.006]


def test_sizes_match_the_worked_numbers() -> None:
    settings = LadderSettings()
    assert settings.shares[5] == pytest.approx([0.490513, 0.259972, 0.137785, 0.073026, 0.038704], abs=5e-7)
    sizes = capped(settings.shares[5], 0.05, 0.025)
    assert [BTC.floor_lots(size) for size in sizes] == [2452, 1299, 688, 365, 193]


def test_capture_matches_the_worked_numbers() -> None:
    captures = [spread_capture_bps(depth, 3.0, 8.0, 0.5) for depth in DEPTHS_BPS]
    assert captures == pytest.approx([-0.836, 2.257, 8.641, 21.677, 49.494], abs=6e-4)
    touches = [touch_intensity(1.0, 2.0, depth) for depth in DEPTHS_BPS]
    assert touches == pytest.approx([1, 0.2, 0.04, 0.008, 0.0016], rel=1e-4)
    values = [touch * capture for touch, capture in zip(touches, captures, strict=True)]
    assert value_shares(values) == pytest.approx([0, 0.430, 0.329, 0.165, 0.075], abs=6e-4)
    best = allocate(values, [0.4] * 5, [0.0] * 5, 1.0, 0.0)
    assert best.sizes == pytest.approx([0, 0.343, 0.326, 0.253, 0.078], abs=6e-4)
    assert best.shadow_price == pytest.approx(0.06382, abs=2e-5)
    assert best.binding == Binding.POSITION


def test_value_and_optimizer_sizes_follow_what_rungs_earn() -> None:
    for sizing in ("value", "optimizer"):
        settings = LadderSettings(spacing="geometric", sizing=sizing)
        sizes = side_sizes(settings, side_depths(settings, 0.0, 5), 1.0, 0.4, REACH).sizes
        assert sizes[0] == 0.0
        assert sizes[1] > sizes[2] > sizes[4] > 0.0
        assert sum(sizes) <= 1.0 + 1e-9


def test_no_rung_that_loses_money_is_sized() -> None:
    assert value_shares([-1.0, 0.0]) == [0.0, 0.0]
    assert allocate([-1.0, 0.0], [1.0, 1.0], [0.0, 0.0], 1.0, 1.0).sizes == [0.0, 0.0]


@given(
    lists(tuples(floats(-1, 10), floats(0.01, 5), floats(0, 3)), min_size=1, max_size=8), floats(0, 10), floats(0, 10)
)
def test_allocation_fits_its_budgets_and_no_rung_should_trade_places(
    rows: list[tuple[float, float, float]], position: float, margin: float
) -> None:
    values, capacities, margins = ([row[i] for row in rows] for i in range(3))
    best = allocate(values, capacities, margins, position, margin)
    assert best.position_used <= position + 1e-9
    assert best.margin_used <= margin + 1e-9 or all(m == 0 for m in margins)
    for size, capacity in zip(best.sizes, capacities, strict=True):
        assert 0.0 <= size <= capacity
    if best.binding == Binding.NONE:
        full = [c if v > 0 else 0.0 for v, c in zip(values, capacities, strict=True)]
        assert best.sizes == pytest.approx(full)


@given(
    lists(tuples(floats(-1, 10), floats(0.01, 5), floats(0.1, 3)), min_size=1, max_size=8),
    floats(0.01, 10),
    floats(0.01, 10),
    sampled_from([True, False]),
)
def test_allocation_obeys_the_conditions_of_kuhn_and_tucker(
    rows: list[tuple[float, float, float]], position: float, margin: float, is_even: bool
) -> None:
    """vᵢ (1 − sᵢ/cᵢ) = μ + ν mᵢ where a rung has size, ≤ where it has none; an unused budget has no price."""
    values, capacities = ([row[i] for row in rows] for i in range(2))
    margins = [rows[0][2] if is_even else row[2] for row in rows]
    best = allocate(values, capacities, margins, position, margin)
    slack_position = position - best.position_used > 1e-6 * position
    slack_margin = margin - best.margin_used > 1e-6 * margin
    sized = [i for i, size in enumerate(best.sizes) if size > 1e-9]
    gains = [v * (1 - s / c) for v, s, c in zip(values, best.sizes, capacities, strict=True)]
    if slack_position and slack_margin:
        assert all(abs(gains[i]) < 1e-6 for i in sized)
        mu = nu = 0.0
    elif slack_margin:
        mu, nu = (gains[sized[0]] if sized else max(values, default=0.0)), 0.0
    elif slack_position:
        mu, nu = 0.0, (gains[sized[0]] / margins[sized[0]] if sized else max(values) / min(margins))
    else:
        return  # both bind: one equation a rung, and two unknowns
    for i, size in enumerate(best.sizes):
        price = mu + nu * margins[i]
        assert gains[i] == pytest.approx(price, abs=1e-5) if size > 1e-9 else gains[i] <= price + 1e-5


def test_the_optimizer_says_which_budget_stops_it_and_what_more_would_be_worth() -> None:
    settings = LadderSettings(spacing="geometric", sizing="optimizer")
    depths = side_depths(settings, 0.0, 5)
    room = side_sizes(settings, depths, 1.0, 0.4, REACH)
    assert (room.binding, room.shadow_price > 0.0) == (Binding.POSITION, True)
    poor = side_sizes(settings, depths, 1.0, 0.4, REACH, 20_000.0, 5_000.0)
    assert poor.binding == Binding.MARGIN
    assert poor.margin_used == pytest.approx(5_000.0)
    assert poor.shadow_price > room.shadow_price
    rich = side_sizes(settings, depths, 10.0, 0.4, REACH, 20_000.0, 1e9)
    assert (rich.binding, rich.shadow_price) == (Binding.NONE, 0.0)


def test_worth_by_trades_falls_with_the_decay_of_their_depth() -> None:
    exponential = LadderSettings(intensity="exponential")
    values = REACH.values(exponential, [0.0004, 0.0008])
    assert values[0] == pytest.approx(0.5 * exp(-1.0) * (4.0 - 3.0 * exp(-0.5) - 0.5))
    assert values[1] == pytest.approx(0.5 * exp(-2.0) * (8.0 - 3.0 * exp(-1.0) - 0.5))


def test_a_binding_margin_is_named() -> None:
    best = allocate([1.0, 1.0], [1.0, 1.0], [1.0, 3.0], 10.0, 1.0)
    assert best.binding == Binding.MARGIN
    assert best.margin_used == pytest.approx(1.0)
    assert best.sizes[0] > best.sizes[1]  # equal value, but dearer in margin
    assert allocate([1.0], [1.0], [1.0], 10.0, 10.0).binding == Binding.NONE


@given(lists(floats(0, 1), min_size=1, max_size=10), floats(0.01, 100), floats(0.05, 1))
def test_capping_never_creates_size(weights: list[float], total: float, fraction: float) -> None:
    scale = sum(weights) or 1.0
    sizes = capped([weight / scale for weight in weights], total, fraction * total)
    assert all(-1e-12 <= size <= fraction * total * (1 + 1e-12) for size in sizes)
    assert sum(sizes) <= total * (1 + 1e-9)


def test_what_one_rung_cannot_hold_goes_to_the_next() -> None:
    assert capped([0.6, 0.3, 0.1], 10.0, 4.0) == pytest.approx([4.0, 4.0, 2.0])


def test_the_growing_side_shrinks_to_a_tenth_at_most() -> None:
    assert [reduction(n, True) for n in (-1.0, 0.0, 0.5, 2.0)] == pytest.approx([1.0, 1.0, 0.5, 0.1])
    assert [reduction(n, False) for n in (-2.0, -0.5, 0.0, 1.0)] == pytest.approx([0.1, 0.5, 1.0, 1.0])


@given(integers(1, 10), floats(0, 1), sampled_from([0.2, 0.5, 1.0]))
def test_every_affordable_rung_reaches_the_minimum(levels: int, total: float, fraction: float) -> None:
    settings = LadderSettings(levels=levels, max_single_order_fraction=fraction)
    count = affordable_levels(settings, total, quote_config())
    assert 1 <= count <= levels
    if count > 1:
        sizes = capped(settings.shares[count], total, fraction * total)
        for size in sizes[:-1]:
            assert BTC.floor_lots(size) / 1e5 * MID * 0.995 >= 10.0


def test_rungs_without_size_or_price_are_left_out() -> None:
    levels = rungs(100.0, True, 0.0, [0.01, 0.02, 1.5], [1.0, 0.0, 1.0])
    assert len(levels) == 1
    assert [levels[0].price, levels[0].depth_bps] == pytest.approx([99.0, 100.0])


@pytest.mark.parametrize(
    "setting",
    [
        {"levels": 0},
        {"decay_factor": 0.0},
        {"depth_ratio": 1.0},
        {"spacing": "random"},
        {"sizing": "all"},
        {"min_depth_bps": 60.0},
        {"min_level_size": -1.0},
        {"max_single_order_fraction": 0.0},
        {"intensity": "hope"},
    ],
)
def test_impossible_settings_are_refused_by_name(setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(setting))):
        LadderSettings(**setting)
