"""The price and size grid of one asset, in integers.

A price is counted in *price units* of 10^−(MAX − szDecimals) USD, a size in *lots* of 10^−szDecimals base.
Their product, units × lots, is then a whole number of 10^−MAX USD: micro-dollars for perps. That is why
every ledger of a perp can be exact integers with no rounding anywhere but where the venue itself cuts.
"""

from math import ceil, floor
from typing import Final

from hyperquote.consts import PERP_PRICE_DECIMALS, SIGNIFICANT_FIGURES

_FIVE_FIGURES: Final[int] = 10**SIGNIFICANT_FIGURES
_SLACK: Final = 1e-9  # relative: a float that prints as a grid price counts as that price
_UP: Final = 1.0 + _SLACK
_DOWN: Final = 1.0 - _SLACK


def power_of_ten(exponent: int) -> int:
    """Return 10^exponent for exponent ≥ 0, typed as the integer it is."""
    result = 1
    for _ in range(exponent):
        result *= 10
    return result


class Grid:
    """Ticks and lots of one asset: floats in, exact integers out, and back.

    The tick at price p is max(10^(⌊log₁₀ p⌋ − 4), 10^−(MAX − szDecimals)) and never above 1 USD: five
    significant figures, but whole dollars are always allowed.
    """

    def __init__(self, sz_decimals: int, max_price_decimals: int = PERP_PRICE_DECIMALS) -> None:
        if not 0 <= sz_decimals <= max_price_decimals:
            raise ValueError(f"szDecimals must be 0 to {max_price_decimals}, not {sz_decimals}")
        self.sz_decimals: Final = sz_decimals
        self.px_decimals: Final = max_price_decimals - sz_decimals
        self.units_per_usd: Final = power_of_ten(max_price_decimals - sz_decimals)
        self.lots_per_base: Final = power_of_ten(sz_decimals)
        self._units: Final = float(self.units_per_usd)
        self._lots: Final = float(self.lots_per_base)
        self._whole_usd_from: Final = _FIVE_FIGURES * self.units_per_usd // 10  # price from which the tick is 1 USD

    def tick(self, units: int) -> int:
        """Return the tick (price units) that is in force at the price `units`."""
        if units >= self._whole_usd_from:
            return self.units_per_usd
        tick = 1
        rest = units // _FIVE_FIGURES
        while rest > 0 and tick < self.units_per_usd:
            tick *= 10
            rest //= 10
        return tick

    def is_on_tick(self, units: int) -> bool:
        """Return whether the venue accepts this price (price units)."""
        return units > 0 and units % self.tick(units) == 0

    def floor_units(self, px: float) -> int:
        """Return the highest valid price (price units) at or below `px` (USD): how a bid is rounded."""
        units = floor(px * self._units * _UP)
        return units - units % self.tick(units) if units > 0 else 0

    def ceil_units(self, px: float) -> int:
        """Return the lowest valid price (price units) at or above `px` (USD): how an ask is rounded."""
        units = ceil(px * self._units * _DOWN)
        tick = self.tick(units)
        return (units + tick - 1) // tick * tick

    def below(self, units: int) -> int:
        """Return the next valid price under `units`."""
        return units - self.tick(units - 1)

    def above(self, units: int) -> int:
        """Return the next valid price over `units`."""
        return units + self.tick(units)

    def units(self, px: float) -> int:
        """Return `px` (USD, a price that came from the venue) in price units, exact."""
        return floor(px * self._units + 0.5)

    def px(self, units: int) -> float:
        """Return a price in USD as the nearest float."""
        return float(units) / self._units

    def floor_lots(self, size: float) -> int:
        """Return the largest whole number of lots in `size` (base units)."""
        return floor(size * self._lots * _UP)

    def ceil_lots(self, size: float) -> int:
        """Return the smallest whole number of lots that reaches `size` (base units)."""
        return ceil(size * self._lots * _DOWN)

    def lots(self, size: float) -> int:
        """Return `size` (base units, signed, a size that came from the venue) in lots, exact."""
        return floor(size * self._lots + 0.5)

    def size(self, lots: int) -> float:
        """Return a size in base units as the nearest float; the sign is kept."""
        return float(lots) / self._lots
