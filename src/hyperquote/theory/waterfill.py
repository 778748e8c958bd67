"""How to divide a budget among the rungs of a ladder: each case to the last digit, by its Kuhn–Tucker conditions."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import exp, inf, log, log1p

from hyperquote.theory.numeric import Matrix, Vector, bisect, solve


@dataclass(frozen=True, slots=True)
class Division:
    """Sizes, the value of one more unit of the budget (0 where it is not all used), and what is earned."""

    sizes: Vector
    price: float
    value: float


def exponential(worths: Vector, means: Vector, budget: float, caps: Vector | None = None) -> Division:
    """Maximise Σ w m (1 − e^(−x/m)) under Σx ≤ X, 0 ≤ x ≤ cap: x = clip(m ln(w/ν), 0, cap).

    A market order sweeps exponential volume of mean m; what stands ahead is part of w.
    """
    limits = caps or [inf] * len(worths)

    def size(price: float, index: int) -> float:
        if worths[index] <= price:
            return 0.0
        return min(means[index] * log(worths[index] / price), limits[index]) if price > 0.0 else limits[index]

    price = _price(lambda nu: [size(nu, index) for index in range(len(worths))], max(worths), budget)
    sizes = [size(price, index) for index in range(len(worths))]
    inner = [i for i, x in enumerate(sizes) if 0.0 < x < limits[i]]
    if price > 0.0 and inner:  # ln ν is linear in the budget on the active set
        rest = budget - sum(x for i, x in enumerate(sizes) if i not in inner)
        price = exp((sum(means[i] * log(worths[i]) for i in inner) - rest) / sum(means[i] for i in inner))
        sizes = [size(price, index) for index in range(len(worths))]
    value = sum(w * m * (1.0 - exp(-x / m)) for w, m, x in zip(worths, means, sizes, strict=True) if x > 0.0)
    return Division(sizes, price, value)


def logarithmic(worths: Vector, offsets: Vector, budget: float) -> Division:
    """Maximise Σ w ln(1 + x/a) under Σx ≤ X: the classic water level, x = (w/ν − a)⁺."""
    levels = sorted((a / w, w, a) for w, a in zip(worths, offsets, strict=True) if w > 0.0)
    weight = filled = 0.0
    level = 0.0
    for index, (start, w, a) in enumerate(levels):
        weight += w
        filled += a
        level = (budget + filled) / weight
        if index + 1 == len(levels) or level <= levels[index + 1][0] or level < start:
            break
    price = 1.0 / level
    sizes = [max(w * level - a, 0.0) if w > 0.0 else 0.0 for w, a in zip(worths, offsets, strict=True)]
    value = sum(w * log1p(x / a) for w, a, x in zip(worths, offsets, sizes, strict=True))
    return Division(sizes, price, value)


def quadratic(worths: Vector, joint: Matrix, risk: float, budget: float) -> Division:
    """Maximise w'x − ½ρ x'Px under x ≥ 0 and Σx ≤ X, P positive definite, by trying every active set.

    P_ij is the chance that i and j are filled together. Meant for ladders: at ten rungs there are 2048 sets.
    """
    count = len(worths)
    best = Division([0.0] * count, max(*worths, 0.0) if budget == 0.0 else 0.0, 0.0)
    for size in range(1, count + 1):
        for active in combinations(range(count), size):
            for is_full in (False, True):
                found = _active(worths, joint, risk, budget, list(active), is_full=is_full)
                if found is not None and found.value > best.value:
                    best = found
    return best


def _active(
    worths: Vector, joint: Matrix, risk: float, budget: float, active: list[int], *, is_full: bool
) -> Division | None:
    rows = [[risk * joint[i][j] for j in active] + ([1.0] if is_full else []) for i in active]
    right = [[worths[i]] for i in active]
    if is_full:
        rows.append([1.0] * len(active) + [0.0])
        right.append([budget])
    try:
        solved = [row[0] for row in solve(rows, right)]
    except ValueError:
        return None
    price = solved.pop() if is_full else 0.0
    if min(solved) < 0.0 or price < 0.0 or sum(solved) > budget * (1.0 + 1e-12):
        return None
    sizes = [0.0] * len(worths)
    for index, x in zip(active, solved, strict=True):
        sizes[index] = x
    gain = sum(w * x for w, x in zip(worths, sizes, strict=True))
    cost = sum(joint[i][j] * sizes[i] * sizes[j] for i in active for j in active)
    return Division(sizes, price, gain - 0.5 * risk * cost)


def nested_capture(sizes: Vector, depths: Vector, ahead: Vector, mean: float) -> float:
    """Return what a market order of exponential volume earns us, where our inner rungs stand ahead of the outer ones.

    Σ δ m e^(−(D_i + X_i−1)/m) (1 − e^(−x_i/m))        D: others ahead, X_i−1: our own further in
    """
    total = inner = 0.0
    for x, depth, others in zip(sizes, depths, ahead, strict=True):
        total += depth * mean * exp(-(others + inner) / mean) * (1.0 - exp(-x / mean))
        inner += x
    return total


def residual(gains: Vector, sizes: Vector, caps: Vector, price: float) -> float:
    """Return how far marginal gains are from the conditions of Kuhn and Tucker: 0 at the optimum.

    Equal to the price where 0 < x < cap, at most the price at x = 0, at least the price at the cap.
    """
    worst = 0.0
    for gain, x, cap in zip(gains, sizes, caps, strict=True):
        miss = gain - price
        if x <= 0.0:
            miss = max(miss, 0.0)
        elif x >= cap:
            miss = min(miss, 0.0)
        worst = max(worst, abs(miss))
    return worst


def _price(sizes: Callable[[float], Vector], highest: float, budget: float) -> float:
    """Return the smallest price ≥ 0 at which the sizes fit the budget."""
    if sum(sizes(0.0)) <= budget:
        return 0.0
    low = 1e-300
    return exp(bisect(lambda log_price: budget - sum(sizes(exp(log_price))), log(low), log(highest)))
