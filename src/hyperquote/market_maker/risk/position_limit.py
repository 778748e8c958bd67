"""The position limit in force: what was configured, as far as equity and volatility allow."""

from math import sqrt
from typing import Final

_SHARE: Final = 0.5  # of what leverage would buy
_SIGMAS: Final = 5.0


def dynamic_value_usd(
    equity_usd: float, leverage: float, sigma: float, sigma_prior: float, horizon_s: float, confidence: float
) -> float:
    """Return the position value (USD) that a 5 σ move over the horizon makes lose half of the equity.

    raw = equity·0.5/(5 σ √T), prior the same with σ_prior
    min(leverage·equity, c·raw + (1 − c)·prior)      c: confidence in σ;  σ per √s, T in s
    """
    if not equity_usd > 0.0:
        return 0.0
    per_sigma = equity_usd * _SHARE / (_SIGMAS * sqrt(horizon_s))
    largest = leverage * equity_usd
    raw = per_sigma / sigma if sigma > 0.0 else largest
    prior = per_sigma / sigma_prior if sigma_prior > 0.0 else largest
    return min(largest, confidence * raw + (1.0 - confidence) * prior)


def position_limit(configured: float, equity_usd: float, leverage: float, mid: float, dynamic_usd: float) -> float:
    """Return min(configured, equity·leverage·0.5/mid, dynamic/mid) in base units: lowered, never raised."""
    return min(configured, max(equity_usd, 0.0) * leverage * _SHARE / mid, max(dynamic_usd, 0.0) / mid)
