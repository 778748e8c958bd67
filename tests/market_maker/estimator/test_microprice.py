from collections.abc import Callable
from math import sin
from random import Random

import pytest

from hyperquote.market_maker.estimator.microprice import Microprice
from hyperquote.market_maker.estimator.ridge import COMBINED, INDEPENDENT, ORTHOGONALISED, ridge_slopes


def walked(
    beta_book: float,
    beta_flow: float,
    *,
    seconds: int = 120,
    noise: float = 2e-5,
    seed: int = 1,
    correlate: Callable[[float, float], float] = lambda book, fresh: fresh,
    mid: float = 100.0,
    **settings: float,
) -> Microprice:
    """Return a regression that watched a mid which β·signal pulls over each following 300 ms."""
    rng = Random(seed)
    microprice = Microprice(**settings)  # type: ignore[arg-type]
    book = flow = 0.0
    for step in range(seconds * 10):
        if step % 3 == 0:
            book = rng.uniform(-1.0, 1.0)
            flow = correlate(book, rng.uniform(-1.0, 1.0))
            target = mid * (1.0 + beta_book * book + beta_flow * flow + rng.gauss(0.0, noise))
            microprice.update(step * 100, mid, book, flow)
        else:
            mid = target if step % 3 == 2 else mid
            microprice.update(step * 100, mid, book, flow)
    return microprice


def planted(beta_book: float, beta_flow: float, **options: float) -> Microprice:
    return walked(beta_book, beta_flow, sample_ms=300, **options)  # type: ignore[arg-type]


def test_planted_slopes_are_recovered() -> None:
    microprice = planted(3e-4, -1e-4, seconds=300)
    assert microprice.r_squared > 0.5
    trust = (200 - 50) / 200.0
    assert microprice.beta_book == pytest.approx(3e-4 * trust, rel=0.05)
    assert microprice.beta_flow == pytest.approx(-1e-4 * trust, rel=0.1)


def test_without_a_signal_the_microprice_is_the_mid() -> None:
    shifts = []
    for seed in range(20):
        microprice = planted(0.0, 0.0, seed=seed)
        shifts.append(abs(microprice.beta_book) + abs(microprice.beta_flow))
    assert max(shifts) < 6e-6  # a twentieth of a basis point
    assert sorted(shifts)[10] == 0.0  # mostly not used at all


def test_before_it_knows_the_microprice_is_the_mid() -> None:
    microprice = Microprice()
    assert microprice.value is None
    for i in range(40):
        microprice.update(i * 100, 100.0 + 0.01 * i, 0.9, 0.9)
    assert microprice.value == pytest.approx(100.39)
    assert microprice.beta_book == 0.0


def test_the_horizon_is_exact_whatever_the_message_gap() -> None:
    microprice = Microprice(horizon_ms=300, sample_ms=10_000)
    microprice.update(1000, 100.0, 0.5, 0.0)
    microprice.update(1299, 101.0, 0.5, 0.0)
    microprice.update(1300, 102.0, 0.5, 0.0)  # the last mid at the horizon …
    microprice.update(5000, 150.0, 0.5, 0.0)  # … however late the next message
    assert microprice.observations == 1
    assert microprice._moves[0] == pytest.approx(0.02)


def test_a_mid_exactly_at_the_horizon_waits_for_later_news_of_that_moment() -> None:
    microprice = Microprice(horizon_ms=300, sample_ms=10_000)
    microprice.update(1000, 100.0, 0.5, 0.0)
    microprice.update(1300, 101.0, 0.5, 0.0)
    assert microprice.observations == 0
    microprice.update(1300, 103.0, 0.5, 0.0)
    microprice.update(1301, 90.0, 0.5, 0.0)
    assert microprice._moves[0] == pytest.approx(0.03)


