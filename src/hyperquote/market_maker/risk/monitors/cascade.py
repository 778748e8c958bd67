"""Nobody quotes into a liquidation cascade."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict

_WIDEN_FROM: Final = 0.4  # severity
_PER_SEVERITY: Final = 0.5


class Cascade(RiskMonitor):
    """Widen by 1 + (severity − 0.4)/2 from severity 0.4 on; pull while the detector says so. Never kills.

    The detector's threshold has hysteresis, and quotes come back by themselves.
    """

    def assess(self, state: RiskState) -> Verdict:
        """Follow the detector."""
        severity = state.cascade_severity
        if state.cascade_pulls:
            return Verdict(Mode.CANCEL_ONLY, f"liquidation cascade, severity {severity:.1f}")
        if severity > _WIDEN_FROM:
            factor = 1.0 + _PER_SEVERITY * (severity - _WIDEN_FROM)
            return Verdict(Mode.WIDEN, f"liquidations, severity {severity:.1f}", spread_factor=factor)
        return CLEAR
