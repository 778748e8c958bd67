"""How fast the book thins out away from the mid."""

from math import exp, log
from typing import Final

from librt.vecs import vec

from hyperquote.market_maker.estimator.ewma import Ewma

MIN_KAPPA: Final = 50.0
MAX_KAPPA: Final = 10_000.0
MIN_R2: Final = 0.3
MIN_POINTS: Final = 3
MIN_DECAY: Final = 0.5  # κ · visible width: less than this cannot be told from a flat book
SMOOTHING: Final = 0.2
FIRST_ROUNDS: Final = 30

TAIL: Final = 0
DENSITY: Final = 1
SEED_ABS: Final = 2


def _mode_of(name: str) -> int:
    if name == "tail":
        return TAIL
    if name == "density":
        return DENSITY
    if name == "seed_abs":
        return SEED_ABS
    raise ValueError(f'kappa_book must be "tail", "density" or "seed_abs", not "{name}"')


class KappaBook:
    """Decay κ of resting depth per unit of relative distance δ = |px − mid| / mid, by weighted regression on δ.

        "tail"      −slope of ln(depth beyond δ)           of an exponential book exactly κ
        "density"   −slope of ln(size / gap to the level before)
        "seed_abs"  |slope| of ln(depth up to δ)           the literal recipe, whose sign is the wrong way round
        weights     1 / (1 + δ / mean δ)                   near levels count more

    Only the first `levels` within `max_distance`. What lies beyond the last level seen is not nothing: for the tail
    it is added as an exponential of the κ known so far would have it, depth seen / (e^{κL} − 1) for the visible width
    L; without that, a flat book would seem steep. A fit needs 3 points, R² ≥ 0.3 and, for the tail, κL ≥ 0.5: twenty
    levels of a liquid market span two basis points and often show no decay at all, which teaches nothing. It is kept
    within [50, 10 000] and smoothed per side by 0.2 per update. Feed it the deep book only.
    """

    def __init__(self, max_distance: float = 0.01, levels: int = 15, mode: str = "tail") -> None:
        if levels < MIN_POINTS or max_distance <= 0.0:
            raise ValueError(f"kappa needs 3 levels or more and a positive distance, not {levels} and {max_distance}")
        self._max_distance: Final = max_distance
        self._levels: Final = levels
        self._mode: Final = _mode_of(mode)
        self._distances: Final = vec[float]([0.0] * levels)
        self._sizes: Final = vec[float]([0.0] * levels)
        self._depths: Final = vec[float]([0.0] * levels)
        self._count = 0
        self._bid: Final = Ewma(SMOOTHING)
        self._ask: Final = Ewma(SMOOTHING)
        self.bid: float | None = None  # κ of the bids (per unit of relative distance); None before an accepted fit
        self.ask: float | None = None  # κ of the asks
        self.value: float | None = None  # mean of the known sides

    def update(self, bid_px: vec[float], bid_sz: vec[float], ask_px: vec[float], ask_sz: vec[float]) -> None:
        """Take a deep book, best level first (USD, base units)."""
        mid = (bid_px[0] + ask_px[0]) / 2.0
        self._absorb(bid_px, bid_sz, mid, self._bid)
        self._absorb(ask_px, ask_sz, mid, self._ask)
        bid, ask = self._bid.value, self._ask.value
        self.bid = bid
        self.ask = ask
        if bid is None:
            self.value = ask
        else:
            self.value = bid if ask is None else (bid + ask) / 2.0

    def _absorb(self, px: vec[float], sz: vec[float], mid: float, smoothed: Ewma) -> None:
        self._load(px, sz, mid)
        known = smoothed.or_zero()
        kappa = self._fit(known)
        if known == 0.0:
            for _ in range(FIRST_ROUNDS):  # nothing known: repeat until the unseen depth agrees with the fit
                if kappa == 0.0:
                    break
                kappa = self._fit(min(max(kappa, MIN_KAPPA), MAX_KAPPA))
        if kappa > 0.0:
            smoothed.update(min(max(kappa, MIN_KAPPA), MAX_KAPPA))

    def _load(self, px: vec[float], sz: vec[float], mid: float) -> None:
        """Keep the levels that count."""
        distances = self._distances
        sizes = self._sizes
        limit = self._max_distance
        count = 0
        for i in range(min(len(px), self._levels)):
            distance = abs(px[i] - mid) / mid
            if distance > limit:
                break
            distances[i] = distance
            sizes[i] = sz[i]
            count += 1
        self._count = count

    def _fit(self, known: float) -> float:
        """Return κ of the loaded side; 0 where the levels do not support one."""
        n = self._count
        if n < MIN_POINTS:
            return 0.0
        if self._mode == TAIL:
            self._fill_tail(n, known)
            kappa = -self._slope(0, n - 1)
            return kappa if kappa * (self._distances[n - 1] - self._distances[0]) >= MIN_DECAY else 0.0
        if self._mode == DENSITY:
            self._fill_density(n)
            return max(-self._slope(1, n), 0.0)
        self._fill_cumulative(n)
        return abs(self._slope(0, n))

    def _fill_tail(self, n: int, known: float) -> None:
        depths = self._depths
        sizes = self._sizes
        beyond = 0.0
        if known > 0.0:
            width = self._distances[n - 1] - self._distances[0]
            seen = 0.0
            for i in range(1, n):
                seen += sizes[i]
            beyond = seen / (exp(known * width) - 1.0)
        for i in range(n - 1, -1, -1):
            depths[i] = beyond
            beyond += sizes[i]

    def _fill_density(self, n: int) -> None:
        for i in range(1, n):
            self._depths[i] = self._sizes[i] / (self._distances[i] - self._distances[i - 1])

    def _fill_cumulative(self, n: int) -> None:
        depth = 0.0
        for i in range(n):
            depth += self._sizes[i]
            self._depths[i] = depth

    def _slope(self, first: int, last: int) -> float:
        """Return the weighted slope of ln depth on distance over the levels [first, last); 0 without R² ≥ 0.3."""
        if last - first < MIN_POINTS:
            return 0.0
        distances = self._distances
        depths = self._depths
        mean = 0.0
        for i in range(first, last):
            mean += distances[i]
        mean /= float(last - first)
        w_sum = wx_sum = wy_sum = wxx = wxy = wyy = 0.0
        for i in range(first, last):
            x = distances[i]
            y = log(depths[i])
            w = 1.0 / (1.0 + x / mean)
            wx = w * x
            wy = w * y
            w_sum += w
            wx_sum += wx
            wy_sum += wy
            wxx += wx * x
            wxy += wx * y
            wyy += wy * y
        sxx = wxx - wx_sum * wx_sum / w_sum
        sxy = wxy - wx_sum * wy_sum / w_sum
        syy = wyy - wy_sum * wy_sum / w_sum
        if sxx <= 0.0 or syy <= 0.0 or sxy * sxy < MIN_R2 * sxx * syy:
            return 0.0
        return sxy / sxx
