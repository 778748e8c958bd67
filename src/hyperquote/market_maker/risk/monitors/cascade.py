"""Nobody quotes into a liquidation cascade."""

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict


class Cascade(RiskMonitor):
    """Pull the quotes while the liquidation detector says so; they come back by themselves. Never kills."""

    def assess(self, state: RiskState) -> Verdict:
        """Follow the detector, whose threshold has hysteresis."""
        if not state.cascade_pulls:
            return CLEAR
        return Verdict(Mode.CANCEL_ONLY, f"liquidation cascade, severity {state.cascade_severity:.1f}")
