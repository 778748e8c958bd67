"""The cascade detector: worked numbers, decay, hysteresis, and its three sources."""

import pytest

from hyperquote.market_maker.process_models.burst import BurstDetector
from hyperquote.market_maker.process_models.liquidation import LiquidationDetector

LONG = True
SHORT = False


def original() -> LiquidationDetector:
    """The numbers of the original, as section 20.6 of the specification works them out."""
    return LiquidationDetector(alpha=0.5, beta=0.1, size_scale_usd=10_000.0, is_stationary=False)


def pulled_until_s(events: int) -> float:
    detector = original()
    for _ in range(events):
        detector.record_own(1_000, 10_000.0, LONG)
    tenths = 0
    while detector.severity > 0.8:
        tenths += 1
        detector.advance(1_000 + tenths * 100)
    return tenths / 10


def test_the_original_numbers_by_hand() -> None:
    detector = original()
    detector.record_own(1_000, 10_000.0, LONG)
    assert detector.ratio == pytest.approx(51.0)
    assert detector.severity == pytest.approx(12.5)
    assert pulled_until_s(1) == pytest.approx(27.5, abs=0.05)
    for _ in range(4):
        detector.record_own(1_000, 10_000.0, LONG)
    assert detector.ratio == pytest.approx(251.0)
    assert pulled_until_s(5) == pytest.approx(43.6, abs=0.05)


def test_one_liquidation_by_hand() -> None:
    detector = LiquidationDetector(alpha=0.05, size_scale_usd=10_000.0)
    detector.record_own(1_000, 10_000.0, LONG)
    assert detector.severity == pytest.approx(0.05 / 0.01 / 4)  # ratio 6, severity 5/4
    detector.advance(1_000 + 6_931)
    assert detector.severity == pytest.approx(1.25 / 2, rel=1e-3)  # half-life ln 2 / β


def test_the_tail_multiplier_is_three_at_half_severity_and_sizes_shrink_in_a_line() -> None:
    detector = LiquidationDetector(alpha=0.02, size_scale_usd=10_000.0)
    detector.record_own(1_000, 10_000.0, LONG)  # ratio 3
    assert detector.severity == pytest.approx(0.5)
    assert detector.tail_multiplier == pytest.approx(3.0)
    assert detector.size_factor == pytest.approx(1.0)
    detector.record_own(1_000, 5_000.0, LONG)  # ratio 4
    assert detector.size_factor == pytest.approx(0.5)
    detector.record_own(1_000, 9_000_000.0, LONG)
    assert (detector.tail_multiplier, detector.size_factor) == (5.0, 0.0)


def test_quotes_are_pulled_above_the_threshold_and_return_below_four_fifths_of_it() -> None:
    detector = LiquidationDetector(alpha=0.05, size_scale_usd=10_000.0)
    detector.advance(1)
    assert not detector.is_pulling
    detector.record_own(1_000, 10_000.0, LONG)
    pulled = []
    for later_ms in (0, 5_000, 7_000):  # severity 1.25, then 0.758: below 0.8, above 0.64; then 0.62
        detector.advance(1_000 + later_ms)
        pulled.append(detector.is_pulling)
    assert pulled == [True, True, False]


def test_tail_and_size_wait_for_a_minute_of_trades_and_pulling_does_not() -> None:
    detector = LiquidationDetector(alpha=0.05, size_scale_usd=10_000.0)
    detector.on_trade(1_000, 100.0, 1.0, True, 0.0)
    detector.record_own(2_000, 10_000.0, LONG)
    detector.advance(2_000)
    early = detector.view
    assert (early.is_pulling, early.tail_multiplier, early.size_factor) == (True, 1.0, 1.0)
    detector.on_trade(61_000, 100.0, 1.0, True, 0.0)
    detector.record_own(61_000, 10_000.0, LONG)
    assert detector.view.tail_multiplier == 5.0
    assert detector.view.size_factor == 0.0


def test_the_size_scale_is_one_percent_of_the_volume_of_five_minutes() -> None:
    detector = LiquidationDetector()
    assert detector.size_scale_usd == 10_000.0  # nothing known yet
    for second in range(300):
        detector.on_trade(1_000 * (second + 1), 100.0, 100.0, second % 2 == 0, 0.0)
    assert detector.size_scale_usd == pytest.approx(0.01 * 300 * 10_000.0, rel=0.02)


@pytest.mark.parametrize(("longs", "shorts", "direction"), [(5, 0, 1), (0, 5, -1), (1, 1, 0), (3, 1, 1), (0, 0, 0)])
def test_the_direction_is_the_share_of_longs(longs: int, shorts: int, direction: int) -> None:
    detector = LiquidationDetector()
    for i in range(longs + shorts):
        detector.record_own(1_000 + i, 10_000.0, i < longs)
    assert detector.direction == direction


def test_the_direction_is_forgotten_after_ten_times_the_decay() -> None:
    detector = LiquidationDetector(beta=0.1)
    detector.record_own(1_000, 10_000.0, LONG)
    detector.advance(102_500)
    assert detector.direction == 0


