"""The cascade detector: worked numbers, decay, hysteresis, and its two sources."""

import pytest

from hyperquote.market_maker.process_models.liquidation import LiquidationDetector


def test_one_liquidation_by_hand() -> None:
    detector = LiquidationDetector(baseline=0.01, alpha=0.05, beta=0.1, size_scale_usd=10_000.0, pull_ratio=5.0)
    detector.record(1_000, 10_000.0)
    assert detector.severity == pytest.approx(0.05 / 0.01 / 4)  # ratio 6, severity 5/4
    detector.advance(1_000 + 6_931)
    assert detector.severity == pytest.approx(1.25 / 2, rel=1e-3)  # half-life ln 2 / β


def test_quotes_are_pulled_above_the_threshold_and_return_below_four_fifths_of_it() -> None:
    detector = LiquidationDetector(alpha=0.05)
    detector.advance(1)
    assert not detector.is_pulling
    detector.record(1_000, 10_000.0)
    pulled = []
    for later_ms in (0, 5_000, 7_000):  # severity 1.25, then 0.758: below 0.8, above 0.64; then 0.62
        detector.advance(1_000 + later_ms)
        pulled.append(detector.is_pulling)
    assert pulled == [True, True, False]


def test_a_one_sided_burst_that_moves_the_price_is_taken_for_a_cascade() -> None:
    detector = LiquidationDetector(alpha=0.05)
    for second in range(70):
        detector.on_trade(1_000 * second + 1, 100.0, 1.0, second % 2 == 0, sigma=1e-4)
    assert detector.proxy_events == 0
    for step in range(20):
        detector.on_trade(70_100 + 10 * step, 100.0 - 0.05 * step, 50.0, False, sigma=1e-4)
    assert detector.proxy_events >= 1
    detector.advance(70_400)
    assert detector.severity > 1.0


def test_volume_without_a_move_is_not_a_cascade() -> None:
    detector = LiquidationDetector(alpha=0.05)
    for second in range(70):
        detector.on_trade(1_000 * second + 1, 100.0, 1.0, second % 2 == 0, sigma=1e-4)
    for step in range(20):
        detector.on_trade(70_100 + 10 * step, 100.0, 50.0, False, sigma=1e-4)
    assert detector.proxy_events == 0


def test_an_explosive_process_is_refused() -> None:
    with pytest.raises(ValueError, match="never ends"):
        LiquidationDetector(alpha=0.5, beta=0.1)
