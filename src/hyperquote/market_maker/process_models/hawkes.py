"""Order flow that excites itself: buys bring buys, and a few sells."""

from math import exp, isfinite
from typing import Final

from hyperquote.market_maker.estimator.rolling import RollingSums
from hyperquote.market_maker.models import HawkesView
from hyperquote.market_maker.process_models.percentile import RecentRank

MAX_BRANCHING: Final = 0.9

_BUYS: Final = 0
_SELLS: Final = 1
_STEP_MS: Final = 250
_LEAST_HISTORY: Final = 0.2  # of the window, before a percentile is one
_BUSY: Final = 0.8  # percentile above which γ rises
_LEANING: Final = 0.7  # percentile above which the flow leans on the quotes
_LEAST_BASELINE: Final = 1e-4


class HawkesFlow:
    """Two-sided Hawkes process of aggressive orders with exponential kernels, in event time.

        λ_b = μ + E_b          a buy:   E_b += α, E_s += γ_x          a sell: the mirror image
        λ_s = μ + E_s          between orders E decays by e^{−βΔt}
        n = (α + γ_x)/β ≤ 0.9  branching ratio: how many orders each one brings; at 1 the flow would explode

    `mu` = 0 takes μ from the flow itself: (1 − n) times the mean rate of a side over the history, which is what makes
    the stationary mean λ̄ = μ/(1 − n) the observed one. Prints of one millisecond and side are one order that swept
    several levels. Activity is the rank of λ_b + λ_s among its values of the last `history_s`; above the 80th
    percentile γ rises by up to `activity_weight`, above the 70th the quotes follow the pressure:

        γ multiplier = 1 + w · max(0, percentile − 0.8)/0.2
        skew         = −(λ_b − λ_s)/(λ_b + λ_s) · `skew_bps` · percentile       negative moves both quotes up

    Hawkes (1971), Biometrika 58(1), 83–90; Bacry, Mastromatteo & Muzy (2015), Market Microstructure and Liquidity 1(1).
    """

    def __init__(
        self,
        mu: float = 0.0,
        alpha: float = 0.25,
        beta: float = 0.5,
        cross: float = 0.08,
        activity_weight: float = 0.5,
        skew_bps: float = 0.5,
        history_s: float = 300.0,
        min_trades: int = 10,
    ) -> None:
        if not (mu >= 0.0 and isfinite(mu)):
            raise ValueError(f"hawkes.mu must be 0 or more per second, not {mu}")
        if not (alpha >= 0.0 and cross >= 0.0 and beta > 0.0 and alpha + cross <= MAX_BRANCHING * beta):
            raise ValueError(
                f"hawkes: (alpha + gamma)/beta is {(alpha + cross) / beta if beta else 0.0:g}; above "
                f"{MAX_BRANCHING:g} the flow feeds itself without end: lower alpha or gamma, or raise beta"
            )
        self.mu: Final = mu
        self.alpha: Final = alpha
        self.beta: Final = beta
        self.cross: Final = cross
        self.branching: Final = (alpha + cross) / beta
        self._activity_weight: Final = activity_weight
        self._skew_bps: Final = skew_bps
        self._min_trades: Final = min_trades
        window_ms = max(int(history_s * 1_000.0), _STEP_MS)
        self._rates: Final = RollingSums(window_ms, 2)
        self._ranks: Final = RecentRank(window_ms, _STEP_MS)
        self._least_count: Final = int(_LEAST_HISTORY * float(window_ms) / float(_STEP_MS))
        self._buy_excess = 0.0
        self._sell_excess = 0.0
        self._now_ms = -1
        self._buy_ms = -1
        self._sell_ms = -1
        self.orders = 0  # aggressive orders seen

    def on_trade(self, ms: int, is_buy: bool) -> None:
        """Take one print (event time, the aggressor's side); one not newer than its side's last is the same sweep."""
        self.advance(ms)
        if is_buy:
            if ms <= self._buy_ms:
                return
            self._buy_ms = ms
            self._buy_excess += self.alpha
            self._sell_excess += self.cross
        else:
            if ms <= self._sell_ms:
                return
            self._sell_ms = ms
            self._sell_excess += self.alpha
            self._buy_excess += self.cross
        self.orders += 1
        self._rates.add(self._now_ms, _BUYS if is_buy else _SELLS, 1.0)

    def advance(self, now_ms: int) -> None:
        """Let time pass: excitement fades, the history moves on."""
        if now_ms <= self._now_ms:
            return
        if self._now_ms >= 0:
            keep = exp(-self.beta * float(now_ms - self._now_ms) / 1_000.0)
            self._buy_excess *= keep
            self._sell_excess *= keep
        self._now_ms = now_ms
        self._rates.advance(now_ms)
        self._ranks.update(now_ms, self.buy_intensity + self.sell_intensity)

    @property
    def is_warm(self) -> bool:
        """Whether enough orders and a fifth of the history were seen."""
        return self.orders >= self._min_trades and self._ranks.count >= self._least_count

    @property
    def baseline(self) -> float:
        """Orders per second and side that nobody provoked: μ."""
        if self.mu > 0.0:
            return self.mu
        span_s = max(self._rates.span_s(max(self._now_ms, 0)), 1.0)
        seen = max(self._rates.totals[_BUYS] + self._rates.totals[_SELLS], 0.0)
        return max(0.5 * seen / span_s * (1.0 - self.branching), _LEAST_BASELINE)

    @property
    def buy_intensity(self) -> float:
        """Aggressive buys per second: λ_b."""
        return self.baseline + self._buy_excess

    @property
    def sell_intensity(self) -> float:
        """Aggressive sells per second: λ_s."""
        return self.baseline + self._sell_excess

    def expected_orders(self, horizon_s: float) -> float:
        """Return how many orders of both sides the next `horizon_s` bring, offspring included.

        Λ̄ T + (Λ − Λ̄)(1 − e^{−ρT})/ρ     with ρ = β − α − γ_x and Λ̄ = 2μ/(1 − n) for the sum Λ of both intensities
        """
        excess = self._buy_excess + self._sell_excess
        total = 2.0 * self.baseline
        mean = total / (1.0 - self.branching)
        rho = self.beta * (1.0 - self.branching)
        return mean * horizon_s + (total + excess - mean) * (1.0 - exp(-rho * horizon_s)) / rho

    def expected_imbalance(self, horizon_s: float) -> float:
        """Return buys less sells expected in the next `horizon_s`: (λ_b − λ_s)(1 − e^{−ρT})/ρ, ρ = β − α + γ_x."""
        rho = self.beta - self.alpha + self.cross
        return (self._buy_excess - self._sell_excess) * (1.0 - exp(-rho * horizon_s)) / rho

    @property
    def view(self) -> HawkesView:
        """What strategies see; neutral until warm."""
        if not self.is_warm:
            return HawkesView()
        buy = self.buy_intensity
        sell = self.sell_intensity
        imbalance = (buy - sell) / (buy + sell)
        percentile = self._ranks.rank(buy + sell)
        return HawkesView(
            buy,
            sell,
            imbalance,
            percentile,
            1.0 + self._activity_weight * max(0.0, percentile - _BUSY) / (1.0 - _BUSY),
            -imbalance * self._skew_bps * percentile if percentile > _LEANING else 0.0,
        )
