"""What a rung earns: how often the price reaches it, times what is left of its depth after costs."""

from math import exp


def touch_intensity(kappa: float, diffusion_bps: float, depth_bps: float) -> float:
    """Return κ · min(1, (σ√T / δ)²), the relative rate at which a price at depth δ (bps) is reached.

    `diffusion_bps` is σ√T in bps. Chebyshev's bound on the move over T, as an intensity in the unit of κ.
    """
    if depth_bps <= diffusion_bps:
        return kappa
    ratio = diffusion_bps / depth_bps
    return kappa * ratio * ratio


def fill_intensity(intensity: float, kappa: float, depth: float) -> float:
    """Return A e^(−κδ), fills per second at a depth δ (fraction), for A and κ (per fraction) as learnt from trades."""
    return intensity * exp(-kappa * depth)


def spread_capture_bps(depth_bps: float, as_touch_bps: float, as_decay_bps: float, fee_bps: float) -> float:
    """Return δ − AS(δ) − fee (bps), with adverse selection AS(δ) = AS₀ e^(−δ/δ_c)."""
    return depth_bps - as_touch_bps * exp(-depth_bps / as_decay_bps) - fee_bps


def value_shares(values: list[float]) -> list[float]:
    """Return shares proportional to the positive part of each value; all 0 when none is positive."""
    total = 0.0
    for value in values:
        total += max(value, 0.0)
    if total <= 0.0:
        return [0.0] * len(values)
    return [max(value, 0.0) / total for value in values]
