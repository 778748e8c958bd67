"""Funding by hand: settlements on the hour, the forecast, the sign, and that one hour counts once."""

from math import exp, isfinite

import pytest

from hyperquote.market_maker.process_models.funding import FundingForecast

HOUR_MS = 3_600_000
T0_MS = 1_757_030_400_000  # a full hour
RATE = 0.0000125


def told(rate: float = RATE, *, at_ms: int = T0_MS + HOUR_MS // 2, **settings: float) -> FundingForecast:
    funding = FundingForecast(**settings)  # type: ignore[arg-type]
    funding.update(at_ms, rate, 4_000.0, 4_000.0)
    return funding


def test_within_an_hour_one_settlement_is_forecast() -> None:
    assert told().forecast == pytest.approx(RATE * exp(-0.1 * 0.5))


def test_a_horizon_of_a_day_sums_all_settlements_of_it() -> None:
    expected = sum(RATE * exp(-0.1 * (0.5 + k)) for k in range(24))
    assert told(horizon_s=86_400.0).forecast == pytest.approx(expected)


def test_a_position_that_is_closed_before_the_hour_pays_nothing() -> None:
    assert told(horizon_s=900.0).forecast == 0.0
    assert told(horizon_s=900.0, at_ms=T0_MS + HOUR_MS - 600_000).forecast > 0.0


def test_longs_pay_and_both_quotes_go_down_whatever_we_hold() -> None:
    funding = told(weight=2.0)
    assert funding.view.skew == pytest.approx(2.0 * funding.forecast)
    assert funding.view.skew > 0.0
    assert told(-RATE).view.skew < 0.0  # shorts pay: up
    assert funding.cost_usd(2.0, 4_000.0) == pytest.approx(8_000.0 * funding.forecast)
    assert funding.cost_usd(-2.0, 4_000.0) == pytest.approx(-8_000.0 * funding.forecast)  # a short earns


def test_an_hour_is_settled_once_with_its_last_rate() -> None:
    funding = told(0.0001)
    for second in range(1, 60):
        funding.update(T0_MS + HOUR_MS // 2 + second * 1_000, 0.0002, 4_000.0, 4_000.0)
    assert funding.settlements == 0
    funding.advance(T0_MS + HOUR_MS)
    funding.advance(T0_MS + HOUR_MS + 1)
    assert funding.settlements == 1
    funding.update(T0_MS + HOUR_MS + 5, 0.0003, 4_000.0, 4_000.0)
    assert funding.settlements == 1
    assert funding.long_run_rate == 0.0  # three are needed
    for hour in (2, 3):
        funding.advance(T0_MS + hour * HOUR_MS)
    assert funding.settlements == 3
    assert 0.0002 < funding.long_run_rate < 0.0003


def test_the_mean_has_a_half_life_of_a_day() -> None:
    funding = FundingForecast(min_observations=1)
    funding.update(T0_MS, 0.0, 4_000.0, 4_000.0)
    for hour in range(1, 500):
        funding.update(T0_MS + hour * HOUR_MS, 0.0, 4_000.0, 4_000.0)
    for hour in range(500, 525):
        funding.update(T0_MS + hour * HOUR_MS, 0.0001, 4_000.0, 4_000.0)
    assert funding.long_run_rate == pytest.approx(0.00005, rel=0.01)


def test_the_forecast_returns_to_the_long_run_rate() -> None:
    assert told(long_run_rate=0.00002).rate_in(1_000.0) == pytest.approx(0.00002)
    assert told(long_run_rate=0.00002).rate_in(0.0) == pytest.approx(RATE)


def test_the_premium_is_smoothed_and_a_broken_feed_is_no_premium() -> None:
    funding = FundingForecast()
    funding.update(T0_MS, RATE, 4_004.0, 4_000.0)
    assert funding.premium == pytest.approx(0.001)
    funding.update(T0_MS + 1, RATE, 40_000.0, 4_000.0)
    funding.update(T0_MS + 2, RATE, float("nan"), 4_000.0)
    assert funding.premium == pytest.approx(0.001)


def test_rates_are_cut_and_garbage_is_skipped() -> None:
    funding = told(0.5)
    assert funding.rate == 0.01
    funding.update(T0_MS + HOUR_MS // 2 + 1, float("inf"), 4_000.0, 4_000.0)
    funding.update(T0_MS, -0.5, 4_000.0, 4_000.0)  # from the past
    assert funding.rate == 0.01
    assert isfinite(funding.forecast)


def test_a_rate_counts_though_our_clock_is_behind_that_of_the_trades() -> None:
    funding = FundingForecast()
    funding.advance(T0_MS + 2_000)  # the venue's time
    funding.update(T0_MS, RATE, 4_000.0, 4_000.0)  # ours: the venue does not stamp a context
    assert funding.rate == RATE


def test_nothing_is_said_before_a_rate_is_told() -> None:
    view = FundingForecast().view
    assert (view.rate, view.forecast, view.skew) == (0.0, 0.0, 0.0)


def test_settings_without_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="horizon"):
        FundingForecast(horizon_s=0.0)
    with pytest.raises(ValueError, match="max_rate"):
        FundingForecast(max_rate=0.0)
