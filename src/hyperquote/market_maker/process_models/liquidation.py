"""A size-weighted Hawkes process of liquidations: is a cascade running?"""

from collections import deque
from math import exp, isfinite
from typing import Final

from hyperquote.market_maker.estimator.rolling import RollingSums
from hyperquote.market_maker.models import CascadeView
from hyperquote.market_maker.process_models.burst import BurstDetector

_LEAST_SIZE: Final = 0.01  # of the size scale: how little a liquidation counts at least
_VOLUME_MS: Final = 300_000
_SCALE_SHARE: Final = 0.01  # of the volume of five minutes
_LEAST_SCALE_USD: Final = 1_000.0
_COLD_SCALE_USD: Final = 10_000.0
_WARM_MS: Final = 60_000
_RESUME: Final = 0.8  # of the pull threshold
_ONE_SIDED: Final = 0.7
_TOLD: Final = 500  # trades remembered by their ids
_BURST_MS: Final = 12_000  # a burst and the wait for what confirms it
_LONGS: Final = 0
_SHORTS: Final = 1


class LiquidationDetector:
    """Intensity of forced selling or buying, and when to step aside.

        λ = μ + S        S += α · max(z / z₀, 0.01) on a liquidation of z USD;   S decays e^{−βΔt};   ρ = λ/μ
        severity  = (ρ − 1)/(`pull_ratio` − 1)          0 calm, 1 and more extreme, unclamped
        tail      = clamp(`tail_base` + `tail_sensitivity` · severity, `tail_base`, `max_tail`)         a factor of γ
        size      = 1 at ρ ≤ `cascade_ratio`, falling in a line to 0 at ρ = `pull_ratio`

    `size_scale_usd` = 0 takes z₀ as 1 % of the volume of five minutes (1,000 USD at least), so that a liquidation
    counts by what it is in this market. Pulling begins when severity exceeds `pull_threshold`, and ends below 80 % of
    it. It never waits; tail and size wait for a minute of trades.

    The venue publishes no liquidation feed. Three sources, each with its counter: fills of ours that carry a
    liquidation mark (`record_own`), public trades with a configured liquidator (`record_liquidator`), and what looks
    like liquidations on the tape (`on_trade`, see `BurstDetector`). Told by two of them it is counted by both and
    excites once: a trade by its id, a burst by what nobody had named before. Hawkes (1971), Biometrika 58(1), 83–90.
    """

    def __init__(
        self,
        baseline: float = 0.01,
        alpha: float = 0.008,
        beta: float = 0.1,
        size_scale_usd: float = 0.0,
        cascade_ratio: float = 3.0,
        pull_ratio: float = 5.0,
        pull_threshold: float = 0.8,
        tail_base: float = 1.0,
        tail_sensitivity: float = 4.0,
        max_tail: float = 5.0,
        burst_quantile: float = 0.995,
        burst_sigmas: float = 3.0,
        is_stationary: bool = True,
    ) -> None:
        if not (baseline > 0.0 and alpha > 0.0 and beta > 0.0):
            raise ValueError("cascade: baseline_intensity, alpha and beta must be positive")
        if is_stationary and alpha >= beta:
            raise ValueError(f"liquidation alpha/beta is {alpha / beta:g}: a cascade that never ends; keep it below 1")
        if not 1.0 < cascade_ratio < pull_ratio:
            raise ValueError(f"cascade: 1 < cascade_ratio < quote_pull_ratio, not {cascade_ratio} and {pull_ratio}")
        if not 1.0 <= tail_base <= max_tail:
            raise ValueError(f"risk: 1 ≤ tail_risk_base ≤ max_tail_risk_multiplier, not {tail_base} and {max_tail}")
        self._baseline: Final = baseline
        self._alpha: Final = alpha
        self._beta: Final = beta
        self._size_scale_usd: Final = size_scale_usd
        self._cascade_ratio: Final = cascade_ratio
        self._pull_ratio: Final = pull_ratio
        self._pull_threshold: Final = pull_threshold
        self._tail_base: Final = tail_base
        self._tail_sensitivity: Final = tail_sensitivity
        self._max_tail: Final = max_tail
        self._bursts: Final = BurstDetector(burst_quantile, burst_sigmas)
        self._volume: Final = RollingSums(_VOLUME_MS, 1)
        self._sides: Final = RollingSums(max(int(10_000.0 / beta), 1_000), 2)
        self._named: Final = RollingSums(_BURST_MS, 1)
        self._told: Final[set[int]] = set()
        self._told_order: Final[deque[int]] = deque()
        self._first_ms = -1
        self._at_ms = -1
        self._excess = 0.0
        self.is_pulling = False  # whether quotes must be off
        self.own_events = 0
        self.liquidator_events = 0
        self.proxy_events = 0

    def record_own(self, ms: int, usd: float, is_long: bool, tid: int = 0) -> None:
        """Learn of a forced trade of `usd` that one of our fills names; `is_long`: a long was sold out."""
        self.own_events += 1
        self._on_named(ms, usd, is_long, tid)

    def record_liquidator(self, ms: int, usd: float, is_long: bool, tid: int = 0) -> None:
        """Learn of a public trade of `usd` in which a known liquidator took part."""
        self.liquidator_events += 1
        self._on_named(ms, usd, is_long, tid)

    def on_trade(self, ms: int, px: float, size: float, is_buy: bool, sigma: float) -> None:
        """Watch the public tape (event time, USD, base units, the aggressor's side). σ per √s, 0 while unknown."""
        if self._first_ms < 0:
            self._first_ms = ms
        self._decay(ms)
        self._volume.add(ms, 0, px * size)
        if self._bursts.on_trade(ms, px, size, is_buy, sigma):
            self._on_burst(ms)

    def on_open_interest(self, ms: int, open_interest: float) -> None:
        """Take the open interest (base units): it tells positions closed from positions opened."""
        if isfinite(open_interest) and self._bursts.on_open_interest(ms, open_interest):
            self._on_burst(ms)

    def on_gap(self) -> None:
        """The stream broke: no burst may span the gap."""
        self._bursts.on_gap()

    def _on_burst(self, ms: int) -> None:
        self.proxy_events += 1
        self._named.advance(ms)
        unexplained = self._bursts.usd - self._named.totals[0]
        if unexplained > 0.0 and isfinite(unexplained):
            self._excite(ms, unexplained, self._bursts.is_selling)

    def _on_named(self, ms: int, usd: float, is_long: bool, tid: int) -> None:
        if not (usd > 0.0 and isfinite(usd)) or tid in self._told:
            return
        if tid > 0:
            if len(self._told_order) == _TOLD:
                self._told.discard(self._told_order.popleft())
            self._told.add(tid)
            self._told_order.append(tid)
        self._named.add(ms, 0, usd)
        self._excite(ms, usd, is_long)

    def _excite(self, ms: int, usd: float, is_long: bool) -> None:
        self._decay(ms)
        self._excess += self._alpha * max(usd / self.size_scale_usd, _LEAST_SIZE)
        self._sides.add(self._at_ms, _LONGS if is_long else _SHORTS, usd)

    def _decay(self, ms: int) -> None:
        if ms > self._at_ms:
            if self._at_ms >= 0:
                self._excess *= exp(-self._beta * float(ms - self._at_ms) / 1_000.0)
            self._at_ms = ms

    def advance(self, ms: int) -> None:
        """Let time pass: excitement fades; pulling begins above the threshold and ends below 80 % of it."""
        self._decay(ms)
        self._volume.advance(ms)
        self._sides.advance(ms)
        limit = _RESUME * self._pull_threshold if self.is_pulling else self._pull_threshold
        self.is_pulling = self.severity > limit

    @property
    def size_scale_usd(self) -> float:
        """The liquidation that counts once: z₀ (USD)."""
        if self._size_scale_usd > 0.0:
            return self._size_scale_usd
        if not self.is_warm:
            return _COLD_SCALE_USD
        return max(_SCALE_SHARE * self._volume.totals[0], _LEAST_SCALE_USD)

    @property
    def is_warm(self) -> bool:
        """Whether a minute of trades was seen."""
        return self._first_ms >= 0 and self._at_ms - self._first_ms >= _WARM_MS

    @property
    def ratio(self) -> float:
        """Intensity over its baseline, 1 in calm: ρ."""
        return 1.0 + self._excess / self._baseline

    @property
    def severity(self) -> float:
        """0 in calm, 1 and above when extreme; as of the last `advance`, trade or liquidation."""
        return self._excess / self._baseline / (self._pull_ratio - 1.0)

    @property
    def tail_multiplier(self) -> float:
        """The factor of γ."""
        wanted = self._tail_base + self._tail_sensitivity * self.severity
        return min(max(wanted, self._tail_base), self._max_tail)

    @property
    def size_factor(self) -> float:
        """How much of the usual size to quote, 1 to 0."""
        left = (self._pull_ratio - self.ratio) / (self._pull_ratio - self._cascade_ratio)
        return min(max(left, 0.0), 1.0)

    @property
    def direction(self) -> int:
        """1 when longs are sold out (above 70 % of the volume of the last 10/β s), −1 for shorts, 0 for neither."""
        longs = max(self._sides.totals[_LONGS], 0.0)
        shorts = max(self._sides.totals[_SHORTS], 0.0)
        if longs + shorts <= 0.0:
            return 0
        share = longs / (longs + shorts)
        if share > _ONE_SIDED:
            return 1
        return -1 if share < 1.0 - _ONE_SIDED else 0

    @property
    def view(self) -> CascadeView:
        """What strategies see; tail and size are neutral until warm, severity and pulling never wait."""
        if not self.is_warm:
            return CascadeView(self.severity, self.is_pulling, 1.0, 1.0, self.direction)
        return CascadeView(self.severity, self.is_pulling, self.tail_multiplier, self.size_factor, self.direction)
