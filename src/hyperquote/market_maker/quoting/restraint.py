"""What risk makes of a ladder: further away, or the shortest way out."""

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Component, Ladder, LadderLevel


def widened(ladder: Ladder, factor: float) -> Ladder:
    """Return the ladder with every rung `factor` times as far from the middle of its two best rungs.

    The middle, and with it the skew, stays; so do sizes. What risk adds is a part of the spread of its own. A ladder
    of one side only is stretched from the fair price that its own depths are counted from.
    """
    if not ladder.bids and not ladder.asks:
        return ladder
    if ladder.bids and ladder.asks:
        middle = 0.5 * (ladder.bids[0].price + ladder.asks[0].price)
    elif ladder.bids:
        middle = ladder.bids[0].price / (1.0 - 1e-4 * ladder.bids[0].depth_bps)
    else:
        middle = ladder.asks[0].price / (1.0 + 1e-4 * ladder.asks[0].depth_bps)
    added = 0.0
    for part in ladder.spread:
        added += part.bps
    spread = [*ladder.spread, Component("risk", added * (factor - 1.0))]
    bids = _stretched(ladder.bids, middle, factor)
    asks = _stretched(ladder.asks, middle, factor)
    return Ladder(bids, asks, spread, ladder.skew, ladder.gamma_factors, ladder.reason)


def _stretched(levels: list[LadderLevel], middle: float, factor: float) -> list[LadderLevel]:
    moved: list[LadderLevel] = []
    for level in levels:
        away_bps = 1e4 * abs(level.price - middle) / middle * (factor - 1.0)
        price = middle + factor * (level.price - middle)
        moved.append(LadderLevel(price, level.size, level.depth_bps + away_bps))
    return moved


def way_out(position: float, params: MarketParams) -> Ladder:
    """Return one rung with the whole position at the other side's best price; the grid lets it rest next to that."""
    size = abs(position)
    none: list[Component] = []
    if position > 0.0:
        return Ladder([], [LadderLevel(params.best_bid, size, 0.0)], none, none, none, "reducing with urgency")
    return Ladder([LadderLevel(params.best_ask, size, 0.0)], [], none, none, none, "reducing with urgency")
