from hyperquote.market_maker.estimator.regime import EXTREME, HIGH, LOW, NORMAL, VolatilityRegime

BASE = 2e-4


def fed(
    *, sigma: float, jump_ratio: float = 1.0, times: int = 5, regime: VolatilityRegime | None = None
) -> VolatilityRegime:
    regime = regime or VolatilityRegime(BASE)
    for _ in range(times):
        regime.update(sigma, jump_ratio)
    return regime


def test_knows_nothing_at_first_and_takes_five_to_change_its_mind() -> None:
    regime = VolatilityRegime(BASE)
    assert regime.value is None
    assert fed(sigma=2 * BASE, times=4, regime=regime).value == NORMAL
    assert fed(sigma=2 * BASE, times=1, regime=regime).value == HIGH


def test_every_regime_can_be_reached() -> None:
    assert fed(sigma=0.3 * BASE).value == LOW
    assert fed(sigma=BASE).value == NORMAL
    assert fed(sigma=2 * BASE).value == HIGH
    assert fed(sigma=4 * BASE).value == EXTREME
    assert fed(sigma=BASE, jump_ratio=3.1).value == EXTREME


def test_coming_back_clears_what_was_pending() -> None:
    regime = fed(sigma=2 * BASE, times=4)
    fed(sigma=BASE, times=1, regime=regime)
    assert fed(sigma=2 * BASE, times=4, regime=regime).value == NORMAL


def test_a_long_storm_does_not_become_the_new_normal() -> None:
    regime = fed(sigma=2.5 * BASE, times=5000)
    assert regime.value == HIGH
    assert regime.baseline < 1.1 * BASE


def test_the_baseline_learns_in_calm_within_bounds() -> None:
    assert fed(sigma=1.2 * BASE, times=1000).baseline > 1.15 * BASE
    assert fed(sigma=1e-7, times=5000).baseline >= BASE / 3.0


def test_toxicity_takes_five_to_begin_and_five_to_end() -> None:
    regime = fed(sigma=BASE, jump_ratio=3.5, times=4)
    assert not regime.is_toxic
    assert fed(sigma=BASE, jump_ratio=3.5, times=1, regime=regime).is_toxic
    assert fed(sigma=BASE, times=4, regime=regime).is_toxic
    assert not fed(sigma=BASE, times=1, regime=regime).is_toxic
    assert not fed(sigma=BASE, jump_ratio=3.0, times=50).is_toxic


def test_noise_above_the_threshold_now_and_then_is_not_toxic() -> None:
    regime = VolatilityRegime(BASE)
    for i in range(100):
        regime.update(BASE, 4.0 if i % 3 else 1.0)
    assert not regime.is_toxic


def test_the_threshold_is_the_configured_one() -> None:
    regime = VolatilityRegime(BASE, jump_ratio_threshold=5.0)
    assert not fed(sigma=BASE, jump_ratio=4.0, regime=regime).is_toxic
    assert fed(sigma=BASE, jump_ratio=6.0, regime=regime).is_toxic
