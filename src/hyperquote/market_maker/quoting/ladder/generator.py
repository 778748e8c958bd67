"""From a half-spread and a skew to the rungs of both sides: pure arithmetic, no state."""

from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.quoting.ladder.allocation import Allocation, Binding, allocate
from hyperquote.market_maker.quoting.ladder.capture import (
    fill_intensity,
    spread_capture_bps,
    touch_intensity,
    value_shares,
)
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.types import LadderLevel, QuoteConfig

MAX_REDUCTION = 0.9  # of the size on the side that would grow the inventory


def affordable_levels(settings: LadderSettings, total: float, config: QuoteConfig) -> int:
    """Return how many rungs a side of `total` (base units) can have with each above the venue's minimum.

    One lot and the deepest rung's discount are set aside, so that truncation does not undercut the minimum.
    """
    count = settings.levels
    lot: float = 10.0 ** -float(config.sz_decimals)
    price = config.mid_price * (1.0 - settings.max_depth)
    while count > 1:
        smallest = total * min(settings.shares[count][count - 1], settings.max_single_order_fraction)
        if smallest >= settings.min_level_size and (smallest - lot) * price >= config.min_notional:
            break
        count -= 1
    return count


def side_depths(settings: LadderSettings, first: float, count: int) -> list[float]:
    """Return the depths of the rungs as fractions, strictly increasing, the first `first` when anchored."""
    if not settings.is_anchored:
        return settings.factors[:count]
    depths = [first]
    for index in range(1, count):
        depth = first * settings.factors[index]
        if depth >= settings.max_depth:
            if settings.max_depth > depths[-1]:
                depths.append(settings.max_depth)
            break
        depths.append(depth)
    return depths


class Reach:
    """How often the rungs of one side are reached, and what being picked off there costs."""

    def __init__(
        self,
        kappa: float,
        diffusion: float,
        intensity: float,
        as_touch_bps: float = 3.0,
        as_decay_bps: float = 8.0,
        fee_bps: float = 0.0,
    ) -> None:
        self.kappa: Final = kappa  # per fraction
        self.diffusion: Final = diffusion  # σ√T, fraction
        self.intensity: Final = intensity  # A, fills per second at zero distance
        self.as_touch_bps: Final = as_touch_bps  # AS₀ of AS(δ) = AS₀ e^(−δ/δ_c)
        self.as_decay_bps: Final = as_decay_bps  # δ_c
        self.fee_bps: Final = fee_bps

    def values(self, settings: LadderSettings, depths: list[float]) -> list[float]:
        """Return λ(δ) · (δ − AS(δ) − fee) of each rung: what a unit of size earns there, in bp and the unit of λ."""
        values: list[float] = []
        for depth in depths:
            depth_bps = depth / BPS
            capture = spread_capture_bps(depth_bps, self.as_touch_bps, self.as_decay_bps, self.fee_bps)
            if settings.is_exponential:
                values.append(fill_intensity(self.intensity, self.kappa, depth) * capture)
            else:
                values.append(touch_intensity(self.kappa, self.diffusion / BPS, depth_bps) * capture)
        return values


def side_sizes(
    settings: LadderSettings,
    depths: list[float],
    total: float,
    cap: float,
    reach: Reach,
    margin_per_unit: float = 0.0,
    margin_usd: float = 0.0,
) -> Allocation:
    """Share `total` (base units) among the rungs, none above `cap`; what a rung cannot hold goes to the next.

    The optimizer also keeps to `margin_usd`, of which a base unit ties up `margin_per_unit` (USD; 0 = none).
    """
    if settings.sizing == "optimizer":
        count = len(depths)
        values = reach.values(settings, depths)
        return allocate(values, [cap] * count, [margin_per_unit] * count, total, margin_usd)
    if settings.sizing == "value":
        shares = value_shares(reach.values(settings, depths))
    else:
        shares = settings.shares[len(depths)]
    return Allocation(capped(shares, total, cap), 0.0, 0.0, total, Binding.NONE)


def capped(shares: list[float], total: float, cap: float) -> list[float]:
    """Return share · total by rung; the excess over `cap` moves outward and is dropped after the last rung."""
    sizes: list[float] = []
    excess = 0.0
    for share in shares:
        size = share * total + excess
        excess = size - cap if size > cap else 0.0
        sizes.append(size - excess)
    return sizes


def rungs(fair: float, is_buy: bool, skew: float, depths: list[float], sizes: list[float]) -> list[LadderLevel]:
    """Return one side, best first. `skew` shifts both sides down; rungs without size or below price 0 are left out."""
    levels: list[LadderLevel] = []
    away = -1.0 if is_buy else 1.0
    shift = away * skew
    for index in range(len(depths)):
        size = sizes[index]
        distance = depths[index] - shift
        price = fair * (1.0 + away * distance)
        if size > 0.0 and price > 0.0:
            levels.append(LadderLevel(price, size, distance / BPS))
    return levels


def reduction(utilisation: float, is_buy: bool) -> float:
    """Return what remains of a side's size at q/Q: 1 on the side that reduces, 1 − min(|q/Q|, 0.9) on the other."""
    grows = utilisation > 0.0 if is_buy else utilisation < 0.0
    return 1.0 - min(abs(utilisation), MAX_REDUCTION) if grows else 1.0
