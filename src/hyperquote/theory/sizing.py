"""How much to risk: Kelly's fraction, and the risk aversion that goes with it."""

from hyperquote.theory.numeric import Matrix, Vector, solve


def kelly_fraction(mean: float, variance: float) -> float:
    """Return f = μ/σ² of wealth for returns per unit of time; twice of it does not grow any more. Kelly (1956)."""
    return mean / variance


def kelly_bet(chance: float, odds: float) -> float:
    """Return p − (1 − p)/b for a bet that pays b to one."""
    return chance - (1.0 - chance) / odds


def kelly_portfolio(means: Vector, covariance: Matrix) -> Vector:
    """Return Σ^−1 μ."""
    return [row[0] for row in solve(covariance, [[mean] for mean in means])]


def shrunk(estimate: float, error: float) -> float:
    """Return the estimate times μ̂²/(μ̂² + se²): what is not known well is not bet on."""
    square = estimate * estimate
    return estimate * square / (square + error * error) if square > 0.0 else 0.0


def gamma_of_wealth(wealth: float, fraction: float = 1.0) -> float:
    """Return γ = 1/(fW) per unit of money: log utility near a wealth W, at the fraction f of Kelly's stake."""
    if not (wealth > 0.0 and fraction > 0.0):
        raise ValueError(f"wealth and fraction must be above 0, not {wealth} and {fraction}")
    return 1.0 / (fraction * wealth)
