import pytest

from hyperquote.market_maker.estimator.warmup import Warmup


@pytest.mark.parametrize(
    ("ticks", "books", "observations", "is_warm"),
    [(19, 10, 50, False), (20, 9, 50, False), (20, 10, 49, False), (20, 10, 50, True)],
)
def test_all_three_requirements_must_be_met(ticks: int, books: int, observations: int, is_warm: bool) -> None:
    warmup = Warmup()
    warmup.update(0, ticks, books, observations)
    assert warmup.is_warm is is_warm


def test_says_what_is_missing_and_for_how_long() -> None:
    warmup = Warmup()
    assert warmup.value is None
    warmup.update(0, 0, 0, 0)
    assert warmup.missing() == "0/20 volume ticks, 0/10 books, 0/50 microprice observations"
    warmup.update(31_000, 14, 10, 31)
    assert warmup.missing() == "14/20 volume ticks, 10/10 books, 31/50 microprice observations, about 20 s"
    assert warmup.value == 31 / 50
    warmup.update(60_000, 20, 11, 50)
    assert warmup.missing() == ""
    assert warmup.value == 1.0


def test_a_quiet_market_lowers_the_ticks_but_nothing_else() -> None:
    warmup = Warmup(decay_s=300.0, floor_ticks=5)
    warmup.update(0, 0, 0, 0)
    warmup.update(300_000, 12, 50, 100)
    assert warmup.required_ticks() == 20
    warmup.update(450_000, 12, 9, 100)
    assert warmup.required_ticks() == 13
    warmup.update(9_000_000, 12, 9, 100)
    assert warmup.required_ticks() == 5
    assert not warmup.is_warm
    warmup.update(9_000_001, 5, 10, 50)
    assert warmup.is_warm


def test_decay_can_be_switched_off() -> None:
    warmup = Warmup(decay_s=0.0)
    warmup.update(0, 0, 0, 0)
    warmup.update(10_000_000, 19, 50, 100)
    assert warmup.required_ticks() == 20


def test_once_warm_stays_warm() -> None:
    warmup = Warmup()
    warmup.update(0, 20, 10, 50)
    warmup.update(1, 0, 0, 0)
    assert warmup.is_warm


def test_volatility_is_trusted_by_the_ticks_seen_against_those_required() -> None:
    warmup = Warmup(min_ticks=20)
    assert warmup.sigma_confidence(0) == 0.0
    assert warmup.sigma_confidence(20) == pytest.approx(0.6321, abs=1e-4)
    assert warmup.sigma_confidence(2_000) == pytest.approx(1.0)
    assert Warmup(min_ticks=0).sigma_confidence(1) == pytest.approx(0.6321, abs=1e-4)
