"""Self-exciting arrivals: likelihood, maximum likelihood with standard errors, residuals, forecasts, two sides.

    λ(t) = μ + Σ_{t_j < t} α e^(−β(t − t_j))        α: the jump; branching ratio α/β < 1

Hawkes (1971), Biometrika 58, 83–90; Ozaki (1979), Ann. Inst. Stat. Math. 31, 145–155; Bacry, Mastromatteo & Muzy
(2015), Market Microstruct. Liq. 1.
"""

from dataclasses import dataclass
from math import exp, expm1, log, sqrt

from hyperquote.theory.numeric import Matrix, Vector, identity, maximise, solve

_MAX_BRANCHING = 0.99


@dataclass(frozen=True, slots=True)
class Hawkes:
    """One stream of events."""

    mu: float
    alpha: float
    beta: float

    @property
    def branching(self) -> float:
        """Return α/β, the events that an event causes on average."""
        return self.alpha / self.beta

    @property
    def mean_intensity(self) -> float:
        """Return μβ/(β − α)."""
        return self.mu * self.beta / (self.beta - self.alpha)

    def intensity_before(self, times: list[float], moment: float) -> float:
        """Return λ(t−): an event at t itself does not count."""
        return self.mu + self.alpha * sum(exp(-self.beta * (moment - t)) for t in times if t < moment)

    def log_likelihood(self, times: list[float], end: float) -> float:
        """Return Σ ln λ(t_i−) − ∫λ up to the end of observation (not the last event)."""
        total = -self.mu * end
        state = 0.0
        earlier: float | None = None
        for t in times:
            if earlier is not None:
                state = exp(-self.beta * (t - earlier)) * (1.0 + state)
            earlier = t
            total += log(self.mu + self.alpha * state) + self.alpha / self.beta * expm1(-self.beta * (end - t))
        return total

    def gradient(self, times: list[float], end: float) -> tuple[float, float, float]:
        """Return the derivatives of the log-likelihood by μ, α and β."""
        by_mu, by_alpha, by_beta = -end, 0.0, 0.0
        state = aged = 0.0
        earlier: float | None = None
        for t in times:
            if earlier is not None:
                gap = t - earlier
                fade = exp(-self.beta * gap)
                aged = fade * (aged + gap * (1.0 + state))
                state = fade * (1.0 + state)
            earlier = t
            rate = self.mu + self.alpha * state
            rest = end - t
            left = exp(-self.beta * rest)
            by_mu += 1.0 / rate
            by_alpha += state / rate - (1.0 - left) / self.beta
            by_beta += -self.alpha * aged / rate
            by_beta += self.alpha / self.beta**2 * (1.0 - left) - self.alpha / self.beta * rest * left
        return by_mu, by_alpha, by_beta

    def residuals(self, times: list[float]) -> list[float]:
        """Return ∫λ between events, from time 0: independent Exp(1) if the model is right."""
        result = []
        state = 0.0
        earlier = 0.0
        for t in times:
            gap = t - earlier
            fade = -expm1(-self.beta * gap)
            result.append(self.mu * gap + self.alpha / self.beta * state * fade)
            state = state * (1.0 - fade) + 1.0
            earlier = t
        return result

    def expected_count(self, intensity: float, horizon: float) -> float:
        """Return E N over the next `horizon` from λ(t+), the last event counted."""
        gap = self.beta - self.alpha
        if abs(gap) * horizon < 1e-9:
            return (intensity + 0.5 * self.mu * self.beta * horizon) * horizon
        mean = self.mu * self.beta / gap
        return mean * horizon - (intensity - mean) * expm1(-gap * horizon) / gap


@dataclass(frozen=True, slots=True)
class HawkesFit:
    """The most likely parameters; errors from the curvature there, None where it has no maximum inside."""

    model: Hawkes
    log_likelihood: float
    errors: tuple[float, float, float] | None  # of μ, α, β


