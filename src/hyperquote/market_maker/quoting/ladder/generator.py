"""From a half-spread and a skew to the rungs of both sides: pure arithmetic, no state."""

from hyperquote.consts import BPS
from hyperquote.market_maker.quoting.ladder.allocation import allocate
from hyperquote.market_maker.quoting.ladder.capture import spread_capture_bps, touch_intensity, value_shares
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


def side_sizes(
    settings: LadderSettings, depths: list[float], total: float, cap: float, kappa: float, diffusion: float
) -> list[float]:
    """Share `total` (base units) among the rungs, none above `cap`; what a rung cannot hold goes to the next.

    `kappa` (per fraction) and `diffusion` (σ√T, fraction) weigh the rungs where sizes follow value.
    """
    if settings.sizing == "geometric":
        return capped(settings.shares[len(depths)], total, cap)
    values: list[float] = []
    for depth in depths:
        depth_bps = depth / BPS
        capture = spread_capture_bps(depth_bps, settings.as_touch_bps, settings.as_decay_bps, settings.fee_bps)
        values.append(touch_intensity(kappa, diffusion / BPS, depth_bps) * capture)
    if settings.sizing == "value":
        return capped(value_shares(values), total, cap)
    return allocate(values, [cap] * len(depths), [0.0] * len(depths), total, 0.0).sizes


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
