"""Trades in volume time, and how one-sided they are."""

from collections.abc import Callable
from dataclasses import dataclass

from hyperquote.theory.numeric import normal_cdf, student_cdf

_EMPTY = 1e-12


@dataclass(frozen=True, slots=True)
class Bar:
    """Trades of one equal volume."""

    close: float
    vwap: float
    high: float
    low: float


def volume_bars(prices: list[float], sizes: list[float], volume: float) -> list[Bar]:
    """Return bars of exactly `volume`; a trade is split at their edges, an unfinished bar is left out.

    The engine's clock (`estimator/volume_clock.py`) closes a bucket with the whole trade instead: it must not wait.
    """
    bars: list[Bar] = []
    parts: list[tuple[float, float]] = []
    room = volume
    for price, size in zip(prices, sizes, strict=True):
        left = size
        while left > _EMPTY:
            part = min(left, room)
            parts.append((price, part))
            left -= part
            room -= part
            if room <= _EMPTY:
                seen = [each for each, _ in parts]
                bars.append(Bar(price, sum(p * v for p, v in parts) / volume, max(seen), min(seen)))
                parts = []
                room = volume
    return bars


def signed_buckets(sides: list[int], sizes: list[float], volume: float) -> list[tuple[float, float]]:
    """Return (bought, sold) of buckets of equal volume by the aggressor's side, ±1; an unfinished one is left out."""
    buckets: list[tuple[float, float]] = []
    bought = sold = 0.0
    for side, size in zip(sides, sizes, strict=True):
        left = size
        while left > _EMPTY:
            part = min(left, volume - bought - sold)
            bought += part if side > 0 else 0.0
            sold += part if side < 0 else 0.0
            left -= part
            if volume - bought - sold <= _EMPTY:
                buckets.append((bought, sold))
                bought = sold = 0.0
    return buckets


def bulk_bought(changes: list[float], deviation: float, volume: float, freedom: float | None = None) -> list[float]:
    """Return the part of each bucket that counts as bought, V·F(Δp/σ): F normal, or Student's t with `freedom`."""
    share: Callable[[float], float] = normal_cdf if freedom is None else lambda z: student_cdf(z, freedom)
    return [volume * share(change / deviation) for change in changes]


def vpin(bought: list[float], volume: float, window: int) -> list[float]:
    """Return Σ|V_buy − V_sell| / (n V) over each full window of n buckets.

    A feature of the regime and no more: judge it by its own history. Easley, López de Prado & O'Hara (2012), Rev.
    Financ. Stud. 25, 1457–1493; Andersen & Bondarenko (2014), J. Financ. Mark. 17, 1–46.
    """
    one_sided = [abs(2.0 * each - volume) for each in bought]
    return [sum(one_sided[start : start + window]) / (window * volume) for start in range(len(one_sided) - window + 1)]
