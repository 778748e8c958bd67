"""How much each side may show: position limit, reduce-only, risk gates. Before sizes are final, not after."""

from typing import Final

_LEAVE: Final = 0.98  # of the limit: reduce-only ends below it, so that one lot does not switch it on and off


class ReduceOnlyInputs:
    """What can force us to shrink. Lots are of the asset's grid; values are in USD, ratios fractions.

    `worst_long_lots` and `worst_short_lots` (signed): the position if everything of ours on one side filled,
    unanswered orders included. `liquidation_buffer`: distance to liquidation d/(d + maintenance rate), 1 when flat.
    `verdict`: why a risk monitor wants it, "" if none does.
    """

    def __init__(
        self,
        position_lots: int,
        max_lots: int,
        worst_long_lots: int,
        worst_short_lots: int,
        position_value: float,
        max_position_value: float,
        liquidation_buffer: float = 1.0,
        margin_use: float = 0.0,
        verdict: str = "",
    ) -> None:
        self.position_lots: Final = position_lots
        self.max_lots: Final = max_lots
        self.worst_long_lots: Final = worst_long_lots
        self.worst_short_lots: Final = worst_short_lots
        self.position_value: Final = position_value
        self.max_position_value: Final = max_position_value
        self.liquidation_buffer: Final = liquidation_buffer
        self.margin_use: Final = margin_use
        self.verdict: Final = verdict


class ReduceOnly:
    """Whether only orders that shrink the position are allowed, and why.

    Begins at the first limit crossed, most dangerous first: liquidation buffer below `min_buffer`, margin use above
    `max_margin_use`, position value above `value_fraction` of its limit, position or worst-case exposure above the
    position limit, a monitor's verdict. Ends when all are clear and |position| is at most 98 % of its limit.
    """

    def __init__(self, min_buffer: float = 0.3, max_margin_use: float = 0.8, value_fraction: float = 0.9) -> None:
        self._min_buffer: Final = min_buffer
        self._max_margin_use: Final = max_margin_use
        self._value_fraction: Final = value_fraction
        self.reason = ""  # "" = not active
        self.entries = 0

    @property
    def is_active(self) -> bool:
        """Return whether only reducing orders are allowed."""
        return self.reason != ""

    def update(self, inputs: ReduceOnlyInputs) -> bool:
        """Judge anew; return whether the state changed (then `reason` is worth a line to the operator)."""
        was_active = self.is_active
        reason = self._violation(inputs)
        if not reason and was_active and abs(inputs.position_lots) > _LEAVE * float(inputs.max_lots):
            reason = self.reason
        self.reason = reason
        if self.is_active and not was_active:
            self.entries += 1
        return self.is_active != was_active

    def _violation(self, inputs: ReduceOnlyInputs) -> str:
        if not inputs.liquidation_buffer >= self._min_buffer:
            return f"liquidation is near: buffer {inputs.liquidation_buffer:.2f} < {self._min_buffer:.2f}"
        if not inputs.margin_use <= self._max_margin_use:
            return f"margin use {inputs.margin_use:.0%} > {self._max_margin_use:.0%}"
        limit = self._value_fraction * inputs.max_position_value
        if not inputs.position_value <= limit:
            return f"position value {inputs.position_value:.2f} USD > {limit:.2f} USD"
        if abs(inputs.position_lots) > inputs.max_lots:
            return f"position of {inputs.position_lots} lots > limit of {inputs.max_lots}"
        if inputs.worst_long_lots > inputs.max_lots or -inputs.worst_short_lots > inputs.max_lots:
            return f"orders could carry the position beyond the limit of {inputs.max_lots} lots"
        return inputs.verdict


class Room:
    """What each side may show in all (lots), and why a side has none ("" = it has some)."""

    def __init__(self, bid_lots: int, ask_lots: int, bid_reason: str, ask_reason: str) -> None:
        self.bid_lots: Final = bid_lots
        self.ask_lots: Final = ask_lots
        self.bid_reason: Final = bid_reason
        self.ask_reason: Final = ask_reason


def room(
    position_lots: int,
    max_lots: int,
    reduce_only: str,
    margin_bid_lots: int,
    margin_ask_lots: int,
    no_bids: str = "",
    no_asks: str = "",
) -> Room:
    """Return how much may be shown on each side.

    Normally the distance to ±`max_lots`. With `reduce_only` (its reason, "" = off) nothing on the side that grows
    the position and at most the position itself on the other, so that no fill can flip it; flat, nothing at all.
    Margin limits the growing side; reducing needs none. `no_bids` and `no_asks` are gates that close a side.
    """
    bid = max_lots - position_lots
    ask = max_lots + position_lots
    if reduce_only:
        bid = -position_lots
        ask = position_lots
    bid = max(min(bid, max(-position_lots, 0) + margin_bid_lots), 0)
    ask = max(min(ask, max(position_lots, 0) + margin_ask_lots), 0)
    bid_reason = no_bids
    ask_reason = no_asks
    if not bid_reason and bid == 0:
        bid_reason = reduce_only or "no room for a longer position"
    if not ask_reason and ask == 0:
        ask_reason = reduce_only or "no room for a shorter position"
    return Room(0 if no_bids else bid, 0 if no_asks else ask, bid_reason, ask_reason)
