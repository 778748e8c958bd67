from random import Random

import pytest

from hyperquote.market_maker.adverse_selection.alpha import AT_REST, informed_excess, informed_probability
from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.adverse_selection.markout import Markout
from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings

SETTINGS = AdverseSelectionSettings()


def measured(
    *, drift_bps: float, fills: int = 300, noise_bps: float = 1.0, seed: int = 1, **settings: float
) -> AdverseSelection:
    """Fills every 3 s; each mid moves `drift_bps` against us in the very message that fills us, plus noise."""
    rng = Random(seed)
    adverse = AdverseSelection(AdverseSelectionSettings(**settings))  # type: ignore[arg-type]
    mid = 100.0
    for i in range(fills):
        ms = 3000 * (i + 1)
        is_buy = rng.random() < 0.5
        adverse.on_mid(ms - 1, mid)
        moved = mid * (1.0 + (-1.0 if is_buy else 1.0) * drift_bps * 1e-4)
        adverse.on_mid(ms, moved)  # the move arrives with the fill
        adverse.on_fill(ms, (ms, i, i), is_buy, 10, mid)
        mid = moved * (1.0 + rng.gauss(0.0, noise_bps * 1e-4))
        adverse.on_mid(ms + 500, mid)
    adverse.on_mid(3000 * (fills + 2), mid)
    return adverse


def one_fill(*, is_buy: bool, later: float) -> AdverseSelection:
    adverse = AdverseSelection(SETTINGS)
    adverse.on_mid(999, 100.0)
    adverse.on_mid(1000, 105.0)
    adverse.on_fill(1000, (1000, 1, 1), is_buy, 10, 100.0)
    adverse.on_mid(2000, later)
    adverse.on_mid(2001, 500.0)
    return adverse


def test_the_reference_is_strictly_before_and_the_target_at_or_before() -> None:
    assert one_fill(is_buy=True, later=99.0).value == pytest.approx(0.01)
    assert one_fill(is_buy=False, later=99.0).value == pytest.approx(-0.01)
    assert one_fill(is_buy=False, later=101.0).realized_as_sell == pytest.approx(0.01)
    assert one_fill(is_buy=True, later=99.0).realized_as_bps == pytest.approx(100.0)


def test_a_planted_cost_is_measured_though_the_move_comes_with_the_fill() -> None:
    assert measured(drift_bps=3.0).realized_as_bps == pytest.approx(3.0, abs=0.5)


def test_a_driftless_market_costs_nothing() -> None:
    costs = [measured(drift_bps=0.0, seed=seed).realized_as_bps for seed in range(20)]
    assert sum(costs) / len(costs) == pytest.approx(0.0, abs=0.2)


