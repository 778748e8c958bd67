"""From samples to settings, each with its standard error and a number that says how well the model fits."""

from itertools import pairwise
from math import exp, log, sqrt
from statistics import fmean, median, pstdev

from msgspec import Struct

from hyperquote.calibration.hawkes import HawkesFit
from hyperquote.calibration.hawkes import fit as fit_hawkes
from hyperquote.calibration.samples import MarketOrder, Samples
from hyperquote.errors import ValidationError
from hyperquote.theory.realised import bipower_variation

MIN_ORDERS = 200
MIN_SECONDS = 300.0
_BLOCK_S = 60
_BUCKETS_BPS = (0.0, 2.0, 5.0, 10.0, 1e9)
_LEAST_IN_BUCKET = 10
_LEAST_IN_TAIL = 30
_HAWKES_ORDERS = 4_000  # the newest: more would take minutes and say little more


class Fitted(Struct, frozen=True):
    """One setting: its place in the file, what the recording says, the standard error, and its unit."""

    section: str
    field: str
    value: float
    error: float | None
    unit: str


class Tail(Struct, frozen=True):
    """Market orders deeper than `least` (fraction): how many, what share of all, their κ, and how badly it fits."""

    least: float
    count: int
    share: float
    kappa: float
    misfit: float  # Kolmogorov–Smirnov distance to the exponential


class Calibration(Struct, frozen=True):
    """Everything that was fitted, and the figures that judge the fits."""

    fitted: list[Fitted]
    tail: Tail
    hawkes: HawkesFit
    spread_r2: float
    costs: list[tuple[float, float, float, int]]  # depth (bps), mean cost (bps), its error, orders: by bucket
    notes: list[str]

    def tables(self) -> dict[str, dict[str, float]]:
        """Return the settings by section."""
        found: dict[str, dict[str, float]] = {}
        for each in self.fitted:
            found.setdefault(each.section, {})[each.field] = each.value
        return found


def calibrate(samples: Samples) -> Calibration:
    """Fit all that a recording can teach. Raises `ValidationError` for one that is too short to teach anything."""
    if len(samples.orders) < MIN_ORDERS or samples.seconds < MIN_SECONDS:
        raise ValidationError(
            f"{len(samples.orders)} market orders in {samples.seconds:.0f} s are too few to fit: "
            f"{MIN_ORDERS} and {MIN_SECONDS:.0f} s at least"
        )
    notes: list[str] = []
    fitted = [*_volatility(samples), *_intensity(samples), *_volume(samples)]
    spread, spread_r2 = _spread(samples)
    decay, costs = _depth_decay(samples, notes)
    flow, hawkes = _flow(samples, notes)
    return Calibration([*fitted, *spread, *decay, *flow], tail_of(samples), hawkes, spread_r2, costs, notes)


def _volatility(samples: Samples) -> list[Fitted]:
    """σ per √s from the bipower variation of one-second returns; its error from one-minute blocks."""
    blocks = _blocks(samples.returns)
    variances = [bipower_variation(block) / len(block) for block in blocks]
    mean = fmean(variances)
    sigma = sqrt(mean)
    error = pstdev(variances) / sqrt(len(variances)) / (2.0 * sigma) if sigma > 0.0 else None
    return [Fitted("risk", "sigma_baseline", sigma, error, "per √s")]


def _intensity(samples: Samples) -> list[Fitted]:
    """κ of the market orders that came deeper than the touch: most take what stands there and tell nothing of depth."""
    tail = tail_of(samples)
    kappa = tail.kappa
    return [Fitted("estimator", "kappa_prior_mean", kappa, kappa / sqrt(tail.count), "per fraction")]


def tail_of(samples: Samples) -> Tail:
    """Fit the depths beyond twice the usual half-spread; all of them where those are fewer than 30."""
    least = median(samples.spreads)
    depths = sorted(order.depth - least for order in samples.orders if order.depth > least)
    if len(depths) < _LEAST_IN_TAIL:
        least, depths = 0.0, sorted(max(order.depth, 1e-6) for order in samples.orders)
    count = len(depths)
    kappa = count / sum(depths)
    misfit = max(
        max(abs((i + 1) / count - (1.0 - exp(-kappa * depth))), abs(i / count - (1.0 - exp(-kappa * depth))))
        for i, depth in enumerate(depths)
    )
    return Tail(least, count, count / len(samples.orders), kappa, misfit)


def _volume(samples: Samples) -> list[Fitted]:
    rate = samples.volume / samples.seconds
    return [
        Fitted("estimator", "initial_bucket_volume", 0.01 * 300.0 * rate, None, "base units"),
        Fitted("queue", "expected_volume_per_second", 0.5 * rate, None, "base units per s and side"),
    ]


