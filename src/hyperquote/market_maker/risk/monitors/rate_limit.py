"""Requests are a budget: slow down before it is spent, keep the rest for cancels."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict, warning

_LOW: Final = 0.1
_EMPTY: Final = 0.02
_SLOW: Final = 4.0
_SLOWER_AFTER_REFUSALS: Final = 2.0


class RateLimit(RiskMonitor):
    """Quote less often, never wider: wide quotes earn no fills, and fills are what the budget grows by.

    Requests turned away in the last 60 s: any → a warning; `max_throttled` − 1 → cycles half as often;
    `max_throttled` → no quotes until the minute has passed. Of the address's budget less than 10 % left → cycles a
    quarter as often; less than 2 % → only cancels and orders that reduce.
    """

    def __init__(self, max_throttled: int) -> None:
        if max_throttled < 2:
            raise ValueError(f"max_throttled must be 2 or more, not {max_throttled}")
        self.max_throttled: Final = max_throttled

    def assess(self, state: RiskState) -> Verdict:
        """Judge both budgets and keep the stricter."""
        throttled = state.throttled
        left = state.budget_left
        if throttled >= self.max_throttled:
            return Verdict(Mode.CANCEL_ONLY, f"{throttled} requests turned away in a minute")
        if not left >= _EMPTY:
            text = f"{100.0 * left:.1f} % of the request budget left: only cancels and reducing orders"
            return Verdict(Mode.REDUCE_ONLY, text, interval_factor=_SLOW)
        if left < _LOW:
            return warning(f"{100.0 * left:.1f} % of the request budget left: quoting less often", _SLOW)
        if throttled >= self.max_throttled - 1:
            return warning(f"{throttled} requests turned away in a minute: quoting less often", _SLOWER_AFTER_REFUSALS)
        return warning(f"{throttled} request turned away in a minute") if throttled > 0 else CLEAR
