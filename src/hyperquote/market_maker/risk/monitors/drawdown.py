"""How far the P&L may fall from its peak."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict, warning

_WARN: Final = 0.7  # of the limit


class Drawdown(RiskMonitor):
    """Kill when (peak − P&L)/account value exceeds `max_drawdown` (a fraction); warn from 70 % of that."""

    def __init__(self, max_drawdown: float) -> None:
        if not 0.0 < max_drawdown <= 1.0:
            raise ValueError(f"max_drawdown must be a fraction of account value in (0, 1], not {max_drawdown}")
        self.max_drawdown: Final = max_drawdown

    def assess(self, state: RiskState) -> Verdict:
        """Warn near the limit, halt above it."""
        if state.drawdown <= _WARN * self.max_drawdown:
            return CLEAR
        if state.drawdown <= self.max_drawdown:
            return warning(f"drawdown {100.0 * state.drawdown:.2f} % of {100.0 * self.max_drawdown:g} %")
        reason = f"drawdown {100.0 * state.drawdown:.2f} % is above {100.0 * self.max_drawdown:g} %"
        return Verdict(Mode.HALTED, reason, is_kill=True)
