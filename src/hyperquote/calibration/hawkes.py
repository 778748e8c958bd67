"""Maximum likelihood for the two-sided Hawkes process of order flow, and its simulation by thinning."""

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from random import Random

Orders = list[tuple[float, bool]]  # (seconds, the aggressor bought), in the order of time

_BETAS = (0.005, 50.0)  # per second: the decays searched
_GOLDEN = (sqrt(5.0) - 1.0) / 2.0
_TINY = 1e-9


@dataclass(frozen=True)
class HawkesParameters:
    """λ_own = μ + Σ α e^{−β(t−tᵢ)} over orders of the same side + Σ γ_x e^{−β(t−tᵢ)} over the other; per second."""

    mu: float
    alpha: float
    cross: float
    beta: float

    @property
    def branching(self) -> float:
        """How many orders each one brings; the process is stationary below one."""
        return (self.alpha + self.cross) / self.beta


@dataclass(frozen=True)
class HawkesFit:
    """The estimate, its standard errors (from the observed information), and the log-likelihood reached."""

    parameters: HawkesParameters
    errors: HawkesParameters
    log_likelihood: float
    orders: int


def simulate(
    parameters: HawkesParameters,
    duration_s: float,
    rng: Random,
    *,
    start_excess: tuple[float, float] = (0.0, 0.0),
) -> Orders:
    """Return the orders of `duration_s`, by thinning (Ogata 1981, IEEE Trans. Information Theory 27(1), 23–31).

    `start_excess` is what the intensities of buys and sells have above μ at the start.
    """
    if parameters.branching >= 1.0:
        raise ValueError(f"the branching ratio is {parameters.branching:.2f}: the flow explodes; it must be below 1")
    buy, sell = start_excess
    now = 0.0
    orders: Orders = []
    while True:
        bound = 2.0 * parameters.mu + buy + sell
        wait = rng.expovariate(bound) if bound > 0.0 else inf
        now += wait
        if now >= duration_s:
            return orders
        keep = exp(-parameters.beta * wait)
        buy *= keep
        sell *= keep
        drawn = rng.random() * bound
        if drawn < parameters.mu + buy:
            orders.append((now, True))
            buy += parameters.alpha
            sell += parameters.cross
        elif drawn < 2.0 * parameters.mu + buy + sell:
            orders.append((now, False))
            sell += parameters.alpha
            buy += parameters.cross


def log_likelihood(parameters: HawkesParameters, orders: Orders, duration_s: float) -> float:
    """Return Σ ln λ(tᵢ) − ∫ (λ_b + λ_s) dt over the orders and [0, duration]; −∞ where an intensity is not positive."""
    own, cross, reach = _memories(orders, duration_s, parameters.beta)
    total = -2.0 * parameters.mu * duration_s - (parameters.alpha + parameters.cross) * reach
    for same, other in zip(own, cross, strict=True):
        intensity = parameters.mu + parameters.alpha * same + parameters.cross * other
        if intensity <= 0.0:
            return -inf
        total += log(intensity)
    return total


def fit(orders: Orders, duration_s: float) -> HawkesFit:
    """Return the maximum-likelihood estimate for orders within [0, `duration_s`].

    For a given β the log-likelihood is concave in (μ, α, γ_x) and solved by
    expectation-maximisation; β is found by golden section of the profile in ln β. Raises `ValueError` below 50 orders.
    """
    if len(orders) < 50:
        raise ValueError(f"{len(orders)} orders are too few for a fit: 50 or more are needed")
    low, high = log(_BETAS[0]), log(_BETAS[1])
    left = high - _GOLDEN * (high - low)
    right = low + _GOLDEN * (high - low)
    at_left, at_right = _profile(orders, duration_s, exp(left)), _profile(orders, duration_s, exp(right))
    while high - low > 1e-3:
        if at_left[1] < at_right[1]:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = _profile(orders, duration_s, exp(right))
        else:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = _profile(orders, duration_s, exp(left))
    best, likelihood = max(at_left, at_right, key=lambda found: found[1])
    return HawkesFit(best, _errors(best, orders, duration_s), likelihood, len(orders))


