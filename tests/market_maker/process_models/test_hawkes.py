"""Self-exciting order flow: kernels by hand, expectations against simulation, the pressure on the quotes."""

from math import exp
from random import Random

import pytest

from hyperquote.calibration.hawkes import HawkesParameters, simulate
from hyperquote.market_maker.process_models.hawkes import HawkesFlow

BUY = True
SELL = False


def fixed(**more: float) -> HawkesFlow:
    return HawkesFlow(mu=0.5, **more)  # type: ignore[arg-type]


def test_an_order_excites_its_own_side_most_and_time_calms_both() -> None:
    flow = fixed()
    flow.on_trade(1_000, BUY)
    assert flow.buy_intensity == pytest.approx(0.75)
    assert flow.sell_intensity == pytest.approx(0.58)
    flow.advance(3_000)
    assert flow.buy_intensity == pytest.approx(0.5 + 0.25 * exp(-1.0))
    flow.on_trade(3_000, SELL)
    assert flow.sell_intensity == pytest.approx(0.5 + 0.08 * exp(-1.0) + 0.25)


def test_prints_of_one_sweep_are_one_order() -> None:
    flow = fixed()
    for _ in range(5):
        flow.on_trade(1_000, BUY)
    assert flow.orders == 1
    flow.on_trade(1_000, SELL)
    assert flow.orders == 2


def test_a_flow_that_explodes_is_refused() -> None:
    with pytest.raises(ValueError, match="without end"):
        HawkesFlow(alpha=0.3, beta=0.1, cross=0.1)  # the branching ratio of the original: 4


def test_the_baseline_comes_from_the_flow_when_none_is_given() -> None:
    flow = HawkesFlow()
    for tenth in range(3_000):
        flow.on_trade(1_000 + tenth * 100, tenth % 10 < 5)  # 5 a second and side
    assert flow.baseline == pytest.approx(5.0 * (1.0 - 0.66), rel=0.02)


def test_the_expected_number_of_orders_counts_the_offspring() -> None:
    """From a hot start, the mean over many simulated futures of the same process."""
    flow = fixed()
    for i in range(8):
        flow.on_trade(1_000 + i, BUY)
    parameters = HawkesParameters(0.5, 0.25, 0.08, 0.5)
    excess = (8 * 0.25, 8 * 0.08)
    rng = Random(5)
    counts = [simulate(parameters, 10.0, rng, start_excess=excess) for _ in range(4_000)]
    total = sum(len(orders) for orders in counts) / len(counts)
    net = sum(sum(1 if is_buy else -1 for _, is_buy in orders) for orders in counts) / len(counts)
    assert flow.expected_orders(10.0) == pytest.approx(total, rel=0.02)
    assert flow.expected_imbalance(10.0) == pytest.approx(net, rel=0.05)


def test_at_its_mean_the_flow_expects_its_mean() -> None:
    flow = fixed()
    assert flow.expected_orders(1_000.0) == pytest.approx(2 * 0.5 / 0.34 * 1_000.0, rel=0.01)


def busy(*, is_buy: bool, weight: float = 0.5, skew_bps: float = 0.5) -> HawkesFlow:
    """Two calm minutes, then two seconds of one-sided flow."""
    flow = HawkesFlow(activity_weight=weight, skew_bps=skew_bps)
    for second in range(120):
        flow.on_trade(1_000 * second, second % 2 == 0)
        for quarter in range(1, 4):
            flow.advance(1_000 * second + 250 * quarter)
    for step in range(20):
        flow.on_trade(120_000 + 100 * step, is_buy)
    return flow


def test_the_view_is_neutral_until_warm() -> None:
    flow = HawkesFlow()
    for i in range(9):
        flow.on_trade(1_000 + 50 * i, BUY)
    view = flow.view
    assert (view.gamma_mult, view.skew_bps, view.buy_intensity) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(("is_buy", "sign"), [(BUY, -1.0), (SELL, 1.0)])
def test_quotes_follow_the_pressure_and_gamma_rises_in_a_rush(is_buy: bool, sign: float) -> None:
    view = busy(is_buy=is_buy).view
    assert view.activity_percentile > 0.99
    assert view.gamma_mult == pytest.approx(1.0 + 0.5 * (view.activity_percentile - 0.8) / 0.2)
    assert view.imbalance * sign < -0.3
    assert view.skew_bps == pytest.approx(-view.imbalance * 0.5 * view.activity_percentile)
    assert view.skew_bps * sign > 0.0  # buying pressure: negative, both quotes up


def test_the_knobs_switch_both_effects_off() -> None:
    view = busy(is_buy=True, weight=0.0, skew_bps=0.0).view
    assert (view.gamma_mult, abs(view.skew_bps)) == (1.0, 0.0)


def test_in_steady_flow_the_activity_rank_spreads_over_all_of_its_range() -> None:
    """The rank of a stationary process is uniform: no saturation at one, as a logistic of the ratio has it."""
    steps = []
    flow = HawkesFlow(0.5)
    orders = simulate(HawkesParameters(0.5, 0.25, 0.08, 0.5), 3_000.0, Random(2))
    index = 0
    for quarter in range(12_000):
        while index < len(orders) and orders[index][0] * 1_000 < quarter * 250:
            flow.on_trade(int(1_000 * orders[index][0]), orders[index][1])
            index += 1
        flow.advance(quarter * 250)
        if quarter > 1_600:
            steps.append(flow.view.activity_percentile)
    assert sum(steps) / len(steps) == pytest.approx(0.5, abs=0.06)
    assert sum(step > 0.8 for step in steps) / len(steps) == pytest.approx(0.2, abs=0.06)
