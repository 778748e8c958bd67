"""What is measured: planted truth comes back, units do not matter, and what cannot be known is refused."""

from math import exp, log
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, integers, lists, tuples

from hyperquote.theory import (
    attribution,
    fill_rates,
    flow,
    hawkes,
    microprice,
    noise,
    numeric,
    queue,
    realised,
    sizing,
    waterfill,
)

returns = lists(floats(-0.02, 0.02).filter(lambda r: abs(r) > 1e-6), min_size=5, max_size=40)


def thinned(model: hawkes.Hawkes, end: float, rng: Random) -> list[float]:
    """Events of a Hawkes process by Ogata's thinning."""
    times: list[float] = []
    excess = now = 0.0
    while True:
        bound = model.mu + excess
        wait = rng.expovariate(bound)
        now += wait
        if now > end:
            return times
        excess *= exp(-model.beta * wait)
        if rng.random() * bound < model.mu + excess:
            times.append(now)
            excess += model.alpha


def test_hawkes_parameters_come_back_within_their_errors_and_residuals_are_exponential() -> None:
    truth = hawkes.Hawkes(0.5, 0.8, 2.0)
    times = thinned(truth, 1_500.0, Random(5))
    found = hawkes.fit(times, 1_500.0)
    assert found.errors is not None
    for name, error in zip(("mu", "alpha", "beta"), found.errors, strict=True):
        assert abs(getattr(found.model, name) - getattr(truth, name)) < 3.0 * error
    residuals = found.model.residuals(times)
    mean = sum(residuals) / len(residuals)
    assert mean == pytest.approx(1.0, abs=0.05)
    assert sum((r - mean) ** 2 for r in residuals) / len(residuals) == pytest.approx(1.0, abs=0.15)


def test_hawkes_gradient_is_that_of_the_likelihood() -> None:
    times, end, step = [0.3, 0.9, 1.0, 2.4, 3.3], 4.0, 1e-6
    centre = (0.5, 0.8, 1.5)
    for axis, slope in enumerate(hawkes.Hawkes(*centre).gradient(times, end)):
        up = hawkes.Hawkes(*(x + step * (i == axis) for i, x in enumerate(centre))).log_likelihood(times, end)
        down = hawkes.Hawkes(*(x - step * (i == axis) for i, x in enumerate(centre))).log_likelihood(times, end)
        assert (up - down) / (2 * step) == pytest.approx(slope, rel=1e-5)


def test_hawkes_edges() -> None:
    assert hawkes.Hawkes(0.5, 1.0, 1.0).expected_count(0.5, 2.0) == pytest.approx(2.0)  # critical: (λ + μβh/2) h
    assert hawkes.MutualHawkes([1.0], [[0.0]], [[1.0]]).spectral_radius() == 0.0
    with pytest.raises(ValueError, match="10 events or more"):
        hawkes.fit([1.0], 2.0)


@settings(deadline=None)
@given(floats(0.5, 50.0), floats(0.2, 3.0))
def test_fill_rates_come_back_from_expected_counts(intensity: float, kappa: float) -> None:
    depths = [0.25 * n for n in range(1, 9)]
    counts = [round(1e7 * intensity * exp(-kappa * depth)) for depth in depths]
    found = fill_rates.poisson_fit(depths, counts, [1e7] * 8)
    assert (found.intensity, found.kappa) == pytest.approx((intensity, kappa), rel=1e-2)
    assert found.deviance < 8.0


