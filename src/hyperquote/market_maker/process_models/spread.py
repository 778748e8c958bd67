"""The market's spread as a process: is it narrow or wide by its own habit?"""

from math import exp, log
from typing import Final

from hyperquote.market_maker.models import SpreadView
from hyperquote.market_maker.process_models.percentile import RecentRank

REGIMES: Final = ["percentile", "ratio"]

_STEP_MS: Final = 250
_HORIZON_S: Final = 10.0  # how far ahead the fair spread of the view looks
_QUANTA: Final = 1e9  # per USD, finer than any tick of the venue: what is one tick wide is equally wide
_MOST_USD: Final = 1e12  # no price is more
_TIGHT: Final = 0.2
_WIDE: Final = 0.8
_NORMAL: Final = 2


class SpreadProcess:
    """Relative spread s = (ask − bid)/mid, its smoothed value, its rank in the last `window_s`, and its regime.

        s̄      EWMA over time: what is a second old weighs `ewma_lambda` of what is new
        fair   = base + `vol_sensitivity` · σ_s                      σ per √s
        s(T)   = fair + (s̄ − fair) e^{−κT}                           forecast, κ = `mean_reversion_speed` per second

    The rank is of the spread in USD: relative to the mid, a spread of one tick would widen whenever the price falls.
    Regime by "percentile": 1 tight at or below the 20th, 3 wide at or above the 80th percentile, else 2 normal. By
    "ratio" of s̄ to fair: below 0.7 very tight (0), 0.9 tight, 1.2 normal, 2 wide, else very wide (4).
    """

    def __init__(
        self,
        window_s: float = 300.0,
        base_fair_spread: float = 0.0002,
        vol_sensitivity: float = 0.1,
        mean_reversion_speed: float = 0.1,
        ewma_lambda: float = 0.95,
        min_observations: int = 20,
        regime: str = "percentile",
    ) -> None:
        if not 0.0 < ewma_lambda < 1.0:
            raise ValueError(f"spread_process.ewma_lambda must be between 0 and 1, not {ewma_lambda}")
        if not (base_fair_spread > 0.0 and vol_sensitivity >= 0.0 and mean_reversion_speed > 0.0):
            raise ValueError("spread_process: base_fair_spread and mean_reversion_speed must be positive")
        if regime not in REGIMES:
            raise ValueError(f"spread_process.regime must be one of {', '.join(REGIMES)}, not {regime!r}")
        self._base: Final = base_fair_spread
        self._vol_sensitivity: Final = vol_sensitivity
        self._speed: Final = mean_reversion_speed
        self._decay: Final = -log(ewma_lambda)  # per second
        self._min_observations: Final = min_observations
        self._by_ratio: Final = regime == "ratio"
        self._ranks: Final = RecentRank(max(int(window_s * 1_000.0), _STEP_MS), _STEP_MS)
        self._now_ms = -1
        self._mean = 0.0
        self._weight = 0.0
        self.spread = 0.0  # the last one, fraction of mid
        self._width = 0.0  # the same in USD
        self.observations = 0

    def update(self, ms: int, bid: float, ask: float) -> None:
        """Take a touch (event time, USD); a crossed, unreadable or older one teaches nothing."""
        if not 0.0 < bid < ask <= _MOST_USD or ms < self._now_ms:
            return
        self.advance(ms)
        self.spread = (ask - bid) / (0.5 * (bid + ask))
        self._width = float(int((ask - bid) * _QUANTA + 0.5)) / _QUANTA
        self.observations += 1
        self._ranks.update(ms, self._width)

    def advance(self, now_ms: int) -> None:
        """Let the last spread hold until now."""
        if now_ms <= self._now_ms:
            return
        if self.observations > 0:
            gain = 1.0 - exp(-self._decay * float(now_ms - self._now_ms) / 1_000.0)
            self._mean += gain * (self.spread - self._mean)
            self._weight += gain * (1.0 - self._weight)
            self._ranks.update(now_ms, self._width)
        self._now_ms = now_ms

    @property
    def is_warm(self) -> bool:
        """Whether enough steps of a quarter second were seen."""
        return self._ranks.count >= self._min_observations and self._ranks.count > 0

    @property
    def smoothed(self) -> float:
        """The time-weighted mean s̄; the last spread before any time has passed."""
        return self._mean / self._weight if self._weight > 0.0 else self.spread

    def fair(self, sigma: float) -> float:
        """Return the spread that a volatility (per √s) calls for."""
        return self._base + self._vol_sensitivity * max(sigma, 0.0)

    def forecast(self, horizon_s: float, sigma: float) -> float:
        """Return the spread expected after `horizon_s`."""
        fair = self.fair(sigma)
        return fair + (self.smoothed - fair) * exp(-self._speed * horizon_s)

    def view(self, sigma: float) -> SpreadView:
        """Return what strategies see at a volatility (per √s); neutral until warm."""
        if not self.is_warm:
            return SpreadView()
        percentile = self._ranks.rank(self._width)
        fair = self.fair(sigma)
        regime = _regime_of_ratio(self.smoothed / fair) if self._by_ratio else _regime_of_rank(percentile)
        return SpreadView(self.spread, self.forecast(_HORIZON_S, sigma), percentile, regime)


def _regime_of_rank(percentile: float) -> int:
    if percentile <= _TIGHT:
        return _NORMAL - 1
    return _NORMAL + 1 if percentile >= _WIDE else _NORMAL


def _regime_of_ratio(ratio: float) -> int:
    if ratio < 0.7:
        return 0
    if ratio < 0.9:
        return 1
    if ratio < 1.2:
        return 2
    return 3 if ratio < 2.0 else 4
