"""How likely the next trader is informed."""

from math import exp

from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings


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