def _spread(samples: Samples) -> tuple[list[Fitted], float]:
    """The mean spread of each minute against its volatility: a line, by least squares."""
    points = spread_points(samples)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    mean_x, mean_y = fmean(xs), fmean(ys)
    spread_x = sum((x - mean_x) ** 2 for x in xs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread_x if spread_x > 0.0 else 0.0
    slope = max(slope, 0.0)  # a spread that narrows in a storm is chance
    base = max(mean_y - slope * mean_x, 0.1 * mean_y)
    left = [y - base - slope * x for x, y in points]
    noise = sqrt(sum(each * each for each in left) / max(len(points) - 2, 1))
    total = sum((y - mean_y) ** 2 for y in ys)
    r2 = 1.0 - sum(each * each for each in left) / total if total > 0.0 else 0.0
    slope_error = noise / sqrt(spread_x) if spread_x > 0.0 else None
    base_error = noise * sqrt(1.0 / len(points) + mean_x * mean_x / spread_x) if spread_x > 0.0 else None
    return [
        Fitted("spread_process", "base_fair_spread", base, base_error, "fraction of mid"),
        Fitted("spread_process", "vol_sensitivity", slope, slope_error, "per σ"),
    ], r2


def spread_points(samples: Samples) -> list[tuple[float, float]]:
    """Return (σ per √s, mean spread) of each minute."""
    returns = _blocks(samples.returns)
    spreads = _blocks(samples.spreads)
    return [
        (sqrt(max(bipower_variation(block) / len(block), 0.0)), fmean(spread))
        for block, spread in zip(returns, spreads, strict=False)
    ]


def _depth_decay(samples: Samples, notes: list[str]) -> tuple[list[Fitted], list[tuple[float, float, float, int]]]:
    """AS(δ) = AS₀ e^(−δ/δ_char) from what the mid did in the second after market orders that came as deep."""
    measured = [(order.depth * 1e4, order.cost_bps) for order in samples.orders if order.cost_bps is not None]
    costs = []
    for low, high in pairwise(_BUCKETS_BPS):
        inside = [(depth, cost) for depth, cost in measured if low <= depth < high]
        if len(inside) >= _LEAST_IN_BUCKET:
            values = [cost for _, cost in inside]
            error = pstdev(values) / sqrt(len(values))
            costs.append((fmean(depth for depth, _ in inside), fmean(values), error, len(inside)))
    useful = [(depth, log(cost), count) for depth, cost, _, count in costs if cost > 0.1]
    if len(useful) < 2:
        notes.append("the cost of a fill by depth: too few buckets with a cost to fit a decay; the defaults stay")
        return [], costs
    weight = sum(count for _, _, count in useful)
    mean_x = sum(count * depth for depth, _, count in useful) / weight
    mean_y = sum(count * value for _, value, count in useful) / weight
    slope = sum(count * (depth - mean_x) * (value - mean_y) for depth, value, count in useful)
    slope /= sum(count * (depth - mean_x) ** 2 for depth, _, count in useful)
    at_touch, decay = exp(mean_y - slope * mean_x), -1.0 / slope if slope < 0.0 else 0.0
    if not (0.1 < at_touch < 50.0 and 1.0 < decay < 100.0):
        notes.append("the cost of a fill does not fall with depth in this recording; the defaults stay")
        return [], costs
    return [
        Fitted("depth_decay", "as_touch_bps", at_touch, None, "bps"),
        Fitted("depth_decay", "delta_char_bps", decay, None, "bps"),
    ], costs


def _flow(samples: Samples, notes: list[str]) -> tuple[list[Fitted], HawkesFit]:
    newest = samples.orders[-_HAWKES_ORDERS:]
    start_ms = newest[0].ms
    found = fit_hawkes(_events(newest, start_ms), (newest[-1].ms - start_ms) / 1e3)
    parameters = found.parameters
    if parameters.branching > 0.9:
        notes.append(f"the flow's branching ratio is {parameters.branching:.2f}: above 0.9 it is cut to that")
    scale = min(1.0, 0.9 / parameters.branching) if parameters.branching > 0.0 else 1.0
    errors = found.errors
    return [
        Fitted("hawkes", "mu", parameters.mu, errors.mu, "per s and side"),
        Fitted("hawkes", "alpha", parameters.alpha * scale, errors.alpha, "per s"),
        Fitted("hawkes", "gamma", parameters.cross * scale, errors.cross, "per s"),
        Fitted("hawkes", "beta", parameters.beta, errors.beta, "per s"),
    ], found


def _events(orders: list[MarketOrder], start_ms: int) -> list[tuple[float, bool]]:
    return [((order.ms - start_ms) / 1e3, order.is_buy) for order in orders]


def _blocks(values: list[float]) -> list[list[float]]:
    """Return whole minutes of per-second values; the rest is left out."""
    return [values[at : at + _BLOCK_S] for at in range(0, len(values) - _BLOCK_S + 1, _BLOCK_S)]
