"""The face of a monitor."""

from mypy_extensions import mypyc_attr

from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Verdict


@mypyc_attr(allow_interpreted_subclasses=True)
class RiskMonitor:
    """Judges one danger. Subclass it to add your own and hand it to the market maker."""

    @property
    def name(self) -> str:
        """The name that logs and metrics show."""
        return type(self).__name__

    def assess(self, state: RiskState) -> Verdict:
        """Prove that we are safe, or return the mode we must be in and why. NaN must never count as safe."""
        return CLEAR
