"""A price that jumps is a price that nobody knows."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict


class FlashMove(RiskMonitor):
    """Pull the quotes when the mid moved by more than `max_move` (fraction) within 5 s, and for `hold_s` after.

    The wait lets the beliefs fill with what the market is now.
    """

    def __init__(self, max_move: float, hold_s: float) -> None:
        if not max_move > 0.0:
            raise ValueError(f"flash_move must be a fraction above 0, not {max_move}")
        self.max_move: Final = max_move
        self._hold_ns: Final = int(hold_s * 1e9)
        self._until_ns = 0

    def assess(self, state: RiskState) -> Verdict:
        """Start the wait anew with every such move."""
        if not state.flash_move <= self.max_move:
            self._until_ns = state.now_ns + self._hold_ns
            return Verdict(Mode.CANCEL_ONLY, f"the mid moved {100.0 * state.flash_move:.1f} % in 5 s")
        if state.now_ns < self._until_ns:
            left_s = float(self._until_ns - state.now_ns) / 1e9
            return Verdict(Mode.CANCEL_ONLY, f"waiting after a flash move: {left_s:.0f} s left")
        return CLEAR
