"""The filtered price and Roll's noise: hand numbers, planted noise, anything."""

from itertools import pairwise
from math import exp, isfinite, log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.market_maker.estimator.fair_price import FairPrice
from hyperquote.market_maker.estimator.roll import RollNoise


def test_one_step_by_hand() -> None:
    fair = FairPrice()
    for ms, px in ((1_000, 100.0), (2_000, 100.01), (3_000, 100.0)):
        fair.update(ms, px, 0.0)
    assert fair.updates == 2  # the millisecond that is not over has not been looked at
    p = 1e-6 + 1e-8
    gain = p / (p + 2.5e-9)
    assert fair.value == pytest.approx(100.0 * exp(gain * log(1.0001)), rel=1e-12)
    assert fair.deviation == pytest.approx(sqrt(p * (1.0 - gain)))


def test_prints_of_one_millisecond_are_one_observation() -> None:
    fair = FairPrice()
    for px in (100.0, 100.1, 100.2):
        fair.update(1_000, px, 0.0)
    fair.update(1_001, 100.0, 0.0)
    assert fair.value == pytest.approx(100.2)


def test_neutral_before_ten_and_unused_unless_asked() -> None:
    for is_used in (False, True):
        fair = FairPrice(is_used)
        for i in range(10):
            fair.update(i, 100.0, 0.0)
        assert fair.view.deviation == 0.0
        fair.update(10, 100.0, 0.0)
        assert fair.view.is_used is is_used
        assert fair.view.fair_price == pytest.approx(100.0)
        assert fair.view.deviation > 0.0


def test_roll_finds_the_planted_bounce() -> None:
    """A walk of 1e-5 a trade under a bounce of ±1e-4: noise variance 1e-8 within a quarter."""
    random = Random(3)
    noise = RollNoise()
    walk, before = 0.0, 0.0
    for i in range(2_000):
        walk += random.gauss(0.0, 1e-5)
        seen = walk + random.choice((-1e-4, 1e-4))
        if i:
            noise.update(seen - before)
        before = seen
        if i == 99:
            assert noise.value is None
    assert noise.value == pytest.approx(1e-8, rel=0.25)


def test_roll_sees_no_noise_in_a_trend() -> None:
    noise = RollNoise()
    for _ in range(300):
        noise.update(1e-4)
    assert noise.value == pytest.approx(0.0, abs=1e-20)


def test_the_running_sums_are_those_of_the_last_hundred() -> None:
    random = Random(11)
    noise = RollNoise()
    returns: list[float] = []
    expected, weight = 0.0, 0.0
    for _ in range(357):
        returns.append(random.gauss(0.0, 1e-4))
        noise.update(returns[-1])
        last = returns[-100:]
        if len(last) == 100:
            mean = sum(last) / 100
            now = max(0.0, mean * mean - sum(a * b for a, b in pairwise(last)) / 99)
            expected += 0.05 * (now - expected)
            weight += 0.05 * (1.0 - weight)
    assert noise.value == pytest.approx(expected / weight, rel=1e-9)


def test_it_is_nearer_to_the_truth_than_the_trades_are() -> None:
    random = Random(8)
    fair = FairPrice()
    walk, filtered, raw = log(100.0), 0.0, 0.0
    for i in range(3_000):
        walk += random.gauss(0.0, 2e-5)
        px = exp(walk + random.choice((-1e-4, 1e-4)))
        fair.update(i * 1_000, px, 2e-5)
        value = fair.value
        if i > 500 and value is not None:
            filtered += (log(value) - walk) ** 2
            raw += (log(px) - walk) ** 2
    assert filtered < 0.3 * raw
    assert fair.noise == pytest.approx(1e-8, rel=0.3)


def test_after_a_gap_the_next_trade_is_believed() -> None:
    fair = FairPrice()
    for i in range(50):
        fair.update(i * 100, 100.0, 1e-4)
    fair.on_gap()
    fair.update(60_000, 50.0, 1e-4)
    fair.update(60_001, 50.0, 1e-4)
    assert fair.value == pytest.approx(50.0)


@given(
    st.lists(
        st.tuples(st.integers(-1_000, 3_600_000), st.floats(1e-6, 1e9), st.floats(0.0, 0.05)), min_size=1, max_size=150
    )
)
def test_any_tape_leaves_it_finite(steps: list[tuple[int, float, float]]) -> None:
    fair = FairPrice(True)
    ms = 1_000_000
    for step, px, sigma in steps:
        ms = max(ms + step, 0)
        fair.update(ms, px, sigma)
        assert isfinite(fair.view.fair_price)
        assert 0.0 <= fair.view.deviation < 1.0
        assert fair.noise > 0.0


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="kalman"):
        FairPrice(q=-1.0)