def fit(times: list[float], end: float) -> HawkesFit:
    """Return the maximum of the likelihood over μ, β > 0 and α/β < 0.99, the best of several starts.

    Searched in ln μ, ln β and the logit of the branching ratio. Merge events of one time stamp before: ties pull β to
    infinity.
    """
    if len(times) < 10:
        raise ValueError(f"a Hawkes process needs 10 events or more to be fitted, not {len(times)}")
    rate = len(times) / end

    def model(point: Vector) -> Hawkes:
        share = _MAX_BRANCHING / (1.0 + exp(min(-point[1], 700.0)))
        beta = exp(point[2])
        return Hawkes(exp(point[0]), share * beta, beta)

    def height(point: Vector) -> float:
        if not (-40.0 < point[0] - log(rate) < 40.0 and -20.0 < point[2] - log(rate) < 20.0):
            return -1e300
        return model(point).log_likelihood(times, end)

    starts = [[log(0.5 * rate), 0.0, log(factor * rate)] for factor in (0.5, 2.0, 20.0)]
    best = max((maximise(height, start) for start in starts), key=height)
    found = model(best)
    return HawkesFit(found, height(best), _errors(found, times, end))


def _errors(model: Hawkes, times: list[float], end: float) -> tuple[float, float, float] | None:
    centre = [model.mu, model.alpha, model.beta]
    information: Matrix = []
    for axis in range(3):
        step = 1e-5 * centre[axis]
        up, down = list(centre), list(centre)
        up[axis] += step
        down[axis] -= step
        above, below = Hawkes(*up).gradient(times, end), Hawkes(*down).gradient(times, end)
        information.append([-(a - b) / (2.0 * step) for a, b in zip(above, below, strict=True)])
    try:
        inverse = solve(information, identity(3))
    except ValueError:
        return None
    if min(inverse[axis][axis] for axis in range(3)) <= 0.0:
        return None
    return sqrt(inverse[0][0]), sqrt(inverse[1][1]), sqrt(inverse[2][2])


@dataclass(frozen=True, slots=True)
class MutualHawkes:
    """Several streams that excite one another: `alpha[i][j]` is the jump of i at an event of j."""

    mu: Vector
    alpha: Matrix
    beta: Matrix

    @property
    def branching(self) -> Matrix:
        """Return α_ij / β_ij."""
        return [[a / b for a, b in zip(*rows, strict=True)] for rows in zip(self.alpha, self.beta, strict=True)]

    def spectral_radius(self) -> float:
        """Return the largest eigenvalue of the branching matrix: below 1, the streams die down (power iteration)."""
        matrix = self.branching
        vector = [1.0] * len(matrix)
        radius = 0.0
        for _ in range(10_000):
            image = [sum(x * y for x, y in zip(row, vector, strict=True)) for row in matrix]
            size = max(image)
            if size == 0.0:
                return 0.0
            vector = [each / size for each in image]
            if abs(size - radius) <= 1e-15 * size:
                break
            radius = size
        return size

    def stationary_intensity(self) -> Vector:
        """Return (I − n)^−1 μ."""
        size = len(self.mu)
        matrix = [
            [one - share for one, share in zip(ones, shares, strict=True)]
            for ones, shares in zip(identity(size), self.branching, strict=True)
        ]
        return [row[0] for row in solve(matrix, [[each] for each in self.mu])]

    def intensity_before(self, events: list[list[float]], moment: float) -> Vector:
        """Return λ(t−) of each stream."""
        result = []
        for mu, alphas, betas in zip(self.mu, self.alpha, self.beta, strict=True):
            total = mu
            for alpha, beta, times in zip(alphas, betas, events, strict=True):
                total += alpha * sum(exp(-beta * (moment - t)) for t in times if t < moment)
            result.append(total)
        return result

    def log_likelihood(self, events: list[list[float]], end: float) -> float:
        """Return the log-likelihood of all streams up to `end`."""
        total = 0.0
        for stream, times in enumerate(events):
            total -= self.mu[stream] * end
            for alpha, beta, sources in zip(self.alpha[stream], self.beta[stream], events, strict=True):
                total += alpha / beta * sum(expm1(-beta * (end - t)) for t in sources)
            total += sum(log(self.intensity_before(events, t)[stream]) for t in times)
        return total
