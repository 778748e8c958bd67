"""Ask every monitor; obey the strictest."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, MODE_NAMES, Verdict


class RiskAggregator:
    """The strictest verdict of all monitors; ties go to the first."""

    def __init__(self, monitors: list[RiskMonitor]) -> None:
        self.monitors: Final = monitors
        self.kill_reasons: list[str] = []  # of the last assessment

    def assess(self, state: RiskState) -> Verdict:
        """Judge the state with every monitor."""
        worst = CLEAR
        if self.kill_reasons:
            self.kill_reasons = []
        for monitor in self.monitors:
            verdict = monitor.assess(state)
            if verdict.is_kill:
                self.kill_reasons.append(verdict.reason)
            if verdict.mode > worst.mode:
                worst = verdict
        return worst


def mode_name(mode: int) -> str:
    """Return the word for a mode."""
    return MODE_NAMES[mode]
