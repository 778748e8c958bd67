"""A and κ of Λ(δ) = A e^(−κδ), from counts, from depths of market orders, from ticks, and with a prior."""

from dataclasses import dataclass
from math import exp, log, log1p, sqrt

from hyperquote.theory.numeric import bisect, gamma_quantile


@dataclass(frozen=True, slots=True)
class FillRates:
    """Estimates with standard errors. A deviance far above the number of bins less two says: not exponential."""

    intensity: float  # A, per unit of exposure
    kappa: float
    log_intensity_error: float
    kappa_error: float
    deviance: float


def poisson_fit(depths: list[float], counts: list[int], exposures: list[float]) -> FillRates:
    """Return the maximum of the likelihood of N_i ~ Poisson(A e^(−κd_i) τ_i), one bin per depth.

        A = ΣN / Στe^(−κd)     ΣNd / ΣN = Σdτe^(−κd) / Στe^(−κd)

    Errors from the Fisher information in (ln A, κ). Raises `ValueError` where κ would be 0, infinite or negative: no
    fills, all in the shallowest bin, or deeper on average than fills that ignore the depth.
    """
    total = sum(counts)
    used = [d for d, exposure in zip(depths, exposures, strict=True) if exposure > 0.0]
    if total == 0 or len(used) < 2:
        raise ValueError("kappa needs fills, and exposure at two depths or more")
    shallowest = min(used)
    mean = sum(n * d for n, d in zip(counts, depths, strict=True)) / total
    if mean <= shallowest:
        raise ValueError("all fills are in the shallowest bin: kappa is without bound")

    def excess(kappa: float) -> float:
        weights = [t * exp(-kappa * (d - shallowest)) for d, t in zip(depths, exposures, strict=True)]
        return mean - sum(w * d for w, d in zip(weights, depths, strict=True)) / sum(weights)

    if excess(0.0) >= 0.0:
        raise ValueError("fills are as deep as if depth did not matter: kappa is not above 0")
    high = 1.0 / (mean - shallowest)
    while excess(high) < 0.0:
        high *= 2.0
    kappa = bisect(excess, 0.0, high)
    intensity = total / sum(t * exp(-kappa * d) for d, t in zip(depths, exposures, strict=True))
    expected = [intensity * exp(-kappa * d) * t for d, t in zip(depths, exposures, strict=True)]
    first = sum(m * d for m, d in zip(expected, depths, strict=True))
    second = sum(m * d * d for m, d in zip(expected, depths, strict=True))
    determinant = total * second - first * first
    deviance = 2.0 * sum(
        (n * log(n / m) if n > 0 else 0.0) - (n - m) for n, m in zip(counts, expected, strict=True) if m > 0.0
    )
    return FillRates(intensity, kappa, sqrt(second / determinant), sqrt(total / determinant), deviance)


def regression_fit(depths: list[float], counts: list[int], exposures: list[float]) -> tuple[float, float]:
    """Return (A, κ) by least squares on ln(N/τ), without the empty bins: biased, kept to show by how much."""
    points = [(d, log(n / t)) for d, n, t in zip(depths, counts, exposures, strict=True) if n > 0]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return exp(mean_y - slope * mean_x), -slope


@dataclass(frozen=True, slots=True)
class DepthFit:
    """κ from the depths that market orders reached."""

    kappa: float
    unbiased: float
    interval: tuple[float, float]  # exact, 95 %
    count: int
    total_depth: float


def depth_fit(depths: list[float], censored: list[float], min_depth: float = 0.0) -> DepthFit:
    """Return κ = n / Σ(D − d₀). `censored`: depths of orders that swept all that was visible; in Σ, not in n."""
    count = len(depths)
    if count == 0:
        raise ValueError("kappa needs one depth that was seen in full, or more")
    total = sum(depth - min_depth for depth in [*depths, *censored])
    low, high = (gamma_quantile(float(count), p) / total for p in (0.025, 0.975))
    return DepthFit(count / total, (count - 1) / total, (low, high), count, total)


def tick_fit(ticks: list[int], tick: float) -> float:
    """Return κ = ln(1 + 1/mean) / tick from depths in whole ticks: floored exponentials are geometric."""
    mean = sum(ticks) / len(ticks)
    if mean <= 0.0:
        raise ValueError("all depths are below one tick: kappa is without bound")
    return log1p(1.0 / mean) / tick


@dataclass(frozen=True, slots=True)
class KappaPosterior:
    """κ ~ Gamma(a, rate b)."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Return a/b."""
        return self.shape / self.rate

    @property
    def deviation(self) -> float:
        """Return √a / b."""
        return sqrt(self.shape) / self.rate

    @property
    def mode(self) -> float:
        """Return (a − 1)/b."""
        return (self.shape - 1.0) / self.rate

    def interval(self) -> tuple[float, float]:
        """Return the central 95 %."""
        low, high = (gamma_quantile(self.shape, p) / self.rate for p in (0.025, 0.975))
        return low, high

    def survival(self, depth: float) -> float:
        """Return the predicted P(D > δ) = (b / (b + δ))^a, which falls more slowly than any one exponential."""
        return exp(self.shape * log(self.rate / (self.rate + depth)))

    def best_depth(self, gap: float = 0.0) -> float:
        """Return the best δ of a risk-neutral maker, (b + a·p) / (a − 1): doubt about κ widens the quotes."""
        return (self.rate + self.shape * gap) / (self.shape - 1.0)

    def learn(self, count: int, total_depth: float, forgetting: float = 1.0) -> "KappaPosterior":
        """Return the posterior after `count` orders that reached `total_depth` in all; the past fades first."""
        return KappaPosterior(forgetting * self.shape + count, forgetting * self.rate + total_depth)
