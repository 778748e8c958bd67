"""The words of quoting."""

from typing import Final

from mypy_extensions import mypyc_attr

UNLIMITED_USD: Final = 1e15


class QuoteConfig:
    """What a strategy must know of the venue, the asset and the account (prices, `min_notional` and margin in USD).

    `margin_usd` is what the side that grows the position may tie up, at `leverage`.
    """

    def __init__(
        self,
        mid_price: float,
        decimals: int,
        sz_decimals: int,
        min_notional: float,
        margin_usd: float = UNLIMITED_USD,
        leverage: float = 1.0,
    ) -> None:
        self.mid_price: Final = mid_price
        self.decimals: Final = decimals
        self.sz_decimals: Final = sz_decimals
        self.min_notional: Final = min_notional
        self.margin_usd: Final = margin_usd
        self.leverage: Final = leverage


class Quote:
    """A price (USD) and a size (base units) we would like to show."""

    def __init__(self, price: float, size: float) -> None:
        self.price: Final = price
        self.size: Final = size

    def notional(self) -> float:
        """Return price × size (USD)."""
        return self.price * self.size


@mypyc_attr(acyclic=True)
class LadderLevel:
    """One rung: price (USD), size (base units), distance from the fair price (bps)."""

    def __init__(self, price: float, size: float, depth_bps: float) -> None:
        self.price: Final = price
        self.size: Final = size
        self.depth_bps: Final = depth_bps


@mypyc_attr(acyclic=True)
class Component:
    """One named part of a quote, in basis points of mid: what `explain`, the screen and the metrics show."""

    def __init__(self, name: str, bps: float) -> None:
        self.name: Final = name
        self.bps: Final = bps


class Sizing:
    """How the sizes of a side came about: the worth of one more unit, and the budget that stops it ("None": no budget).

    The worth is in the unit of what rungs are valued at (`ladder/capture.py`); sizes that follow no value have none.
    """

    def __init__(self, shadow_price: float = 0.0, binding: str = "None") -> None:
        self.shadow_price: Final = shadow_price
        self.binding: Final = binding


class Ladder:
    """Rungs of both sides, best first; `reason` says why a side or the whole is empty ("" when it is not)."""

    def __init__(
        self,
        bids: list[LadderLevel],
        asks: list[LadderLevel],
        spread: list[Component],
        skew: list[Component],
        gamma_factors: list[Component],
        reason: str,
        bid_sizing: Sizing | None = None,
        ask_sizing: Sizing | None = None,
    ) -> None:
        self.bids: Final = bids
        self.asks: Final = asks
        self.spread: Final = spread  # parts of the half-spread; they sum to it
        self.skew: Final = skew  # parts of the shift of both quotes; positive = downward (long inventory)
        self.gamma_factors: Final = gamma_factors  # name → multiplier (in `bps`' place, no unit); "gamma" is the result
        self.reason: Final = reason
        self.bid_sizing: Final = bid_sizing or Sizing()
        self.ask_sizing: Final = ask_sizing or Sizing()


@mypyc_attr(acyclic=True)
class WantedOrder:
    """A rung after rounding, filters and sizing: what we want to have resting, exactly."""

    def __init__(self, is_buy: bool, px_units: int, lots: int, level: int, reduce_only: bool) -> None:
        self.is_buy: Final = is_buy
        self.px_units: Final = px_units
        self.lots: Final = lots
        self.level: Final = level
        self.reduce_only: Final = reduce_only