def test_each_source_is_counted_by_itself() -> None:
    detector = LiquidationDetector()
    detector.record_own(1_000, 10_000.0, LONG)
    detector.record_liquidator(1_001, 10_000.0, SHORT)
    detector.record_liquidator(1_002, 10_000.0, SHORT)
    assert (detector.own_events, detector.liquidator_events, detector.proxy_events) == (1, 2, 0)


def test_one_trade_told_by_two_sources_is_counted_by_both_and_excites_once() -> None:
    detector = LiquidationDetector(alpha=0.05, size_scale_usd=10_000.0)
    detector.record_liquidator(1_000, 10_000.0, LONG, tid=77)
    once = detector.severity
    detector.record_own(1_000, 10_000.0, LONG, tid=77)
    assert (detector.own_events, detector.liquidator_events) == (1, 1)
    assert detector.severity == once == pytest.approx(1.25)
    detector.record_own(1_000, 10_000.0, LONG, tid=78)
    assert detector.severity == pytest.approx(2 * once)


@pytest.mark.parametrize(("named_usd", "share"), [(0.0, 1.0), (20_000.0, 1.0 - 20_000.0 / 99_525.0), (99_525.0, 0.0)])
def test_a_burst_excites_by_what_nobody_had_named(named_usd: float, share: float) -> None:
    """A rush of 20 sells of 50 at 100 USD down to 99.05, confirmed by open interest; a part of it was named."""
    rises = []
    for usd in (0.0, named_usd):
        detector = LiquidationDetector(alpha=0.05, size_scale_usd=10_000.0)
        detector.on_open_interest(1, 1_000.0)
        rushed(detector)
        if usd > 0.0:
            detector.record_liquidator(70_290, usd, LONG)
        before = detector.severity
        detector.on_open_interest(70_290, 990.0)
        assert detector.proxy_events == 1
        rises.append(detector.severity - before)
    assert rises[1] == pytest.approx(share * rises[0], abs=0.02 * rises[0])


def rushed(detector: LiquidationDetector) -> LiquidationDetector:
    """A quiet minute, then twenty sells in 0.2 s that take the price down by one percent."""
    for second in range(70):
        detector.on_trade(1_000 * second + 1, 100.0, 1.0, second % 2 == 0, sigma=1e-4)
    assert detector.proxy_events == 0
    for step in range(20):
        detector.on_trade(70_100 + 10 * step, 100.0 - 0.05 * step, 50.0, False, sigma=1e-4)
    return detector


def test_a_one_sided_burst_that_moves_the_price_is_taken_for_a_cascade_where_open_interest_is_not_told() -> None:
    detector = rushed(LiquidationDetector(alpha=0.05))
    assert detector.proxy_events >= 1
    detector.advance(70_400)
    assert detector.severity > 1.0
    assert detector.direction == 1


@pytest.mark.parametrize(
    ("open_interest", "after_ms", "events"), [(990.0, 2_000, 1), (1_001.0, 2_000, 0), (990.0, 12_000, 0)]
)
def test_where_it_is_told_it_must_have_fallen_within_ten_seconds(
    open_interest: float, after_ms: int, events: int
) -> None:
    detector = LiquidationDetector(alpha=0.05)
    detector.on_open_interest(1, 1_000.0)
    rushed(detector)
    assert detector.proxy_events == 0
    detector.on_open_interest(70_300 + after_ms, open_interest)
    assert detector.proxy_events == events
    detector.on_open_interest(70_400 + after_ms, open_interest - 1.0)
    assert detector.proxy_events == events  # one burst counts once


@pytest.mark.parametrize(("is_told", "events"), [(True, 1), (False, 0)])
def test_a_move_of_four_sigmas_needs_the_open_interest_to_confirm_it(is_told: bool, events: int) -> None:
    detector = LiquidationDetector()
    if is_told:
        detector.on_open_interest(1, 1_000.0)
    for second in range(70):
        detector.on_trade(1_000 * second + 1, 100.0, 1.0, second % 2 == 0, sigma=1e-4)
    for step in range(5):
        detector.on_trade(70_100 + step, 100.0 - 0.0142 * step, 50.0, False, sigma=1e-4)  # in all 4 σ√2
    if is_told:
        detector.on_open_interest(71_000, 900.0)
    assert detector.proxy_events == events


def test_volume_without_a_move_is_not_a_cascade() -> None:
    detector = LiquidationDetector(alpha=0.05)
    for second in range(70):
        detector.on_trade(1_000 * second + 1, 100.0, 1.0, second % 2 == 0, sigma=1e-4)
    for step in range(20):
        detector.on_trade(70_100 + 10 * step, 100.0, 50.0, False, sigma=1e-4)
    assert detector.proxy_events == 0


def test_a_burst_across_a_gap_proves_nothing() -> None:
    detector = LiquidationDetector(alpha=0.05)
    detector.on_open_interest(1, 1_000.0)
    rushed(detector)
    detector.on_gap()
    detector.on_open_interest(70_500, 900.0)
    assert detector.proxy_events == 0


def test_a_process_that_feeds_itself_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="never ends"):
        LiquidationDetector(alpha=0.5, beta=0.1)
    with pytest.raises(ValueError, match="cascade_ratio"):
        LiquidationDetector(cascade_ratio=6.0)
    with pytest.raises(ValueError, match="burst_quantile"):
        BurstDetector(quantile=1.0)
