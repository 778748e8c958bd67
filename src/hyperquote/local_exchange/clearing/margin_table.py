"""How much margin a notional needs: tiers of falling leverage."""

from typing import Final


class MarginTable:
    """Tiers of an asset: from `lower_bounds_micro[n]` of notional on, `max_leverages[n]` is the highest leverage.

        maintenance(N) = N / (2·L_n) − d_n      d_0 = 0,  d_n = d_{n−1} + lower_n · (1/(2·L_n) − 1/(2·L_{n−1}))

    The deduction d makes the maintenance margin continuous across tiers. Everything is kept over the common
    denominator 2·∏L, so the only rounding is the cut at the end.
    """

    def __init__(self, lower_bounds_micro: list[int], max_leverages: list[int]) -> None:
        if not max_leverages or len(max_leverages) != len(lower_bounds_micro) or lower_bounds_micro[0] != 0:
            raise ValueError("a margin table needs one leverage for each tier, and its first tier starts at 0")
        for n in range(1, len(max_leverages)):
            if lower_bounds_micro[n] <= lower_bounds_micro[n - 1] or max_leverages[n] >= max_leverages[n - 1]:
                raise ValueError("the tiers of a margin table must rise in notional and fall in leverage")
        if max_leverages[-1] < 1:
            raise ValueError(f"leverage must be 1 or more, not {max_leverages[-1]}")
        self.lower_bounds_micro: Final = lower_bounds_micro
        self.max_leverages: Final = max_leverages
        product = 1
        for leverage in max_leverages:
            product *= leverage
        self._denominator: Final = 2 * product
        self._rates: Final[list[int]] = [product // leverage for leverage in max_leverages]
        self._deductions: Final[list[int]] = [0]
        for n in range(1, len(max_leverages)):
            step = lower_bounds_micro[n] * (self._rates[n] - self._rates[n - 1])
            self._deductions.append(self._deductions[n - 1] + step)

    @property
    def max_leverage(self) -> int:
        """The highest leverage anyone may choose."""
        return self.max_leverages[0]

    def tier(self, ntl_micro: int) -> int:
        """Return the index of the tier a notional falls into."""
        n = len(self.lower_bounds_micro) - 1
        while n > 0 and ntl_micro < self.lower_bounds_micro[n]:
            n -= 1
        return n

    def leverage_at(self, ntl_micro: int) -> int:
        """Return the highest leverage allowed for a position of this notional."""
        return self.max_leverages[self.tier(ntl_micro)]

    def maintenance_micro(self, ntl_micro: int) -> int:
        """Return the maintenance margin of a position's notional, cut to whole micro-USDC."""
        n = self.tier(ntl_micro)
        return (ntl_micro * self._rates[n] - self._deductions[n]) // self._denominator

    def deduction_micro(self, tier: int) -> int:
        """Return what a tier's maintenance margin is lessened by, cut to whole micro-USDC."""
        return self._deductions[tier] // self._denominator


def single_tier(max_leverage: int) -> MarginTable:
    """Return the table of an asset with one leverage at every size."""
    return MarginTable([0], [max_leverage])
