"""Variance of a price that is seen through noise: bounce between bid and ask, rounding to ticks."""

from itertools import pairwise

from hyperquote.theory.numeric import differences
from hyperquote.theory.realised import realised_variance


def noise_variance(returns: list[float]) -> tuple[float, float]:
    """Return ω² as RV/2n, biased upwards by the price's own variance, and as −Σ r r_−1 / (n − 1), which is not."""
    n = len(returns)
    covariance = sum(a * b for a, b in pairwise(returns))
    return realised_variance(returns) / (2.0 * n), -covariance / (n - 1)


def subsampled_variance(prices: list[float], step: int) -> float:
    """Return V_K = Σ (p_i+K − p_i)² / K, the mean over K grids of log prices."""
    return sum((later - earlier) ** 2 for earlier, later in zip(prices, prices[step:], strict=False)) / step


def two_scales(prices: list[float], step: int, *, is_adjusted: bool = True) -> float:
    """Return V_K − (n̄/n) V_1, n̄ = (n − K + 1)/K, divided by 1 − n̄/n when adjusted. May be negative: floor it.

    Zhang, Mykland & Aït-Sahalia (2005), J. Am. Stat. Assoc. 100, 1394–1411.
    """
    n = len(prices) - 1
    share = (n - step + 1) / step / n
    raw = subsampled_variance(prices, step) - share * subsampled_variance(prices, 1)
    return raw / (1.0 - share) if is_adjusted else raw


def parzen(x: float) -> float:
    """Return the weight of Parzen's kernel at |x| ≤ 1."""
    x = abs(x)
    if x > 1.0:
        return 0.0
    return 1.0 - 6.0 * x * x + 6.0 * x**3 if x <= 0.5 else 2.0 * (1.0 - x) ** 3


def realised_kernel(returns: list[float], bandwidth: int) -> float:
    """Return Σ_|h|≤H k(h/(H + 1)) γ_h: never negative.

    Barndorff-Nielsen, Hansen, Lunde & Shephard (2009), Econometrics J. 12, C1–C32.
    """
    total = realised_variance(returns)
    for lag in range(1, bandwidth + 1):
        covariance = sum(a * b for a, b in zip(returns, returns[lag:], strict=False))
        total += 2.0 * parzen(lag / (bandwidth + 1)) * covariance
    return total


def kernel_bandwidth(noise: float, variance: float, count: int) -> float:
    """Return H = 3.5134 (ω²/IV)^(2/5) n^(3/5), the best number of lags for Parzen's kernel."""
    return float(3.5134 * (noise / variance) ** 0.4 * float(count) ** 0.6)


def pre_averaged(returns: list[float], window: int) -> float:
    """Return the variance of returns averaged over `window` with g(x) = min(x, 1 − x), less what noise is left.

    The constants ψ are those of the finite window. Jacod, Li, Mykland, Podolskij & Vetter (2009), Stoch. Process. Appl.
    119, 2249–2276.
    """
    n = len(returns)
    weights = [min(j / window, 1.0 - j / window) for j in range(window + 1)]
    psi1 = window * sum(step * step for step in differences(weights))
    psi2 = sum(weight * weight for weight in weights) / window
    total = 0.0
    for start in range(n - window + 2):
        mean = sum(weights[j] * returns[start + j - 1] for j in range(1, window))
        total += mean * mean
    theta2 = window * window / n
    bias = psi1 / (2.0 * theta2 * psi2 * n)
    return (n / (n - window + 2) * total / (psi2 * window) - bias * realised_variance(returns)) / (1.0 - bias)
