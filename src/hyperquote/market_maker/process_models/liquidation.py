"""A size-weighted Hawkes process of liquidations: is a cascade running?"""

from math import exp
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

_RING: Final = 4096


class LiquidationDetector:
    """Intensity of forced selling or buying, and when to step aside.

        λ = μ + S        S += α · max(z / z₀, 0.01) on a liquidation of z USD;   S decays e^{−βΔt}
        severity = (λ/μ − 1)/(ratio_pull − 1)           0 calm, 1 and more extreme, unclamped

    The venue publishes no liquidation feed. Two sources feed this: fills of ours that carry a liquidation
    mark (`record`), and a proxy on the public tape (`on_trade`): within 2 s, one-sided aggressive volume above
    `burst_ratio` times what 2 s usually bring while the price moved more than `burst_sigmas` · σ√2.
    Hawkes (1971), Biometrika 58(1), 83-90.
    """

    def __init__(
        self,
        baseline: float = 0.01,
        alpha: float = 0.008,
        beta: float = 0.1,
        size_scale_usd: float = 10_000.0,
        pull_ratio: float = 5.0,
        pull_threshold: float = 0.8,
        burst_ratio: float = 8.0,
        burst_sigmas: float = 5.0,
    ) -> None:
        if not 0.0 < alpha / beta < 1.0:
            raise ValueError(f"liquidation alpha/beta is {alpha / beta:g}: a cascade that never ends; keep it below 1")
        self._baseline: Final = baseline
        self._alpha: Final = alpha
        self._beta: Final = beta
        self._size_scale_usd: Final = size_scale_usd
        self._pull_ratio: Final = pull_ratio
        self._pull_threshold: Final = pull_threshold
        self._burst_ratio: Final = burst_ratio
        self._burst_sigmas: Final = burst_sigmas
        self._excess = 0.0
        self._at_ms = 0
        self.is_pulling = False  # whether quotes must be off
        self.own_events = 0
        self.proxy_events = 0
        self._ms = vec[i64]([0] * _RING)
        self._px = vec[float]([0.0] * _RING)
        self._signed_usd = vec[float]([0.0] * _RING)
        self._head = 0
        self._tail = 0
        self._net_usd = 0.0
        self._usual_usd = 0.0  # EWMA of |net| over 2 s, the measure of "usual"
        self._observed_since_ms = 0

    def record(self, exchange_ms: int, usd: float) -> None:
        """Learn of a liquidation of `usd` notional that the venue told us about."""
        self.own_events += 1
        self._excite(exchange_ms, usd)

    def on_trade(self, exchange_ms: int, px: float, size: float, is_buy: bool, sigma: float) -> None:
        """Watch the public tape for the fingerprint of forced orders. σ per √s, 0 while unknown."""
        if self._tail == self._head:
            self._net_usd = 0.0  # sheds rounding residue
        signed = px * size if is_buy else -px * size
        slot = self._tail % _RING
        if self._tail - self._head == _RING:
            self._drop()
        self._ms[slot] = exchange_ms
        self._px[slot] = px
        self._signed_usd[slot] = signed
        self._tail += 1
        self._net_usd += signed
        while int(self._ms[self._head % _RING]) < exchange_ms - 2_000:
            self._drop()
        net = abs(self._net_usd)
        if self._observed_since_ms == 0:
            self._observed_since_ms = exchange_ms
        warm = exchange_ms - self._observed_since_ms >= 60_000
        first = self._px[self._head % _RING]
        moved = (px - first) / first
        if (
            warm
            and sigma > 0.0
            and net > self._burst_ratio * self._usual_usd
            and abs(moved) > self._burst_sigmas * sigma * 1.4142135623730951
            and moved * self._net_usd > 0.0
        ):
            self.proxy_events += 1
            self._excite(exchange_ms, net)
            self._head = self._tail  # one burst counts once
            self._net_usd = 0.0
        self._usual_usd += 0.005 * (net - self._usual_usd)

    def _drop(self) -> None:
        self._net_usd -= self._signed_usd[self._head % _RING]
        self._head += 1

    def _excite(self, exchange_ms: int, usd: float) -> None:
        self._decay(exchange_ms)
        self._excess += self._alpha * max(usd / self._size_scale_usd, 0.01)

    def _decay(self, exchange_ms: int) -> None:
        if exchange_ms > self._at_ms:
            if self._at_ms > 0:
                self._excess *= exp(-self._beta * float(exchange_ms - self._at_ms) / 1_000.0)
            self._at_ms = exchange_ms

    def advance(self, exchange_ms: int) -> None:
        """Let time pass: excitement fades; pulling begins above the threshold and ends below 80 % of it."""
        self._decay(exchange_ms)
        limit = 0.8 * self._pull_threshold if self.is_pulling else self._pull_threshold
        self.is_pulling = self.severity > limit

    @property
    def severity(self) -> float:
        """0 in calm, 1 and above when extreme; as of the last `advance`, trade or liquidation."""
        return self._excess / self._baseline / (self._pull_ratio - 1.0)
