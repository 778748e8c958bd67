"""Several assets whose prices move together: the closed form, and exact depths of two on a lattice."""

from dataclasses import dataclass
from math import exp, inf, log, sqrt, tanh

from hyperquote.market_maker.strategy.closed_form import fill_premium, log_fill_power
from hyperquote.theory.general import runge_kutta
from hyperquote.theory.numeric import Matrix, Vector, apply, identity, of_eigenvalues, solve, symmetric_eigen, times


@dataclass(frozen=True, slots=True)
class Asset:
    """Fills of one asset: A e^(−κδ) per side for orders of size Δ, at a cost ĉ."""

    kappa: float
    intensity: float
    order_size: float
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Quotes:
    """Depths of every asset (P) and Γ, the shift of asset i per unit of inventory in j (P/L)."""

    slopes: Matrix
    half_spreads: Vector
    bids: Vector
    asks: Vector


def closed_form(
    assets: list[Asset],
    covariance: Matrix,
    gamma: float,
    xi: float,
    inventory: Vector,
    remaining: float = inf,
    drift: Vector | None = None,
    decay: float = 0.0,
) -> Quotes:
    """Return the depths of the quadratic approximation.

        Γ = √γ D^−½ Y D^−½     Y = (D^½ Σ D^½)^½,  D = diag(2 A κ C Δ),  Y tanh(√γ Yτ) for a finite τ
        δ_bid, δ_ask = c₁ + ĉ + ½ΔΓ_ii ± ((Γq)_i + B_i)     B = −(ΓD + ζI)^−1 μ

    Y by eigenvalues clipped at 0: perfectly correlated assets are allowed.
    Bergault, Evangelista, Guéant & Vieira (2021), Appl. Math. Finance 28, 101–142.
    """
    size = len(assets)
    weights = [2.0 * each.intensity * each.kappa * _damping(each, xi) * each.order_size for each in assets]
    roots = [sqrt(weight) for weight in weights]
    values, vectors = symmetric_eigen(
        [[roots[i] * covariance[i][j] * roots[j] for j in range(size)] for i in range(size)]
    )
    spread = []
    for value in values:
        root = sqrt(max(value, 0.0))
        spread.append(root if remaining == inf else root * tanh(sqrt(gamma) * root * remaining))
    y = of_eigenvalues(spread, vectors)
    slopes = [[sqrt(gamma) * y[i][j] / (roots[i] * roots[j]) for j in range(size)] for i in range(size)]
    lean = apply(slopes, inventory)
    if drift is not None:
        rates = times(slopes, [[weights[i] if i == j else 0.0 for j in range(size)] for i in range(size)])
        matrix = [
            [rate + decay * one for rate, one in zip(row, ones, strict=True)]
            for row, ones in zip(rates, identity(size), strict=True)
        ]
        shifts = solve(matrix, [[each] for each in drift])
        lean = [value - shift[0] for value, shift in zip(lean, shifts, strict=True)]
    halves = [
        fill_premium(xi, each.order_size, each.kappa) + each.cost + 0.5 * each.order_size * slopes[i][i]
        for i, each in enumerate(assets)
    ]
    return Quotes(
        slopes,
        halves,
        [half + shift for half, shift in zip(halves, lean, strict=True)],
        [half - shift for half, shift in zip(halves, lean, strict=True)],
    )


def _damping(asset: Asset, xi: float) -> float:
    """Return C e^(−κĉ)."""
    return exp(-log_fill_power(xi * asset.order_size / asset.kappa) - asset.kappa * asset.cost)


