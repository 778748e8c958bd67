"""How far away the liquidator is."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict


class Margin(RiskMonitor):
    """Reduce while the margin buffer is thin, with urgency when it is thinner; kill once we are liquidated.

        buffer = (equity − maintenance margin) / equity

    1 without a position, 0 where the venue liquidates.
    """

    def __init__(self, reduce_below: float, urgent_below: float) -> None:
        if not 0.0 < urgent_below < reduce_below < 1.0:
            raise ValueError(
                f"margin buffers must be fractions with 0 < urgent_buffer {urgent_below} < margin_buffer "
                f"{reduce_below} < 1"
            )
        self.reduce_below: Final = reduce_below
        self.urgent_below: Final = urgent_below

    def assess(self, state: RiskState) -> Verdict:
        """Prove the buffer wide, or reduce; a NaN is never wide."""
        if state.is_liquidated:
            return Verdict(Mode.HALTED, "the venue has liquidated a position of ours", is_kill=True)
        buffer = state.margin_buffer
        if buffer >= self.reduce_below:
            return CLEAR
        is_urgent = not buffer >= self.urgent_below
        return Verdict(Mode.REDUCE_ONLY, f"margin buffer {100.0 * buffer:.0f} % of equity", is_urgent=is_urgent)
