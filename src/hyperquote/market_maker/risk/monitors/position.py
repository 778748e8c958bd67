"""How much we may hold."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict, warning

_WARN: Final = 0.8  # of the value limit
_ROUNDING: Final = 1.0 + 1e-9


class PositionLimit(RiskMonitor):
    """Kill above a position value, reduce before it.

    value = |position| · mid.  Kill above `max_value_usd`; reduce-only above `reduce_fraction` of it, or when
    |position|, or what it would be if every open order of one side filled, is above the limit in base units. Warn
    above 80 % of the value.
    """

    def __init__(self, max_value_usd: float, reduce_fraction: float = 0.9) -> None:
        if not max_value_usd > 0.0:
            raise ValueError(f"max_position_value must be above 0 USD, not {max_value_usd}")
        self.max_value_usd: Final = max_value_usd
        self.reduce_fraction: Final = reduce_fraction

    def assess(self, state: RiskState) -> Verdict:
        """Judge every rule and keep the strictest."""
        value = state.position_value_usd
        if not value <= self.max_value_usd:
            reason = f"position value {value:.0f} USD is above {self.max_value_usd:.0f}"
            return Verdict(Mode.HALTED, reason, is_kill=True)
        if value > self.reduce_fraction * self.max_value_usd:
            reason = f"position value {value:.0f} USD is near its limit {self.max_value_usd:.0f}"
            return Verdict(Mode.REDUCE_ONLY, reason)
        if abs(state.position) > state.max_position:
            reason = f"position {state.position:+g} is beyond its limit {state.max_position:g}"
            return Verdict(Mode.REDUCE_ONLY, reason)
        limit = state.max_position * _ROUNDING
        if state.worst_long > limit or -state.worst_short > limit:
            reason = (
                f"open orders could take the position to {state.worst_long:+g} or {state.worst_short:+g}, "
                f"beyond its limit {state.max_position:g}"
            )
            return Verdict(Mode.REDUCE_ONLY, reason)
        if value > _WARN * self.max_value_usd:
            return warning(f"position value {value:.0f} USD of {self.max_value_usd:.0f}")
        return CLEAR