def _memories(orders: Orders, duration_s: float, beta: float) -> tuple[list[float], list[float], float]:
    """Return Σ e^{−β(t−tᵢ)} just before each order over earlier ones of its side and of the other, and ∫ of all."""
    own, cross = [], []
    buy = sell = last = reach = 0.0
    for seconds, is_buy in orders:
        keep = exp(-beta * (seconds - last))
        buy *= keep
        sell *= keep
        last = seconds
        own.append(buy if is_buy else sell)
        cross.append(sell if is_buy else buy)
        reach += (1.0 - exp(-beta * (duration_s - seconds))) / beta
        if is_buy:
            buy += 1.0
        else:
            sell += 1.0
    return own, cross, reach


def _profile(orders: Orders, duration_s: float, beta: float) -> tuple[HawkesParameters, float]:
    """Return the best μ, α, γ_x for a β, and their log-likelihood."""
    own, cross, reach = _memories(orders, duration_s, beta)
    n = len(orders)
    exposure = (2.0 * duration_s, reach, reach)
    theta = [0.5 * n / exposure[0], 0.3 * n / reach, 0.1 * n / reach]
    for _ in range(60):
        gradient = [0.0, 0.0, 0.0]
        for same, other in zip(own, cross, strict=True):
            inverse = 1.0 / (theta[0] + theta[1] * same + theta[2] * other)
            gradient[0] += inverse
            gradient[1] += same * inverse
            gradient[2] += other * inverse
        # the EM step multiplies each parameter by (events it explains) / (its exposure): stays positive, never falls
        after = [max(value * g / e, _TINY) for value, g, e in zip(theta, gradient, exposure, strict=True)]
        change = max(abs(a - b) / max(b, 1e-6) for a, b in zip(after, theta, strict=True))
        theta = after
        if change < 1e-6:
            break
    parameters = HawkesParameters(theta[0], theta[1], theta[2], beta)
    total = -theta[0] * exposure[0] - (theta[1] + theta[2]) * reach
    for same, other in zip(own, cross, strict=True):
        total += log(theta[0] + theta[1] * same + theta[2] * other)
    return parameters, total


def _errors(at: HawkesParameters, orders: Orders, duration_s: float) -> HawkesParameters:
    """Return standard errors: roots of the diagonal of the inverse of minus the Hessian, by central differences."""
    centre = [at.mu, at.alpha, at.cross, at.beta]
    steps = [max(1e-3 * value, 1e-6) for value in centre]

    def value(shift: dict[int, float]) -> float:
        moved = [max(c + shift.get(i, 0.0), _TINY) for i, c in enumerate(centre)]
        return log_likelihood(HawkesParameters(*moved), orders, duration_s)

    middle = value({})
    information = [[0.0] * 4 for _ in range(4)]
    for i in range(4):
        h = steps[i]
        information[i][i] = -(value({i: h}) - 2.0 * middle + value({i: -h})) / (h * h)
        for j in range(i):
            k = steps[j]
            mixed = value({i: h, j: k}) - value({i: h, j: -k}) - value({i: -h, j: k}) + value({i: -h, j: -k})
            information[i][j] = information[j][i] = -mixed / (4.0 * h * k)
    inverse = _inverse(information)
    return HawkesParameters(*(sqrt(inverse[i][i]) if inverse[i][i] > 0.0 else inf for i in range(4)))


def _inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Return the inverse by Gauss–Jordan elimination; infinities where the matrix is singular."""
    n = len(matrix)
    rows = [list(row) + [float(i == j) for j in range(n)] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda row: abs(rows[row][i]))
        if abs(rows[pivot][i]) < 1e-12:
            return [[inf] * n for _ in range(n)]
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = rows[i][i]
        rows[i] = [value / scale for value in rows[i]]
        for j in range(n):
            if j != i:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[n:] for row in rows]
