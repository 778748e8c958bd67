"""The shape of a ladder: how many rungs, how far apart, how large."""

from math import isfinite
from typing import Final

from hyperquote.consts import BPS

SPACINGS: Final = ["anchored", "geometric", "linear"]
SIZINGS: Final = ["geometric", "value", "optimizer"]
INTENSITIES: Final = ["touch", "exponential"]


class LadderSettings:
    """Depths and sizes of the rungs of one side.

        anchored   δᵢ = δ₀ rⁱ, δ₀ the strategy's own half-spread; rungs after the first end at `max_depth_bps`
        geometric  δᵢ = δ_min (δ_max/δ_min)^(i/(K−1))      the strategy's half-spread is ignored
        linear     δᵢ = δ_min + (δ_max − δ_min) i/(K−1)    likewise

    Sizes: "geometric" sizeᵢ ∝ decayⁱ; "value" ∝ what a rung earns; "optimizer" the concave allocation. In each a
    rung holds `max_single_order_fraction` of the side at most, unless the side can afford one rung only. How often a
    rung is reached: "touch", by the diffusion of the price; "exponential", by the trades (`capture.py`); geometric
    sizes do not ask.
    """

    def __init__(
        self,
        levels: int = 5,
        decay_factor: float = 0.53,
        depth_ratio: float = 1.5,
        spacing: str = "anchored",
        sizing: str = "geometric",
        min_depth_bps: float = 2.0,
        max_depth_bps: float = 50.0,
        min_level_size: float = 0.0,
        max_single_order_fraction: float = 0.5,
        intensity: str = "touch",
    ) -> None:
        if not 1 <= levels <= 50:
            raise ValueError(f"ladder levels must be 1 to 50, not {levels}")
        if not 0.0 < decay_factor <= 1.0:
            raise ValueError(f"ladder decay_factor must be above 0 and at most 1, not {decay_factor}")
        if not (depth_ratio > 1.0 and isfinite(depth_ratio)):
            raise ValueError(f"ladder depth_ratio must be above 1, not {depth_ratio}")
        if spacing not in SPACINGS:
            raise ValueError(f"ladder spacing must be one of {', '.join(SPACINGS)}, not {spacing!r}")
        if sizing not in SIZINGS:
            raise ValueError(f"ladder sizing must be one of {', '.join(SIZINGS)}, not {sizing!r}")
        if not 0.0 < min_depth_bps < max_depth_bps < 1 / BPS:
            raise ValueError(
                "ladder depths must satisfy 0 < min_depth_bps < max_depth_bps < 10000, "
                f"not {min_depth_bps} and {max_depth_bps}"
            )
        if not (min_level_size >= 0.0 and isfinite(min_level_size)):
            raise ValueError(f"ladder min_level_size (base units) must be 0 or more, not {min_level_size}")
        if not 0.0 < max_single_order_fraction <= 1.0:
            raise ValueError(
                f"max_single_order_fraction must be above 0 and at most 1, not {max_single_order_fraction}"
            )
        if intensity not in INTENSITIES:
            raise ValueError(f"ladder intensity must be one of {', '.join(INTENSITIES)}, not {intensity!r}")
        self.levels: Final = levels
        self.is_anchored: Final = spacing == "anchored"
        self.sizing: Final = sizing
        self.max_depth: Final = max_depth_bps * BPS
        self.min_level_size: Final = min_level_size
        self.max_single_order_fraction: Final = max_single_order_fraction
        self.is_exponential: Final = intensity == "exponential"
        self.factors: Final = spaced(levels, spacing, depth_ratio, min_depth_bps * BPS, max_depth_bps * BPS)
        self.shares: Final = [geometric_shares(count, decay_factor) for count in range(levels + 1)]


def spaced(levels: int, spacing: str, ratio: float, low: float, high: float) -> list[float]:
    """Return multiples of the first depth (anchored) or the depths themselves, rung by rung."""
    result: list[float] = []
    for index in range(levels):
        place = float(index) / float(levels - 1) if levels > 1 else 0.0
        if spacing == "anchored":
            result.append(ratio ** float(index))
        elif spacing == "geometric":
            result.append(low * (high / low) ** place)
        else:
            result.append(low + (high - low) * place)
    return result


def geometric_shares(count: int, decay: float) -> list[float]:
    """Return decayⁱ / Σ decayʲ for i = 0 … count − 1."""
    total = 0.0
    for index in range(count):
        total += decay ** float(index)
    return [decay ** float(index) / total for index in range(count)]
