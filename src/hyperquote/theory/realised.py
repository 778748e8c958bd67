"""Realised measures of variance from returns: with jumps, without them, and the tests that tell the two apart.

All are variances over the window r_1 … r_n; measures of m neighbouring returns carry the factor n/(n − m + 1).
Barndorff-Nielsen & Shephard (2004, 2006); Huang & Tauchen (2005); Andersen, Dobrev & Schaumburg (2012); Mancini (2009).
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, gamma, inf, log, pi, sqrt

from hyperquote.theory.numeric import normal_cdf

MIN_RV = pi / (pi - 2.0)
MED_RV = pi / (6.0 - 4.0 * sqrt(3.0) + pi)
MIN_RQ = pi / (3.0 * pi - 8.0)
MED_RQ = 3.0 * pi / (9.0 * pi + 72.0 - 52.0 * sqrt(3.0))
BIPOWER_EXCESS = pi * pi / 4.0 + pi - 5.0  # ϑ of the jump test with bipower variation
MEDIAN_EXCESS = 0.96
MINIMUM_EXCESS = 1.81


def absolute_moment(power: float) -> float:
    """Return μ_p = E|Z|^p of a standard normal Z."""
    return float(2.0 ** (power / 2.0) * gamma((power + 1.0) / 2.0) / gamma(0.5))


def realised_variance(returns: list[float]) -> float:
    """Return Σ r²."""
    return sum(r * r for r in returns)


def multipower(returns: list[float], powers: list[float], *, is_corrected: bool = True) -> float:
    """Return n^(s/2 − 1) · Π μ_p^−1 · [n/(n − m + 1)] · Σ Π |r_i+j|^p_j, s = Σ p.

    Powers [1, 1] are bipower variation, three times 2/3 tripower; three times 4/3 and four times 1 the quarticities.
    """
    n, m = len(returns), len(powers)
    if n < m:
        raise ValueError(f"a measure of {m} neighbouring returns needs {m} returns or more, not {n}")
    total = 0.0
    for start in range(n - m + 1):
        product = 1.0
        for offset, power in enumerate(powers):
            product *= abs(returns[start + offset]) ** power
        total += product
    scale = exp((sum(powers) / 2.0 - 1.0) * log(n))
    for power in powers:
        scale /= absolute_moment(power)
    return scale * total * (n / (n - m + 1) if is_corrected else 1.0)


def bipower_variation(returns: list[float], *, is_corrected: bool = True) -> float:
    """Return (π/2) · n/(n − 1) · Σ |r_i−1| |r_i|."""
    return multipower(returns, [1.0, 1.0], is_corrected=is_corrected)


def minimum_variance(returns: list[float], power: int = 2) -> float:
    """Return MinRV (power 2) or MinRQ (power 4): of two neighbours the smaller counts."""
    n = len(returns)
    total = 0.0
    for a, b in pairwise(returns):
        total += min(abs(a), abs(b)) ** power
    return (MIN_RV if power == 2 else n * MIN_RQ) * n / (n - 1) * total


def median_variance(returns: list[float], power: int = 2) -> float:
    """Return MedRV (power 2) or MedRQ (power 4): of three neighbours the middle one counts."""
    n = len(returns)
    total = 0.0
    for index in range(1, n - 1):
        total += sorted(abs(r) for r in returns[index - 1 : index + 2])[1] ** power
    return (MED_RV if power == 2 else n * MED_RQ) * n / (n - 2) * total


def quarticity(returns: list[float]) -> float:
    """Return (n/3) Σ r⁴, which jumps blow up."""
    return len(returns) / 3.0 * sum(r**4 for r in returns)


def tripower_quarticity(returns: list[float]) -> float:
    """Return n μ_4/3^−3 · n/(n − 2) · Σ |r r r|^4/3, robust to jumps."""
    return multipower(returns, [4.0 / 3.0] * 3)


@dataclass(frozen=True, slots=True)
class JumpTest:
    """Statistics that are N(0, 1) without jumps and large with them. Trust `ratio`; `linear` rejects too often."""

    linear: float
    ratio: float
    log: float
    median_ratio: float
    minimum_ratio: float
    p_value: float  # of `ratio`, one-sided
    relative_jump: float  # 1 − BV/RV
    jump_variation: float  # max(RV − BV, 0)


def jump_test(returns: list[float]) -> JumpTest | None:
    """Return the tests for jumps in the window; None where BV vanishes (stale prices): no evidence either way."""
    n = len(returns)
    rv, bv = realised_variance(returns), bipower_variation(returns)
    if bv <= 0.0:
        return None
    spread = tripower_quarticity(returns)
    relative = 1.0 - bv / rv
    bounded = max(1.0, spread / (bv * bv))
    return JumpTest(
        (rv - bv) / sqrt(BIPOWER_EXCESS * spread / n),
        ratio := relative / sqrt(BIPOWER_EXCESS * bounded / n),
        log(rv / bv) / sqrt(BIPOWER_EXCESS * bounded / n),
        _ratio(rv, median_variance(returns), median_variance(returns, 4), MEDIAN_EXCESS, n),
        _ratio(rv, minimum_variance(returns), minimum_variance(returns, 4), MINIMUM_EXCESS, n),
        normal_cdf(-ratio),
        relative,
        max(rv - bv, 0.0),
    )


def _ratio(rv: float, robust: float, robust_quarticity: float, excess: float, n: int) -> float:
    if robust <= 0.0:
        return inf
    return (1.0 - robust / rv) / sqrt(excess * max(1.0, robust_quarticity / (robust * robust)) / n)


def truncated_variance(returns: list[float]) -> tuple[float, float]:
    """Return Σ r² of the returns up to the threshold 4 √BV n^−0.49, and the threshold."""
    threshold = 4.0 * sqrt(bipower_variation(returns)) * (1.0 / len(returns)) ** 0.49
    return sum(r * r for r in returns if abs(r) <= threshold), threshold


def streaming_bipower(returns: list[float], half_life: float) -> float:
    """Return the mean of (π/2)|r||r_−1| (variance per step), with weights that halve in `half_life` steps."""
    decay = 0.5 ** (1.0 / half_life)
    total = weights = 0.0
    for earlier, later in pairwise(returns):
        total = decay * total + 0.5 * pi * abs(earlier * later)
        weights = decay * weights + 1.0
    return total / weights
