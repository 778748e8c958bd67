from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import floats

from hyperquote.market_maker.estimator.kappa import blend_kappa
from hyperquote.market_maker.estimator.kappa_trades import KappaTrades


def test_a_hundred_orders_at_six_basis_points() -> None:
    kappa = KappaTrades()
    assert kappa.value is None
    for i in range(100):
        kappa.update(1000 * i, 100.06, True, 100.0)
    assert kappa.value == pytest.approx(1693.5, abs=0.1)
    assert kappa.relative_error() == pytest.approx(0.0976, abs=1e-4)
    assert kappa.confidence == pytest.approx(0.911, abs=1e-3)


def test_planted_kappa_and_intensity_are_found_per_side() -> None:
    rng = Random(1)
    kappa = KappaTrades()
    now = 0.0
    for _ in range(4000):
        now += rng.expovariate(8.0)
        is_buy = rng.random() < 0.5
        reach = rng.expovariate(3000.0 if is_buy else 1500.0)
        kappa.update(int(now * 1000.0), 100.0 * (1.0 + (reach if is_buy else -reach)), is_buy, 100.0)
    assert kappa.ask == pytest.approx(3000.0, rel=0.1)
    assert kappa.bid == pytest.approx(1500.0, rel=0.1)
    assert kappa.fill_intensity(int(now * 1000.0)) == pytest.approx(4.0, rel=0.1)


def test_one_order_that_sweeps_three_levels_counts_once_with_its_farthest_price() -> None:
    swept = KappaTrades()
    for px in (100.01, 100.02, 100.05):
        swept.update(1000, px, True, 100.0)
    once = KappaTrades()
    once.update(1000, 100.05, True, 100.0)
    assert swept.value == pytest.approx(once.value)
    assert swept.orders == 1.0


def test_a_buyer_and_a_seller_in_one_block_are_two() -> None:
    kappa = KappaTrades()
    kappa.update(1000, 100.01, True, 100.0)
    kappa.update(1000, 99.99, False, 100.0)
    assert kappa.orders == 2.0


def test_old_orders_are_forgotten_and_the_prior_returns() -> None:
    kappa = KappaTrades(prior_mean=2500.0)
    kappa.update(0, 101.0, True, 100.0)
    assert kappa.value is not None
    assert kappa.value < 1000.0
    kappa.advance(400_000)
    assert kappa.value == pytest.approx(2500.0)
    intensity = kappa.fill_intensity(400_000)
    assert intensity is not None
    assert 0.0 < intensity < 0.01


def test_heavy_tails_pull_it_down() -> None:
    rng = Random(2)
    values = []
    for heavy in (False, True):
        kappa = KappaTrades()
        reaches = [rng.expovariate(2000.0) for _ in range(300)]
        if heavy:
            reaches = [r * (12.0 if i % 20 == 0 else 0.4) for i, r in enumerate(reaches)]
        for i, reach in enumerate(reaches):
            kappa.update(i * 500, 100.0 * (1.0 + reach), True, 100.0)
        plain = (5.0 + 300.0) / (5.0 / 2500.0 + sum(reaches))
        assert kappa.value is not None
        values.append(kappa.value / plain)
    assert values[0] == pytest.approx(1.0, abs=1e-3)
    assert 0.49 < values[1] < 0.95


@given(floats(0.01, 1e5))
def test_does_not_depend_on_the_price_unit(price: float) -> None:
    values = []
    for mid in (100.0, price):
        kappa = KappaTrades()
        for i in range(20):
            kappa.update(i * 1000, mid * (1.0 + 1e-4 * (i + 1)), True, mid)
        values.append(kappa.value)
    assert values[0] == pytest.approx(values[1], rel=1e-6)


def test_the_book_counts_less_the_more_trades_there_are() -> None:
    assert blend_kappa(2000.0, 0.9, 1000.0) == pytest.approx(1900.0)
    assert blend_kappa(2000.0, 0.9, None) == 2000.0
    assert blend_kappa(1e9, 0.9, None) == 50_000.0
    assert blend_kappa(1.0, 0.9, 1.0) == 50.0
