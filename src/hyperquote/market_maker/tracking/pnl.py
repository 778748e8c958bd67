"""Profit and loss of one asset, exact, with its parts.

All amounts are integers of *half micro-dollars*: lots × half price units. The mid (bid + ask)/2 is then whole
too, and the identity

    total = realised + unrealised − fees + funding
          = spread + carry − fees + funding                        carry = adverse + inventory

holds to the last bit, whatever the order of fills and prices.
"""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

_RING: Final = 1024  # fills that may wait for their first second; more than the venue can send in one


class ProfitAndLoss:
    """Average-cost P&L at mid, attributed to spread, adverse selection, inventory, funding and fees.

    spread     Σ (m₀ − px) · signed size         m₀: the last mid strictly before the fill
    adverse    Σ (m₁ − m₀) · signed size         m₁: the mid `horizon_ms` after the fill
    inventory  what is left of Σ position · Δmid
    """

    def __init__(self, horizon_ms: int = 1_000) -> None:
        self._horizon_ms: Final = horizon_ms
        self._mid_half_units = 0
        self._lots = 0
        self._cost = 0  # half micro-dollars paid for the open position, signed
        self.realized = 0
        self.spread = 0
        self.carry = 0
        self.adverse = 0
        self.fees_micro = 0
        self.funding_micro = 0
        self._due_ms = vec[i64]([0] * _RING)
        self._due_lots = vec[i64]([0] * _RING)
        self._due_reference = vec[i64]([0] * _RING)
        self._head = 0
        self._tail = 0

    def start(self, lots: int, mid_half_units: int) -> None:
        """Begin with a position already open, valued at mid: its past is not ours to account for."""
        self._lots = lots
        self._cost = lots * mid_half_units
        self._mid_half_units = mid_half_units

    def adopt(self, lots: int) -> None:
        """Take over `lots` (signed) that came without a fill, at mid: how they were bought is not known."""
        self._lots += lots
        self._cost += lots * self._mid_half_units

    def on_mid(self, exchange_ms: int, mid_half_units: int) -> None:
        """Revalue at a new mid; settle the first second of fills that are old enough, at the mid before this one."""
        self._mature(exchange_ms, self._mid_half_units)
        lots: i64 = self._lots
        self.carry += int(lots * (mid_half_units - self._mid_half_units))
        self._mid_half_units = mid_half_units

    def on_fill(
        self, exchange_ms: int, is_buy: bool, px_units: int, lots: int, fee_micro: int, reference_half_units: int
    ) -> None:
        """Book one fill. `reference_half_units`: the mid just before it happened."""
        signed = lots if is_buy else -lots
        px = 2 * px_units
        self.spread += signed * (reference_half_units - px)
        self.carry += signed * (self._mid_half_units - reference_half_units)
        self.fees_micro += fee_micro
        self._book_cost(signed, px)
        self._await_first_second(exchange_ms, signed, reference_half_units)

    def _book_cost(self, signed: int, px: int) -> None:
        held = self._lots
        self._lots = held + signed
        if held == 0 or (held > 0) == (signed > 0):
            self._cost += signed * px
            return
        closed = min(abs(held), abs(signed))
        released = self._cost * closed // abs(held)  # the rounding rest stays with the open part: nothing is lost
        closed_signed = closed if held > 0 else -closed
        self.realized += closed_signed * px - released
        self._cost += (signed + closed_signed) * px - released

    def _await_first_second(self, exchange_ms: int, signed: int, reference: int) -> None:
        if self._tail - self._head == _RING:
            self._mature_one(self._mid_half_units)
        slot = self._tail % _RING
        self._due_ms[slot] = exchange_ms + self._horizon_ms
        self._due_lots[slot] = signed
        self._due_reference[slot] = reference
        self._tail += 1

    def _mature(self, now_ms: int, mid_half_units: int) -> None:
        while self._head < self._tail and int(self._due_ms[self._head % _RING]) <= now_ms:
            self._mature_one(mid_half_units)

    def _mature_one(self, mid_half_units: int) -> None:
        slot = self._head % _RING
        self.adverse += int(self._due_lots[slot]) * (mid_half_units - int(self._due_reference[slot]))
        self._head += 1

    def on_funding(self, micro: int) -> None:
        """Book a funding settlement; positive is money received."""
        self.funding_micro += micro

    @property
    def unrealized(self) -> int:
        """Mark-to-mid of the open position (half micro-dollars)."""
        lots: i64 = self._lots
        return int(lots * self._mid_half_units - self._cost)

    @property
    def inventory(self) -> int:
        """Carry without the first second after our fills (half micro-dollars)."""
        return self.carry - self.adverse

    @property
    def total_half_micro(self) -> int:
        """Everything since the start (half micro-dollars)."""
        received: i64 = self.funding_micro - self.fees_micro
        return self.realized + self.unrealized + int(2 * received)