def test_observations_older_than_the_window_are_evicted() -> None:
    microprice = Microprice(window_ms=2000, horizon_ms=300, min_observations=10, sample_ms=50)
    for ms in range(0, 20_000, 50):
        microprice.update(ms, 100.0 * (1.0 + 1e-4 * sin(ms)), sin(ms), 0.0)
    assert microprice._ripe - microprice._head == pytest.approx((2000 - 300) / 50, abs=1)
    microprice.update(60_000, 100.0, 0.0, 0.0)
    assert microprice._ripe - microprice._head == 0
    assert microprice.r_squared == 0.0


def test_running_sums_equal_sums_afresh_after_many_turns_of_the_ring() -> None:
    microprice = walked(1e-4, 0.0, seconds=400, window_ms=3000, min_observations=10)
    kept = (microprice._bb, microprice._by, microprice._errors, microprice._scored)
    microprice._recount()
    assert kept == pytest.approx((microprice._bb, microprice._by, microprice._errors, microprice._scored), rel=1e-6)


def test_a_burst_of_quotes_is_not_many_observations() -> None:
    microprice = Microprice(sample_ms=50)
    for i in range(100):
        microprice.update(1000 + i // 10, 100.0, 0.1, 0.0)
    microprice.update(2000, 100.0, 0.1, 0.0)
    assert microprice.observations == 1


def test_a_gap_drops_what_waits() -> None:
    microprice = Microprice()
    microprice.update(1000, 100.0, 0.5, 0.0)
    microprice.on_gap()
    microprice.update(60_000, 120.0, 0.5, 0.0)
    assert microprice.observations == 0
    assert microprice.value == 120.0


def test_the_fair_price_follows_the_mid_in_the_same_event() -> None:
    microprice = planted(1e-4, 0.0)
    last = microprice._now_ms
    microprice.update(last + 1, 250.0, 0.0, 0.0)
    assert microprice.value == 250.0


def test_slopes_and_shift_are_clamped() -> None:
    microprice = planted(0.05, 0.0)
    assert microprice.beta_book <= 0.01
    assert microprice.value is not None
    assert abs(microprice.value / microprice._mid - 1.0) <= 0.005


def test_does_not_depend_on_the_price_unit() -> None:
    one = planted(2e-4, 0.0)
    other = planted(2e-4, 0.0, mid=0.01)
    assert one.beta_book == pytest.approx(other.beta_book, rel=1e-6)


@pytest.mark.parametrize(
    ("weight", "mode"), [(0.0, INDEPENDENT), (0.9, ORTHOGONALISED), (1.0, COMBINED), (-1.0, COMBINED)]
)
def test_signals_that_say_the_same_are_told_apart_only_where_they_can_be(weight: float, mode: int) -> None:
    def correlate(book: float, fresh: float) -> float:
        return weight * book + (1.0 - abs(weight)) * fresh * 4.0 if abs(weight) < 1.0 else weight * book

    microprice = walked(2e-4, 1e-4, correlate=correlate, sample_ms=300, seconds=120)
    assert microprice.mode == mode
    trust = min((200 - 50) / 200.0, 1.0)
    effect = microprice.beta_book + weight * microprice.beta_flow if abs(weight) == 1.0 else microprice.beta_book
    planted_effect = 2e-4 + weight * 1e-4 if abs(weight) == 1.0 else 2e-4
    assert effect == pytest.approx(planted_effect * trust, rel=0.15)


def test_ridge_by_hand() -> None:
    slopes = ridge_slopes(2.0, 3.0, 1.0, 4.0, 5.0, 0.0)
    assert (slopes.first, slopes.second) == pytest.approx((7.0 / 5.0, 6.0 / 5.0))
    shrunk = ridge_slopes(2.0, 3.0, 1.0, 4.0, 5.0, 1.0)
    assert abs(shrunk.first) < abs(slopes.first)


def test_ridge_without_variance_finds_nothing() -> None:
    nothing = ridge_slopes(0.0, 0.0, 0.0, 0.0, 0.0, 0.001)
    assert (nothing.first, nothing.second) == (0.0, 0.0)
    one_sided = ridge_slopes(2.0, 0.0, 0.0, 4.0, 0.0, 0.0)
    assert (one_sided.first, one_sided.second) == (2.0, 0.0)
