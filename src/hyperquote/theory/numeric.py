"""Small numerical tools: roots, special functions, dense matrices. Nothing here knows about markets."""

from collections.abc import Callable
from itertools import pairwise
from math import erfc, exp, inf, lgamma, log, sqrt

Vector = list[float]
Matrix = list[list[float]]

_ROUNDS = 200
_TINY = 1e-300


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function that is negative at `low` and positive at `high` crosses 0, to the last digit."""
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if function(middle) < 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def increasing_root(function: Callable[[float], float], start: float, width: float = 1.0) -> float:
    """Return the root of an increasing function: brackets that double from `start`, then Illinois' false position."""
    low, high = start - width, start + width
    at_low, at_high = function(low), function(high)
    while at_low > 0.0:
        high, at_high = low, at_low
        width *= 2.0
        low -= width
        at_low = function(low)
    while at_high < 0.0:
        low, at_low = high, at_high
        width *= 2.0
        high += width
        at_high = function(high)
    kept = 0
    for _ in range(_ROUNDS):
        if at_high == at_low:
            break
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = function(middle)
        if value == 0.0 or abs(high - low) <= 1e-14 * max(1.0, abs(middle)):
            return middle
        if value < 0.0:
            step = abs(middle - low)
            low, at_low = middle, value
            at_high *= 0.5 if kept < 0 else 1.0
            kept = -1
        else:
            step = abs(high - middle)
            high, at_high = middle, value
            at_low *= 0.5 if kept > 0 else 1.0
            kept = 1
        if step <= 1e-15 * max(1.0, abs(middle)):
            return middle
    return 0.5 * (low + high)


def maximise(function: Callable[[Vector], float], start: Vector, width: float = 0.5) -> Vector:
    """Return a local maximum by the simplex of Nelder & Mead (1965), restarted until it stops improving."""
    best = start
    value = -inf
    for _ in range(10):
        found = _simplex(function, best, width)
        reached = function(found)
        if reached - value <= 1e-12 * (1.0 + abs(reached)):
            return found
        best, value = found, reached
        width *= 0.3
    return best


def _simplex(function: Callable[[Vector], float], start: Vector, width: float) -> Vector:
    size = len(start)
    corners = [(function(start), start)]
    for axis in range(size):
        point = list(start)
        point[axis] += width
        corners.append((function(point), point))
    for _ in range(400 * size):
        corners.sort(key=lambda corner: -corner[0])
        if corners[0][0] - corners[-1][0] <= 1e-13 * (1.0 + abs(corners[0][0])):
            break
        worst_value, worst = corners[-1]
        centre = [sum(point[axis] for _, point in corners[:-1]) / size for axis in range(size)]

        def along(factor: float, centre: Vector = centre, worst: Vector = worst) -> tuple[float, Vector]:
            point = [c + factor * (c - w) for c, w in zip(centre, worst, strict=True)]
            return function(point), point

        reflected = along(1.0)
        if reflected[0] > corners[0][0]:
            expanded = along(2.0)
            corners[-1] = max(expanded, reflected)
        elif reflected[0] > corners[-2][0]:
            corners[-1] = reflected
        else:
            contracted = along(0.5 if reflected[0] > worst_value else -0.5)
            if contracted[0] > max(worst_value, reflected[0]):
                corners[-1] = contracted
            else:
                top = corners[0][1]
                shrunk = [[0.5 * (t + p) for t, p in zip(top, point, strict=True)] for _, point in corners[1:]]
                corners = [corners[0]] + [(function(point), point) for point in shrunk]
    return max(corners)[1]


# ── special functions ───────────────────────────────────────────────────────────────────────────────────────────


def normal_cdf(z: float) -> float:
    """Return Φ(z)."""
    return 0.5 * erfc(-z / sqrt(2.0))


