"""What the venue lets be done in one asset at present: halts, the oracle's band, and the cap of open interest."""

from typing import Final

from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.order import BookOrder


class Conduct:
    """The state of one listed asset that is nobody's order. Prices in price units, notionals in micro-USDC.

    `oracle_units` is 0 while there is no oracle; `oracle_band_percent` is how far from it an order may trade at once.
    `cap_micro` and `cap_lots` bound the open interest, 0 for no bound. `open_lots` is what was open when the last
    block began: whether the cap is reached is decided once a block, so that the order of arrival does not matter.
    """

    def __init__(self, oracle_band_percent: int) -> None:
        self.is_halted = False
        self.is_delisted = False
        self.oracle_units = 0
        self.oracle_band_percent: Final = oracle_band_percent
        self.cap_micro = 0
        self.cap_lots = 0
        self.open_lots = 0

    @property
    def has_cap(self) -> bool:
        """Whether there is a bound of the open interest."""
        return self.cap_micro > 0 or self.cap_lots > 0

    def is_at_cap(self, mark_units: int) -> bool:
        """Return whether the open interest has reached its cap at this mark (price units)."""
        return self._reaches(self.open_lots, mark_units)

    def is_too_aggressive(self, order: BookOrder) -> bool:
        """Return whether an order pays more, or asks less, than the oracle."""
        if self.oracle_units == 0:
            return False
        return order.px_units > self.oracle_units if order.is_buy else order.px_units < self.oracle_units

    def is_far_from_oracle(self, px_units: int) -> bool:
        """Return whether a price lies outside (1 − f)·oracle < px ≤ oracle/(1 − f)."""
        if self.oracle_units == 0:
            return False
        near = 100 - self.oracle_band_percent
        return px_units * 100 <= near * self.oracle_units or px_units * near > self.oracle_units * 100

    def refusal(self, order: BookOrder, held_lots: int, opposite_units: int, mark_units: int) -> str:
        """Return the status with which an order is refused at `held_lots` of position; "" when it may stand.

        One that crosses trades first at `opposite_units`. At the cap nobody may open by taking, and who opens by
        resting must not be more aggressive than the oracle: then only somebody who closes can meet him. Below the
        cap an order must not carry the open interest over it in one go.
        """
        crosses = order.crosses(opposite_units)
        if crosses and self.is_far_from_oracle(opposite_units):
            return refusals.ORACLE
        if not self.has_cap or order.reduce_only or not may_open(order, held_lots):
            return ""
        end_lots = held_lots + (order.lots if order.is_buy else -order.lots)
        flips = held_lots != 0 and (held_lots > 0) != (end_lots > 0)
        if self.is_at_cap(mark_units):
            if crosses:
                return refusals.FLIP_AT_CAP if flips else refusals.INCREASE_AT_CAP
            return refusals.AGGRESSIVE_AT_CAP if self.is_too_aggressive(order) else ""
        opened = abs(end_lots) if flips else abs(end_lots) - abs(held_lots)
        if crosses and self._exceeds(self.open_lots + opened, mark_units):
            return refusals.TOO_QUICK
        return ""

    def _reaches(self, lots: int, mark_units: int) -> bool:
        by_value = self.cap_micro > 0 and lots * mark_units >= self.cap_micro
        return by_value or (self.cap_lots > 0 and lots >= self.cap_lots)

    def _exceeds(self, lots: int, mark_units: int) -> bool:
        by_value = self.cap_micro > 0 and lots * mark_units > self.cap_micro
        return by_value or (self.cap_lots > 0 and lots > self.cap_lots)


def may_open(order: BookOrder, held_lots: int) -> bool:
    """Return whether all of an order, filled, would leave more than it found, or turn the position round."""
    return order.lots > (-held_lots if order.is_buy else held_lots)
