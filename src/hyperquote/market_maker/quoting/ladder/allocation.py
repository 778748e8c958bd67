"""Sizes that maximise what the rungs earn, with diminishing returns, under budgets for size and margin."""

from typing import Final

_BISECTIONS: Final = 100
_SLACK: Final = 1e-9  # relative: a budget used up to this counts as binding


class Binding:
    """Which budget stops the allocation from growing."""

    NONE: Final = "None"
    MARGIN: Final = "Margin"
    POSITION: Final = "Position"


class Allocation:
    """Sizes by rung, what they use, and the value of one more unit of size (`shadow_price`)."""

    def __init__(
        self, sizes: list[float], shadow_price: float, margin_used: float, position_used: float, binding: str
    ) -> None:
        self.sizes: Final = sizes
        self.shadow_price: Final = shadow_price
        self.margin_used: Final = margin_used
        self.position_used: Final = position_used
        self.binding: Final = binding


def allocate(
    values: list[float], capacities: list[float], margins: list[float], max_position: float, max_margin: float
) -> Allocation:
    """Maximise Σ vᵢ (sᵢ − sᵢ² / (2cᵢ)) subject to Σ sᵢ ≤ `max_position`, Σ mᵢ sᵢ ≤ `max_margin`, 0 ≤ sᵢ ≤ cᵢ.

        sᵢ = cᵢ · max(0, 1 − (μ + ν mᵢ) / vᵢ)

    with multipliers μ, ν ≥ 0 found by nested bisection. The quadratic term says that the next unit on a rung earns
    less than the one before; without it the optimum puts everything on one rung. `capacities` > 0: the size at
    which a rung stops earning.
    """
    highest = 0.0
    for value in values:
        highest = max(highest, value)
    # Every s is 0 once ν mᵢ ≥ vᵢ for all i: the smallest margin decides how far ν must be searched.
    smallest_margin = 0.0
    for margin in margins:
        if margin > 0.0 and (smallest_margin == 0.0 or margin < smallest_margin):
            smallest_margin = margin
    nu = 0.0
    mu = _position_price(values, capacities, margins, nu, max_position, highest)
    if smallest_margin > 0.0 and _used(values, capacities, margins, mu, nu, True) > max_margin:
        low, high = 0.0, highest / smallest_margin
        for _ in range(_BISECTIONS):
            nu = 0.5 * (low + high)
            mu = _position_price(values, capacities, margins, nu, max_position, highest)
            if _used(values, capacities, margins, mu, nu, True) > max_margin:
                low = nu
            else:
                high = nu
        nu = high
        mu = _position_price(values, capacities, margins, nu, max_position, highest)
    sizes = [_size(values[i], capacities[i], mu + nu * margins[i]) for i in range(len(values))]
    position_used = _used(values, capacities, margins, mu, nu, False)
    margin_used = _used(values, capacities, margins, mu, nu, True)
    mean_margin = margin_used / position_used if position_used > 0.0 else 0.0
    binding = Binding.NONE
    if nu > 0.0:
        binding = Binding.MARGIN
    elif mu > 0.0 or position_used > max_position * (1.0 - _SLACK):
        binding = Binding.POSITION
    return Allocation(sizes, mu + nu * mean_margin, margin_used, position_used, binding)


def _size(value: float, capacity: float, price: float) -> float:
    return capacity * (1.0 - price / value) if value > price else 0.0


def _used(
    values: list[float], capacities: list[float], margins: list[float], mu: float, nu: float, is_margin: bool
) -> float:
    total = 0.0
    for index in range(len(values)):
        size = _size(values[index], capacities[index], mu + nu * margins[index])
        total += size * margins[index] if is_margin else size
    return total


def _position_price(
    values: list[float], capacities: list[float], margins: list[float], nu: float, budget: float, highest: float
) -> float:
    """Return the smallest μ at which the sizes fit the position budget."""
    if _used(values, capacities, margins, 0.0, nu, False) <= budget:
        return 0.0
    low, high = 0.0, highest
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if _used(values, capacities, margins, middle, nu, False) > budget:
            low = middle
        else:
            high = middle
    return high