@pytest.mark.parametrize(
    ("counts", "complaint"),
    [([0, 0, 0], "needs fills"), ([9, 0, 0], "without bound"), ([3, 3, 3], "as if depth did not matter")],
)
def test_fill_rates_that_cannot_be_known_are_refused(counts: list[int], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        fill_rates.poisson_fit([1.0, 2.0, 3.0], counts, [10.0, 10.0, 10.0])


def test_depths_and_ticks_without_information_are_refused() -> None:
    with pytest.raises(ValueError, match="one depth that was seen"):
        fill_rates.depth_fit([], [3.0])
    with pytest.raises(ValueError, match="below one tick"):
        fill_rates.tick_fit([0, 0], 0.1)
    doubtful = fill_rates.KappaPosterior(4.0, 2.0)
    assert doubtful.best_depth() > 1.0 / doubtful.mean  # doubt widens
    assert doubtful.best_depth(1.0) > doubtful.best_depth()


@given(returns, floats(0.01, 100.0))
def test_variances_grow_with_the_square_and_tests_for_jumps_not_at_all(r: list[float], scale: float) -> None:
    scaled = [scale * each for each in r]
    for measure in (
        realised.realised_variance,
        realised.bipower_variation,
        realised.minimum_variance,
        realised.median_variance,
        lambda x: realised.streaming_bipower(x, 5.0),
        lambda x: noise.realised_kernel(x, 3),
    ):
        assert measure(scaled) == pytest.approx(scale**2 * measure(r), rel=1e-7, abs=1e-12 * scale**2)
    plain, same = realised.jump_test(r), realised.jump_test(scaled)
    assert plain is not None
    assert same is not None
    assert same.ratio == pytest.approx(plain.ratio, rel=1e-6, abs=1e-9)


def test_a_price_that_stands_still_is_no_evidence() -> None:
    assert realised.jump_test([0.0, 0.01, 0.0, 0.0]) is None
    with pytest.raises(ValueError, match="needs 2 returns"):
        realised.bipower_variation([0.01])
    assert noise.parzen(1.5) == 0.0


def test_noise_is_seen_through() -> None:
    rng = Random(3)
    prices, level = [], 0.0
    for _ in range(4_000):
        level += rng.gauss(0.0, 1e-4)
        prices.append(level + rng.gauss(0.0, 5e-4))
    truth, seen = 4_000 * 1e-8, numeric.differences(prices)
    assert realised.realised_variance(seen) > 30.0 * truth
    for clean in (noise.two_scales(prices, 60), noise.realised_kernel(seen, 60), noise.pre_averaged(seen, 60)):
        assert clean == pytest.approx(truth, rel=0.35)


@given(lists(tuples(integers(0, 2), integers(0, 1), integers(-2, 2)), min_size=3, max_size=60))
def test_the_micro_price_leans_as_far_up_as_down(steps: list[tuple[int, int, int]]) -> None:
    mids = [100.0]
    for _, _, move in steps[:-1]:
        mids.append(mids[-1] + 0.005 * move)
    moves = [-0.01, -0.005, 0.005, 0.01]
    counts = microprice.count([s[0] for s in steps], [s[1] for s in steps], mids, 3, 2, moves)
    try:
        found = microprice.chain(counts, moves).adjustment()
    except ValueError:
        return  # a state that never sees the mid move has no first move
    for spread in (0, 1):
        left, middle, right = found[3 * spread : 3 * spread + 3]
        assert left == pytest.approx(-right, abs=1e-12)
        assert middle == pytest.approx(0.0, abs=1e-12)


@given(
    lists(tuples(floats(0.1, 5), floats(0.1, 5), floats(0.05, 4)), min_size=1, max_size=6),
    floats(0.01, 10),
)
def test_budgets_are_divided_by_the_conditions_of_kuhn_and_tucker(
    rungs: list[tuple[float, float, float]], budget: float
) -> None:
    worths, means, caps = ([rung[k] for rung in rungs] for k in range(3))
    found = waterfill.exponential(worths, means, budget, caps)
    gains = [w * exp(-x / m) for w, m, x in zip(worths, means, found.sizes, strict=True)]
    assert waterfill.residual(gains, found.sizes, caps, found.price) < 1e-9
    assert sum(found.sizes) <= budget * (1 + 1e-9)
    assert found.price == 0.0 or sum(found.sizes) == pytest.approx(budget)  # complementary slackness
    level = waterfill.logarithmic(worths, means, budget)
    gains = [w / (a + x) for w, a, x in zip(worths, means, level.sizes, strict=True)]
    assert waterfill.residual(gains, level.sizes, [1e9] * len(rungs), level.price) < 1e-9
    assert sum(level.sizes) == pytest.approx(budget)


@given(lists(floats(0.1, 2), min_size=2, max_size=4), floats(0.1, 2), floats(0.05, 5), floats(0.0, 0.9))
def test_a_ladder_with_shared_risk_is_divided_so_too(
    worths: list[float], risk: float, budget: float, joint: float
) -> None:
    n = len(worths)
    shared = [[1.0 if i == j else joint for j in range(n)] for i in range(n)]
    found = waterfill.quadratic(worths, shared, risk, budget)
    gains = [w - risk * sum(shared[i][j] * found.sizes[j] for j in range(n)) for i, w in enumerate(worths)]
    assert waterfill.residual(gains, found.sizes, [1e9] * n, found.price) < 1e-8


@given(
    lists(floats(-1, 1), min_size=2, max_size=20),
    lists(tuples(floats(0, 20), integers(0, 1), floats(0.01, 5), floats(-1, 1), floats(-0.1, 0.1)), max_size=15),
    lists(tuples(floats(0, 20), floats(-0.1, 0.1)), max_size=5),
    floats(-5, 5),
)
def test_the_parts_of_a_profit_are_the_profit(
    moves: list[float],
    fills: list[tuple[float, int, float, float, float]],
    funding: list[tuple[float, float]],
    q0: float,
) -> None:
    mids, level = [(0.0, 100.0)], 100.0
    for n, move in enumerate(moves, start=1):
        level += move
        mids.append((float(n), level))
    last = mids[-1][0]
    trades = [
        attribution.Trade(min(t, last), 1 if buys else -1, size, 100.0 + px, fee) for t, buys, size, px, fee in fills
    ]
    paid = [(min(t, last), f) for t, f in funding]
    found = attribution.attribute(mids, trades, paid, 1.0, q0)
    cash = sum(-t.side * t.size * t.price - t.fee for t in trades)
    cash -= sum((q0 + sum(t.side * t.size for t in trades if t.time < moment)) * f for moment, f in paid)
    wealth = cash + found.final_position * level - q0 * 100.0
    assert found.total == pytest.approx(wealth, abs=1e-8)
    assert found.realised_spread + found.adverse_selection == pytest.approx(found.spread_capture, abs=1e-9)


def test_queues_shorten_with_trades_and_cancels() -> None:
    with pytest.raises(ValueError, match="cancel model"):
        queue.cancel_share_behind("hope", 1.0)
    assert queue.cancel_share_behind("power", 1.0)(0.0, 0.0) == 1.0
    assert queue.cancel_share_behind("power3", 1.0)(0.0, 0.0) == 1.0
    assert queue.queue_fill_probability(1.0, 2.0, 1.0, 0.0) == pytest.approx(1.0 - exp(-2.0))
    chances = [queue.queue_race(ahead, 5, 1.0, 1.2, 0.1, 0.1) for ahead in range(6)]
    assert chances == sorted(chances, reverse=True)


def test_bars_and_buckets_have_equal_volumes() -> None:
    bars = flow.volume_bars([1.0, 2.0], [7.0, 4.0], 5.0)
    assert [bar.vwap for bar in bars] == pytest.approx([1.0, (2 * 1.0 + 3 * 2.0) / 5])
    assert flow.signed_buckets([1, -1], [7.0, 4.0], 5.0) == [(5.0, 0.0), (2.0, 3.0)]


def test_stakes_shrink_with_doubt() -> None:
    assert sizing.shrunk(0.1, 0.0) == pytest.approx(0.1)
    assert sizing.shrunk(0.1, 0.1) == pytest.approx(0.05)
    assert sizing.shrunk(0.0, 0.0) == 0.0
    with pytest.raises(ValueError, match="must be above 0"):
        sizing.gamma_of_wealth(0.0)


def test_numbers_are_what_tables_say() -> None:
    assert numeric.normal_cdf(1.96) == pytest.approx(0.9750021048517795, rel=1e-12)
    assert numeric.gamma_quantile(5.0, 0.975) * 2.0 == pytest.approx(20.483177350807, rel=1e-10)  # χ² with 10
    assert numeric.student_cdf(2.228138851965, 10.0) == pytest.approx(0.975, rel=1e-9)
    assert numeric.student_cdf(1.0, 1.0) == pytest.approx(0.75)  # Cauchy
    assert [numeric.gamma_cdf(1.0, 0.0), numeric.beta_cdf(1.0, 1.0, 1.0)] == [0.0, 1.0]
    assert numeric.gamma_cdf(1.0, 3.0) == pytest.approx(1.0 - exp(-3.0))
    assert numeric.increasing_root(lambda x: x**3 - 8.0, -50.0) == pytest.approx(2.0)
    assert numeric.bisect(log, 0.1, 5.0) == pytest.approx(1.0)
    assert numeric.maximise(lambda p: -((p[0] - 1) ** 2) - 3 * (p[1] + 2) ** 2, [0.0, 0.0]) == pytest.approx(
        [1.0, -2.0], abs=1e-5
    )
    with pytest.raises(ValueError, match="singular"):
        numeric.solve([[1.0, 1.0], [1.0, 1.0]], [[1.0], [1.0]])


@given(lists(floats(-1, 1), min_size=6, max_size=6))
def test_eigenvectors_rebuild_their_matrix(entries: list[float]) -> None:
    a, b, c, d, e, f = entries
    matrix = [[a, b, c], [b, d, e], [c, e, f]]
    values, vectors = numeric.symmetric_eigen(matrix)
    rebuilt = numeric.of_eigenvalues(values, vectors)
    for row, expected in zip(rebuilt, matrix, strict=True):
        assert row == pytest.approx(expected, abs=1e-9)
