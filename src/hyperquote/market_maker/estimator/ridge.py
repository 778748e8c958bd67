"""Two slopes from the sums of products."""

from math import sqrt
from typing import Final

COLLINEAR: Final = 0.95
CORRELATED: Final = 0.80

INDEPENDENT: Final = 0
ORTHOGONALISED: Final = 1
COMBINED: Final = 2


class Slopes:
    """y ≈ `first` · x₁ + `second` · x₂, and which of three ways found them."""

    def __init__(self, first: float, second: float, mode: int) -> None:
        self.first: Final = first
        self.second: Final = second
        self.mode: Final = mode


def ridge_slopes(s11: float, s22: float, s12: float, s1y: float, s2y: float, ridge: float) -> Slopes:
    """Solve (S + λI) β = s_y with λ = ridge · (S₁₁ + S₂₂) / 2 for centred sums of products.

    Signals that say nearly the same cannot be told apart: from |correlation| 0.80 the second is first freed of what
    the first explains; from 0.95 both become one signal, x₁ + sign(correlation) · x₂.
    """
    penalty = ridge * (s11 + s22) / 2.0
    correlation = s12 / sqrt(s11 * s22) if s11 > 0.0 and s22 > 0.0 else 0.0
    if abs(correlation) >= COLLINEAR:
        sign = 1.0 if correlation > 0.0 else -1.0
        slope = (s1y + sign * s2y) / (s11 + s22 + 2.0 * sign * s12 + penalty)
        return Slopes(slope, sign * slope, COMBINED)
    if abs(correlation) >= CORRELATED:
        explained = s12 / s11
        second = (s2y - explained * s1y) / (s22 - explained * s12 + penalty)
        return Slopes(s1y / (s11 + penalty) - explained * second, second, ORTHOGONALISED)
    a = s11 + penalty
    d = s22 + penalty
    determinant = a * d - s12 * s12
    if s11 <= 0.0 or s22 <= 0.0 or determinant <= 0.0:
        first = s1y / a if s11 > 0.0 else 0.0
        second = s2y / d if s22 > 0.0 else 0.0
        return Slopes(first, second, INDEPENDENT)
    return Slopes((d * s1y - s12 * s2y) / determinant, (a * s2y - s12 * s1y) / determinant, INDEPENDENT)
