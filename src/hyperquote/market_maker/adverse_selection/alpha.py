"""How likely the next trader is informed."""

from math import exp
from typing import Final

from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings

AT_REST: Final = 1.0 / (1.0 + exp(2.0))  # P(informed) when nothing points to it


def logistic(x: float) -> float:
    """Return 1 / (1 + e^−x)."""
    return 1.0 / (1.0 + exp(-x))


def informed_probability(
    settings: AdverseSelectionSettings, sigma: float, sigma_total: float, flow_imbalance: float, jump_ratio: float
) -> float:
    """Return P(informed) = logistic(4 (w_v V + w_f F + w_j J − ½)), in [0.119, 0.881].

    V = clamp((σ total/σ − 1)/2, 0, 1),  F = |flow imbalance|,  J = clamp((jump ratio − 1)/4, 0, 1).
    """
    volatility = min(max((sigma_total / sigma - 1.0) / 2.0, 0.0), 1.0) if sigma > 0.0 else 0.0
    flow = min(abs(flow_imbalance), 1.0)
    jump = min(max((jump_ratio - 1.0) / 4.0, 0.0), 1.0)
    raw = (
        settings.alpha_volatility_weight * volatility
        + settings.alpha_flow_weight * flow
        + settings.alpha_jump_weight * jump
    )
    return logistic(4.0 * (raw - 0.5))


def informed_excess(
    settings: AdverseSelectionSettings, sigma: float, sigma_total: float, flow_imbalance: float, jump_ratio: float
) -> float:
    """Return P(informed) less its value at rest, in [0, 0.762]: a calm market is charged nothing."""
    return max(informed_probability(settings, sigma, sigma_total, flow_imbalance, jump_ratio) - AT_REST, 0.0)
