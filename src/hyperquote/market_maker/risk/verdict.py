"""How strict to be, and why. Modes are ordered; the strictest monitor wins."""

from typing import Final


class Mode:
    """open < widen < reduce-only < cancel-only < halted."""

    OPEN: Final = 0
    WIDEN: Final = 1  # quote, but further away
    REDUCE_ONLY: Final = 2  # only orders that shrink the position
    CANCEL_ONLY: Final = 3  # no quotes now; they may return
    HALTED: Final = 4  # no quotes again: shut down


MODE_NAMES: Final = ["open", "widen", "reduce-only", "cancel-only", "halted"]


class Verdict:
    """A mode and its reason ("" when all is well; a reason in open mode is a warning).

    `is_kill`: latch the kill switch. `spread_factor` multiplies the distance of every quote from the fair price,
    `interval_factor` the time between two quote cycles; both are at least 1. `is_urgent`: in reduce-only mode,
    offer the whole position at the touch.
    """

    def __init__(
        self,
        mode: int,
        reason: str,
        is_kill: bool = False,
        spread_factor: float = 1.0,
        interval_factor: float = 1.0,
        is_urgent: bool = False,
    ) -> None:
        self.mode: Final = mode
        self.reason: Final = reason
        self.is_kill: Final = is_kill
        self.spread_factor: Final = spread_factor
        self.interval_factor: Final = interval_factor
        self.is_urgent: Final = is_urgent

    @property
    def is_warning(self) -> bool:
        """Whether it only says that a limit is near."""
        return self.mode == Mode.OPEN and self.reason != ""


CLEAR: Final = Verdict(Mode.OPEN, "")


def warning(reason: str, interval_factor: float = 1.0) -> Verdict:
    """Return a verdict that leaves quoting open and says why to look."""
    return Verdict(Mode.OPEN, reason, interval_factor=interval_factor)
