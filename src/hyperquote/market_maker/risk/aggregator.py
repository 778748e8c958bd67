"""Ask every monitor; obey the strictest."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, MODE_NAMES, Verdict


class RiskAggregator:
    """One verdict of all monitors: halted before cancel-only before reduce-only before widen before open.

    Mode and reason are the strictest monitor's, ties go to the first; the largest factors count, whoever asks for
    them, and so does anybody's urgency. Kills and warnings are listed in full.
    """

    def __init__(self, monitors: list[RiskMonitor]) -> None:
        self.monitors: Final = monitors
        self.kill_reasons: list[str] = []  # of the last assessment
        self.warnings: dict[str, str] = {}  # of the last assessment: the monitor's name → what it warns of

    def assess(self, state: RiskState) -> Verdict:
        """Judge the state with every monitor."""
        worst = CLEAR
        spread_factor = 1.0
        interval_factor = 1.0
        is_urgent = False
        is_joined = False
        if self.kill_reasons:
            self.kill_reasons = []
        if self.warnings:
            self.warnings = {}
        for monitor in self.monitors:
            verdict = monitor.assess(state)
            if verdict is CLEAR:
                continue
            if verdict.is_kill:
                self.kill_reasons.append(verdict.reason)
            if verdict.is_warning:
                self.warnings[monitor.name] = verdict.reason
            spread_factor = max(spread_factor, verdict.spread_factor)
            interval_factor = max(interval_factor, verdict.interval_factor)
            is_urgent = is_urgent or verdict.is_urgent
            if verdict.mode > worst.mode:
                worst = verdict
            is_joined = True
        if not is_joined:
            return CLEAR
        return Verdict(worst.mode, worst.reason, worst.is_kill, spread_factor, interval_factor, is_urgent)


def mode_name(mode: int) -> str:
    """Return the word for a mode."""
    return MODE_NAMES[mode]
