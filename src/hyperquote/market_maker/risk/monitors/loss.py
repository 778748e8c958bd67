"""How much may be lost in a day."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict, warning

_WARN: Final = 0.8  # of the limit


class Loss(RiskMonitor):
    """Kill when today's P&L falls below −`max_daily_loss_usd`; warn from 80 % of that."""

    def __init__(self, max_daily_loss_usd: float) -> None:
        if not max_daily_loss_usd > 0.0:
            raise ValueError(f"max_daily_loss must be above 0 USD, not {max_daily_loss_usd}")
        self.max_daily_loss_usd: Final = max_daily_loss_usd

    def assess(self, state: RiskState) -> Verdict:
        """Warn near the limit, halt above it."""
        if state.daily_pnl_usd >= -_WARN * self.max_daily_loss_usd:
            return CLEAR
        if state.daily_pnl_usd >= -self.max_daily_loss_usd:
            return warning(f"daily loss {-state.daily_pnl_usd:.2f} USD of {self.max_daily_loss_usd:.2f}")
        reason = f"daily loss {-state.daily_pnl_usd:.2f} USD is above {self.max_daily_loss_usd:.2f}"
        return Verdict(Mode.HALTED, reason, is_kill=True)
