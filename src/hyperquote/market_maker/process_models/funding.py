"""Funding: what a position pays at the settlements that it is still open for."""

from math import exp, isfinite
from typing import Final

from hyperquote.market_maker.estimator.ewma import Ewma, alpha_of
from hyperquote.market_maker.models import FundingView

_PREMIUM_ALPHA: Final = 0.1
_MAX_PREMIUM: Final = 0.1  # fraction; a mark further from the oracle is no premium but a broken feed
_MAX_SETTLEMENTS: Final = 1_000


class FundingForecast:
    """Funding rates of the settlements to come, and what they say about the side to be on.

        f(τ) = θ + (f − θ) e^{−κτ}      τ in periods until a settlement, f the rate announced now, |f| ≤ `max_rate`
        forecast = Σ f(τ_k)             over the settlements within `horizon_s`; between settlements nothing is paid
        skew = weight · forecast        positive funding (longs pay) lowers both quotes, whatever we hold

    θ is the EWMA of the settled rates once `min_observations` of them are known, `long_run_rate` before. A period's
    rate is the last one told before its end, and counts once, however often it is told. Rates are fractions; the
    periods end at whole multiples of `interval_s` since the epoch, as the venue's hours do.
    """

    def __init__(
        self,
        weight: float = 1.0,
        horizon_s: float = 3_600.0,
        interval_s: float = 3_600.0,
        ewma_half_life_periods: float = 24.0,
        mean_reversion_speed: float = 0.1,
        long_run_rate: float = 0.0,
        max_rate: float = 0.01,
        min_observations: int = 3,
    ) -> None:
        if not (interval_s > 0.0 and horizon_s > 0.0 and horizon_s <= float(_MAX_SETTLEMENTS) * interval_s):
            raise ValueError(f"funding: horizon and interval must be positive, not {horizon_s} and {interval_s} s")
        if not (mean_reversion_speed >= 0.0 and max_rate > 0.0):
            raise ValueError("funding: mean_reversion_speed must not be negative, max_rate must be positive")
        self._weight: Final = weight
        self._horizon_ms: Final = int(horizon_s * 1_000.0)
        self._interval_ms: Final = max(int(interval_s * 1_000.0), 1)
        self._speed: Final = mean_reversion_speed
        self._long_run_rate: Final = long_run_rate
        self._max_rate: Final = max_rate
        self._min_observations: Final = min_observations
        self._settled: Final = Ewma(alpha_of(ewma_half_life_periods))
        self._premium: Final = Ewma(_PREMIUM_ALPHA)
        self._period = -1
        self._now_ms = -1
        self._told_ms = -1  # by our clock, which may be behind that of the trades
        self.rate = 0.0  # announced for the coming settlement
        self.is_known = False
        self.settlements = 0  # counted into the mean

    def update(self, ms: int, rate: float, mark_px: float, oracle_px: float) -> None:
        """Take an asset context (event time ms, fraction per period, USD); numbers that are none are skipped."""
        if isfinite(mark_px) and isfinite(oracle_px) and oracle_px > 0.0:
            premium = (mark_px - oracle_px) / oracle_px
            if abs(premium) <= _MAX_PREMIUM:
                self._premium.update(premium)
        if not isfinite(rate) or ms < self._told_ms:
            return
        self._told_ms = ms
        self.advance(ms)
        self.rate = min(max(rate, -self._max_rate), self._max_rate)
        self.is_known = True

    def advance(self, now_ms: int) -> None:
        """Let time pass; at the end of a period its last rate is settled, once."""
        if now_ms <= self._now_ms:
            return
        self._now_ms = now_ms
        period = now_ms // self._interval_ms
        if period > self._period:
            if self.is_known and self._period >= 0:
                self._settled.update(self.rate)
                self.settlements += 1
            self._period = period

    @property
    def long_run_rate(self) -> float:
        """The rate that the forecast returns to: θ."""
        mean = self._settled.value
        return mean if mean is not None and self.settlements >= self._min_observations else self._long_run_rate

    def rate_in(self, periods: float) -> float:
        """Return the rate forecast for a settlement that many periods ahead."""
        theta = self.long_run_rate
        return theta + (self.rate - theta) * exp(-self._speed * periods)

    @property
    def forecast(self) -> float:
        """Sum of the rates of the settlements within the horizon (fraction of notional a long pays)."""
        if not self.is_known:
            return 0.0
        due_ms = self._interval_ms - self._now_ms % self._interval_ms
        total = 0.0
        while due_ms <= self._horizon_ms:
            total += self.rate_in(float(due_ms) / float(self._interval_ms))
            due_ms += self._interval_ms
        return total

    def cost_usd(self, position: float, px: float) -> float:
        """Return what holding a signed position (base units) through the horizon costs at a price (USD)."""
        return position * px * self.forecast

    @property
    def premium(self) -> float:
        """Smoothed (mark − oracle)/oracle; 0 before the first."""
        return self._premium.or_zero()

    @property
    def view(self) -> FundingView:
        """What strategies see; neutral until a rate was told."""
        if not self.is_known:
            return FundingView()
        forecast = self.forecast
        return FundingView(self.rate, forecast, self.premium, self._weight * forecast)
