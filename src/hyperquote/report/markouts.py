"""What fills were worth a little later."""

from bisect import bisect_right
from math import sqrt

import msgspec

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.market_maker.infra.journal_schema import FillRow

HORIZONS_S = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0)
MAX_SILENCE_MS = 10_000  # a mid older than this says nothing about a moment: the recording had a gap


class Markout(msgspec.Struct, frozen=True):
    """Mean markout of `count` fills at one horizon, and its standard error (bp); None where too few tell."""

    horizon_s: float
    mean_bps: float | None
    error_bps: float | None
    count: int


class MidSeries:
    """Mids by time; a step function."""

    def __init__(self, mids: list[tuple[int, float]]) -> None:
        self._times = [ms for ms, _ in mids]
        self._mids = [mid for _, mid in mids]

    def at(self, ms: int) -> float | None:
        """Return the last mid at or before `ms`; None before the first, after the last, and inside a gap."""
        index = bisect_right(self._times, ms) - 1
        if index < 0 or ms > self._times[-1] or ms - self._times[index] > MAX_SILENCE_MS:
            return None
        return self._mids[index]


def markouts(
    fills: list[FillRow], mids: MidSeries, grid: Grid, horizons_s: tuple[float, ...] = HORIZONS_S
) -> list[Markout]:
    """Return the markout curve of `fills`, weighted by nothing: each fill counts once.

        markout(h) = s · (mid(t + h) − px) / px        s: +1 bought, −1 sold; positive = the fill was worth it

    At h = 0 the mid is the one before the fill: the spread earned. Later values take from it what the market
    moved against us. Fills close in time share their future, so errors are clustered by stretches of
    max(h, 1 s):  SE² = G/(G−1) · Σ_clusters (Σ (xᵢ − x̄))² / n². Liang & Zeger (1986), Biometrika 73(1), 13–22.
    """
    return [_markout(fills, mids, grid, horizon) for horizon in horizons_s]


def _markout(fills: list[FillRow], mids: MidSeries, grid: Grid, horizon_s: float) -> Markout:
    values: list[tuple[int, float]] = []
    stretch_ms = int(max(horizon_s, 1.0) * 1e3)
    for fill in fills:
        later = fill.mid_before if horizon_s == 0 else mids.at(fill.exchange_ms + round(horizon_s * 1e3))
        if later is None:
            continue
        px = grid.px(fill.px_units)
        sign = 1.0 if fill.is_buy else -1.0
        values.append((fill.exchange_ms // stretch_ms, sign * (later - px) / px / BPS))
    count = len(values)
    if not count:
        return Markout(horizon_s, None, None, 0)
    mean = sum(value for _, value in values) / count
    clusters: dict[int, float] = {}
    for cluster, value in values:
        clusters[cluster] = clusters.get(cluster, 0.0) + value - mean
    groups = len(clusters)
    if groups < 2:
        return Markout(horizon_s, mean, None, count)
    error = sqrt(groups / (groups - 1) * sum(total * total for total in clusters.values())) / count
    return Markout(horizon_s, mean, error, count)


class LevelRow(msgspec.Struct, frozen=True):
    """The fills of one rung: how many, how much (base units, USD), spread earned and 1 s markout (bp), fees (USD)."""

    level: int
    fills: int
    base: float
    notional: float
    spread_bps: float | None
    markout_bps: float | None
    fees: float


def by_level(fills: list[FillRow], mids: MidSeries, grid: Grid) -> list[LevelRow]:
    """Return one row per rung of the ladder, best first; −1 stands for fills of orders that were not ours to know."""
    rungs: dict[int, list[FillRow]] = {}
    for fill in fills:
        rungs.setdefault(fill.level, []).append(fill)
    rows = []
    for level in sorted(rungs):
        own = rungs[level]
        spread, later = markouts(own, mids, grid, (0.0, 1.0))
        rows.append(
            LevelRow(
                level=level,
                fills=len(own),
                base=grid.size(sum(fill.lots for fill in own)),
                notional=sum(fill.px_units * fill.lots for fill in own) / 1e6,
                spread_bps=spread.mean_bps,
                markout_bps=later.mean_bps,
                fees=sum(fill.fee_micro for fill in own) / 1e6,
            )
        )
    return rows