def test_nothing_is_known_before_the_horizon_has_passed() -> None:
    adverse = AdverseSelection(SETTINGS)
    adverse.on_mid(0, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_mid(2000, 99.0)
    assert adverse.value is None
    assert (adverse.fills, adverse.pending, adverse.realized_as_bps) == (0, 1, 0.0)
    adverse.on_mid(2001, 98.0)
    assert (adverse.fills, adverse.pending) == (1, 0)


def test_a_fill_told_twice_is_measured_once() -> None:
    adverse = AdverseSelection(SETTINGS)
    adverse.on_mid(0, 100.0)
    for _ in range(2):
        adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_mid(2900, 99.0)
    assert (adverse.fills, adverse.duplicates) == (1, 1)


def test_fills_around_a_gap_are_given_up_and_counted() -> None:
    adverse = AdverseSelection(SETTINGS, horizons_ms=[1000])
    adverse.on_mid(0, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_gap()
    adverse.on_fill(1500, (1500, 2, 1), True, 10, 100.0)
    adverse.on_mid(60_000, 50.0)
    adverse.on_mid(70_000, 40.0)
    assert (adverse.fills, adverse.discarded) == (0, 2)
    assert adverse.value is None


def test_a_fill_learnt_late_is_measured_from_history() -> None:
    adverse = AdverseSelection(SETTINGS)
    for ms, mid in ((0, 100.0), (1500, 99.0), (9000, 50.0)):
        adverse.on_mid(ms, mid)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_mid(9001, 50.0)
    assert adverse.value == pytest.approx(0.01)


def test_no_more_fills_wait_than_allowed() -> None:
    adverse = AdverseSelection(AdverseSelectionSettings(max_pending_fills=3), horizons_ms=[1000])
    adverse.on_mid(0, 100.0)
    for i in range(5):
        adverse.on_fill(1000, (1000, i, 1), True, 10, 100.0)
    assert (adverse.pending, adverse.discarded) == (3, 2)


def test_sides_are_weighted_by_volume() -> None:
    adverse = AdverseSelection(AdverseSelectionSettings(ewma_alpha=1e-9))
    adverse.on_mid(0, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 30, 100.0)
    adverse.on_fill(1000, (1000, 2, 1), False, 10, 100.0)
    adverse.on_mid(2900, 100.0)
    adverse.on_fill(6000, (6000, 3, 1), True, 30, 100.0)
    adverse.on_fill(6000, (6000, 4, 1), False, 10, 100.0)
    adverse.on_mid(6500, 99.0)
    adverse.on_mid(9000, 99.0)
    assert adverse.realized_as_buy == pytest.approx(0.005)
    assert adverse.realized_as_sell == pytest.approx(-0.005)
    assert adverse.value == pytest.approx(0.0025, rel=1e-6)


def test_the_adjustment_waits_for_enough_fills_and_is_bounded() -> None:
    assert measured(drift_bps=3.0, fills=19).spread_adjustment() == 0.0
    warm = measured(drift_bps=3.0, fills=40, noise_bps=0.0)
    assert warm.is_warm
    assert warm.spread_adjustment() == pytest.approx(6e-4, rel=1e-3)
    assert measured(drift_bps=90.0, fills=40).spread_adjustment() == 0.005
    assert measured(drift_bps=-3.0, fills=40).spread_adjustment() == 0.0
    assert measured(drift_bps=-3.0, fills=40, min_spread_adjustment=1e-4).spread_adjustment() == 1e-4
    assert measured(drift_bps=3.0, fills=10, min_fills_warmup=5).spread_adjustment() > 0.0
    assert measured(drift_bps=3.0, fills=40, spread_adjustment_multiplier=0.0).spread_adjustment() == 0.0
    assert measured(drift_bps=90.0, fills=40, max_spread_adjustment=1e-3).spread_adjustment() == 1e-3


def test_one_side_can_be_toxic_alone() -> None:
    adverse = AdverseSelection(AdverseSelectionSettings(min_fills_warmup=1))
    adverse.on_mid(0, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_fill(1000, (1000, 2, 1), False, 10, 100.0)
    adverse.on_mid(1500, 99.9)
    adverse.on_mid(9000, 99.9)
    assert adverse.realized_as_buy == pytest.approx(0.001)
    assert adverse.realized_as_sell == pytest.approx(-0.001)
    assert adverse.spread_adjustment() == pytest.approx(0.0, abs=1e-12)


def test_the_curve_has_every_horizon_with_its_own_move() -> None:
    adverse = AdverseSelection(SETTINGS, horizons_ms=[100, 5000])
    adverse.on_mid(0, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 99.0)
    adverse.on_mid(1050, 101.0)
    adverse.on_mid(1500, 102.0)
    adverse.on_mid(4000, 104.0)
    adverse.on_mid(9000, 200.0)
    assert [markout.horizon_ms for markout in adverse.curve()] == [100, 1000, 5000]
    assert [markout.value for markout in adverse.curve()] == pytest.approx([100.0, 200.0, 400.0])
    five = adverse.markout(5000)
    assert five is not None
    assert five.realised_bps() == pytest.approx(500.0)
    assert adverse.markout(7) is None


def test_the_horizon_is_the_configured_one() -> None:
    adverse = AdverseSelection(AdverseSelectionSettings(measurement_horizon_ms=200))
    adverse.on_mid(0, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_mid(1201, 99.0)
    assert adverse.fills == 1


def test_mean_and_error_of_a_markout_by_hand() -> None:
    markout = Markout(1000)
    assert markout.value is None
    assert markout.error_bps() is None
    for move in (1e-4, 3e-4):
        markout.update(move, 0.0, 5)
    assert markout.value == pytest.approx(2.0)
    assert markout.error_bps() == pytest.approx(1.0)  # s = √2 bps, over √2


def test_alpha_by_the_table() -> None:
    assert informed_probability(SETTINGS, 1e-4, 1e-4, 0.0, 1.0) == pytest.approx(0.1192, abs=1e-4)
    assert informed_probability(SETTINGS, 1e-4, 3e-4, 1.0, 5.0) == pytest.approx(0.8808, abs=1e-4)
    assert informed_probability(SETTINGS, 1e-4, 1e-4, -0.5, 1.0) == pytest.approx(0.2315, abs=1e-4)


def test_each_signal_raises_alpha_and_none_counts_without_its_weight() -> None:
    rest = informed_probability(SETTINGS, 1e-4, 1e-4, 0.0, 1.0)
    assert informed_probability(SETTINGS, 1e-4, 2e-4, 0.0, 1.0) > rest + 0.01
    assert informed_probability(SETTINGS, 1e-4, 1e-4, 0.5, 1.0) > rest + 0.01
    assert informed_probability(SETTINGS, 1e-4, 1e-4, 0.0, 3.0) > rest + 0.01
    only_flow = AdverseSelectionSettings(alpha_volatility_weight=0.0, alpha_flow_weight=1.0, alpha_jump_weight=0.0)
    assert informed_probability(only_flow, 1e-4, 9e-4, 0.0, 9.0) == pytest.approx(rest)


def test_refuses_contradictory_settings() -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        AdverseSelectionSettings(alpha_flow_weight=0.9)
    with pytest.raises(ValueError, match="min_spread_adjustment"):
        AdverseSelectionSettings(min_spread_adjustment=0.1)
    with pytest.raises(ValueError, match="horizons"):
        AdverseSelection(SETTINGS, horizons_ms=[0])


def test_a_calm_market_is_charged_nothing_for_informed_traders() -> None:
    assert pytest.approx(0.1192, abs=1e-4) == AT_REST
    assert informed_excess(SETTINGS, 1e-4, 1e-4, 0.0, 1.0) == pytest.approx(0.0, abs=1e-12)
    assert informed_excess(SETTINGS, 1e-4, 3e-4, 1.0, 5.0) == pytest.approx(0.8808 - 0.1192, abs=1e-4)


@pytest.mark.parametrize(("last_before", "first_after", "fills"), [(900, 3_100, 0), (1_000, 3_100, 1), (900, 3_000, 1)])
def test_a_horizon_without_a_mid_within_a_second_of_it_is_discarded(
    last_before: int, first_after: int, fills: int
) -> None:
    adverse = AdverseSelection(SETTINGS, horizons_ms=[1000])
    adverse.on_mid(900, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), True, 10, 100.0)
    adverse.on_mid(last_before, 100.0)
    adverse.on_mid(first_after, 99.0)
    assert (adverse.fills, adverse.discarded) == (fills, 1 - fills)


def test_each_side_asks_for_its_own_cost() -> None:
    settings = AdverseSelectionSettings(min_fills_warmup=20)
    adverse = AdverseSelection(settings)
    mid = 100.0
    for i in range(100):
        ms = 3000 * (i + 1)
        is_buy = i % 2 == 0
        adverse.on_mid(ms - 1, mid)
        adverse.on_fill(ms, (ms, i, i), is_buy, 10, mid)
        mid *= 1.0 - 2e-4 if is_buy else 1.0  # buys are followed by a fall of 2 bps, sells by nothing
        adverse.on_mid(ms + 500, mid)
        adverse.on_mid(ms + 1500, mid)
    view = adverse.view(0.25)
    assert view.buy == pytest.approx(2e-4)
    assert view.sell == pytest.approx(0.0, abs=1e-12)
    assert view.adjustment_bid == pytest.approx(4e-4)
    assert view.adjustment_ask == 0.0
    assert view.adjustment == pytest.approx(2e-4, rel=0.1)
    assert (view.alpha, view.fills) == (0.25, 100)


def test_the_depth_of_the_order_is_taken_from_the_mid_before_the_fill() -> None:
    adverse = AdverseSelection(SETTINGS, horizons_ms=[1000])
    adverse.on_mid(999, 100.0)
    adverse.on_fill(1000, (1000, 1, 1), False, 10, 100.07)  # an offer 7 bps above the mid
    adverse.on_mid(1500, 100.05)
    adverse.on_mid(2500, 100.05)
    assert adverse.depth.fills == 1
    assert adverse.depth.mean_depths_bps()[2] == pytest.approx(7.0)