class TwoAssets:
    """Exact depths of two assets on the lattice (i, j), |i| ≤ N₁, |j| ≤ N₂ orders, ξ = γ.

    `endless` needs a common κ/Δ, where the equation is linear; `finite` integrates the nonlinear one for any.
    """

    def __init__(self, first: Asset, second: Asset, covariance: Matrix, gamma: float, limits: tuple[int, int]) -> None:
        self.assets = (first, second)
        self.covariance = covariance
        self.gamma = gamma
        self.limits = limits
        self.theta: Vector = []  # value by lattice point, the second asset's index running fastest
        self.certainty_equivalent_rate = 0.0  # P L / T, of the endless market
        self._width = 2 * limits[1] + 1
        self._size = (2 * limits[0] + 1) * self._width

    def endless(self) -> None:
        """Solve for the ground state by Noda's iteration (1971, Numer. Math. 17, 382–386): positive at every step.

        The shift is the smallest ratio (Mv)_i / v_i, a bound from below that converges from below to λ₀.
        """
        first, second = self.assets
        k = first.kappa / first.order_size
        if abs(second.kappa / second.order_size / k - 1.0) > 1e-12:
            raise ValueError("the endless equation is linear for a common kappa / order size only; use `finite`")
        flows = [each.intensity * _damping(each, self.gamma) for each in self.assets]
        diagonal = [-k * each for each in self._carry()]
        vector = [1.0] * self._size
        for _ in range(60):
            image = self._matrix_times(diagonal, flows, vector)
            ratios = [x / y for x, y in zip(image, vector, strict=True)]
            low, high = min(ratios), max(ratios)
            if high - low <= 1e-12 * abs(low):
                break
            solved = self._solve_shifted(diagonal, flows, low - 1e-13 * abs(low), vector)
            peak = max(solved)
            vector = [value / peak for value in solved]
        self.theta = [log(value) / k for value in vector]
        self.certainty_equivalent_rate = -low / k

    def finite(self, remaining: float, steps: int) -> None:
        """Integrate θ from 0 over the time that remains; `steps` as in `general.solve`."""
        carry = self._carry()
        moves = []
        for axis, asset in enumerate(self.assets):
            x = self.gamma * asset.order_size
            best = fill_premium(self.gamma, asset.order_size, asset.kappa) + asset.cost
            # H(p) = A e^(−κ(c₁ + ĉ + p)) (1 − e^(−ξΔc₁)) / ξ = A C Δ e^(−κp) / (κ + ξΔ) … at the best depth
            gain = asset.intensity * exp(-asset.kappa * best) * asset.order_size / (asset.kappa + x)
            stride = self._width if axis == 0 else 1
            moves.append((self._pairs(axis), stride, gain, asset.kappa / asset.order_size))

        def flow(theta: Vector) -> Vector:
            result = list(carry)
            for pairs, stride, gain, k in moves:
                for index in pairs:
                    ratio = exp(k * (theta[index + stride] - theta[index]))
                    result[index] += gain * ratio
                    result[index + stride] += gain / ratio
            return result

        self.theta = runge_kutta(flow, [0.0] * self._size, remaining, steps)

    def bid(self, axis: int, i: int, j: int) -> float:
        """Return δ_bid of an asset (0 or 1) at the lattice point (i, j)."""
        return self._base(axis) + self._step(axis, i, j, 1)

    def ask(self, axis: int, i: int, j: int) -> float:
        """Return δ_ask of an asset (0 or 1) at the lattice point (i, j)."""
        return self._base(axis) + self._step(axis, i, j, -1)

    def _base(self, axis: int) -> float:
        asset = self.assets[axis]
        return fill_premium(self.gamma, asset.order_size, asset.kappa) + asset.cost

    def _step(self, axis: int, i: int, j: int, sign: int) -> float:
        here = self._index(i, j)
        there = self._index(i + sign, j) if axis == 0 else self._index(i, j + sign)
        return (self.theta[here] - self.theta[there]) / self.assets[axis].order_size

    def _index(self, i: int, j: int) -> int:
        return (i + self.limits[0]) * self._width + j + self.limits[1]

    def _carry(self) -> Vector:
        """Return −½γ q'Σq by lattice point."""
        (one, cross), (_, two) = self.covariance
        result = []
        for i in range(-self.limits[0], self.limits[0] + 1):
            for j in range(-self.limits[1], self.limits[1] + 1):
                p, q = i * self.assets[0].order_size, j * self.assets[1].order_size
                result.append(-0.5 * self.gamma * (one * p * p + 2.0 * cross * p * q + two * q * q))
        return result

    def _pairs(self, axis: int) -> list[int]:
        """Return the points that have a neighbour one order above on an axis."""
        if axis == 0:
            return list(range(self._size - self._width))
        return [index for index in range(self._size) if index % self._width != self._width - 1]

    def _matrix_times(self, diagonal: Vector, flows: Vector, vector: Vector) -> Vector:
        result = [d * v for d, v in zip(diagonal, vector, strict=True)]
        for axis, stride in ((0, self._width), (1, 1)):
            for index in self._pairs(axis):
                result[index] -= flows[axis] * vector[index + stride]
                result[index + stride] -= flows[axis] * vector[index]
        return result

    def _solve_shifted(self, diagonal: Vector, flows: Vector, shift: float, right: Vector) -> Vector:
        """Solve (M − shift) x = right by elimination inside the band; an M-matrix needs no pivots."""
        band = self._width
        rows = []
        for index in range(self._size):
            row = [diagonal[index] - shift] + [0.0] * band
            if index % band != band - 1:
                row[1] = -flows[1]
            row[band] += -flows[0]
            rows.append(row)
        known = list(right)
        for index in range(self._size):
            top = rows[index]
            for away in range(1, min(band, self._size - 1 - index) + 1):
                if top[away] == 0.0:
                    continue
                factor = top[away] / top[0]
                below = rows[index + away]
                for column in range(band + 1 - away):
                    below[column] -= factor * top[away + column]
                known[index + away] -= factor * known[index]
        for index in range(self._size - 1, -1, -1):
            top = rows[index]
            total = known[index]
            for away in range(1, min(band, self._size - 1 - index) + 1):
                total -= top[away] * known[index + away]
            known[index] = total / top[0]
        return known