def gamma_cdf(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function P(a, x): series below a + 1, continued fraction above."""
    if x <= 0.0:
        return 0.0
    scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1.0:
        term = total = 1.0 / shape
        step = shape
        while term > total * 1e-17:
            step += 1.0
            term *= x / step
            total += term
        return scale * total
    b = x + 1.0 - shape
    c = 1.0 / _TINY
    d = 1.0 / b
    fraction = d
    for index in range(1, 10_000):
        factor = index * (shape - index)
        b += 2.0
        d = 1.0 / (b + factor * d or _TINY)
        c = b + factor / c or _TINY
        change = c * d
        fraction *= change
        if abs(change - 1.0) < 1e-16:
            break
    return 1.0 - scale * fraction


def gamma_quantile(shape: float, probability: float) -> float:
    """Return the quantile of a Gamma variable with unit rate; half that of χ² with 2a degrees of freedom."""
    high = shape + 1.0
    while gamma_cdf(shape, high) < probability:
        high *= 2.0
    return bisect(lambda x: gamma_cdf(shape, x) - probability, 0.0, high)


def beta_cdf(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b) by its continued fraction."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_cdf(b, a, 1.0 - x)
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1.0 - x)) / a
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0) or _TINY)
    fraction = d
    for m in range(1, 10_000):
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / (1.0 + factor * d or _TINY)
            c = 1.0 + factor / c or _TINY
            change = c * d
            fraction *= change
        if abs(change - 1.0) < 1e-16:
            break
    return scale * fraction


def student_cdf(z: float, freedom: float) -> float:
    """Return the distribution function of Student's t with any positive degrees of freedom."""
    tail = 0.5 * beta_cdf(0.5 * freedom, 0.5, freedom / (freedom + z * z))
    return tail if z < 0.0 else 1.0 - tail


# ── dense matrices, row by row ──────────────────────────────────────────────────────────────────────────────────


def identity(size: int) -> Matrix:
    """Return I."""
    return [[1.0 if row == column else 0.0 for column in range(size)] for row in range(size)]


def times(left: Matrix, right: Matrix) -> Matrix:
    """Return the product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in left]


def apply(matrix: Matrix, vector: Vector) -> Vector:
    """Return the product of a matrix and a vector."""
    return [sum(x * y for x, y in zip(row, vector, strict=True)) for row in matrix]


def solve(matrix: Matrix, right: Matrix) -> Matrix:
    """Return X of `matrix` X = `right` by elimination with pivots; raises `ValueError` for a singular matrix."""
    size = len(matrix)
    rows = [list(left) + list(known) for left, known in zip(matrix, right, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        if rows[pivot][column] == 0.0:
            raise ValueError("the matrix is singular")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        top = rows[column]
        for row in range(column + 1, size):
            factor = rows[row][column] / top[column]
            if factor != 0.0:
                rows[row] = [x - factor * y for x, y in zip(rows[row], top, strict=True)]
    result: Matrix = []
    for index in range(size - 1, -1, -1):
        top = rows[index]
        rest = top[size:]
        for later, values in zip(range(size - 1, index, -1), result, strict=False):
            rest = [k - top[later] * value for k, value in zip(rest, values, strict=True)]
        result.append([k / top[index] for k in rest])
    return result[::-1]


def symmetric_eigen(matrix: Matrix) -> tuple[Vector, Matrix]:
    """Return eigenvalues and a matrix with eigenvectors as columns, by Jacobi rotations: small relative errors."""
    size = len(matrix)
    a = [list(row) for row in matrix]
    vectors = identity(size)
    for _ in range(100):
        off = sum(a[i][j] ** 2 for i in range(size) for j in range(size) if i != j)
        if off <= 1e-40 * sum(a[i][i] ** 2 for i in range(size)) or off == 0.0:
            break
        for p in range(size):
            for q in range(p + 1, size):
                if a[p][q] == 0.0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q])
                t = (1.0 if theta >= 0.0 else -1.0) / (abs(theta) + sqrt(theta * theta + 1.0))
                c = 1.0 / sqrt(t * t + 1.0)
                s = t * c
                for k in range(size):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(size):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(size):
                    vectors[k][p], vectors[k][q] = (
                        c * vectors[k][p] - s * vectors[k][q],
                        s * vectors[k][p] + c * vectors[k][q],
                    )
    return [a[i][i] for i in range(size)], vectors


def of_eigenvalues(values: Vector, vectors: Matrix) -> Matrix:
    """Return V diag(values) Vᵀ."""
    scaled = [[x * value for x, value in zip(row, values, strict=True)] for row in vectors]
    return times(scaled, [list(column) for column in zip(*vectors, strict=True)])


def differences(series: Vector) -> Vector:
    """Return each value less the one before it."""
    return [later - earlier for earlier, later in pairwise(series)]
