"""How strict to be, and why. Modes are ordered; the strictest monitor wins."""

from typing import Final


class Mode:
    """open < reduce-only < cancel-only < halted."""

    OPEN: Final = 0
    REDUCE_ONLY: Final = 1  # only orders that shrink the position
    CANCEL_ONLY: Final = 2  # no quotes now; they may return
    HALTED: Final = 3  # no quotes again: shut down


MODE_NAMES: Final = ["open", "reduce-only", "cancel-only", "halted"]


class Verdict:
    """A mode and its reason ("" when open). `is_kill`: latch the kill switch."""

    def __init__(self, mode: int, reason: str, is_kill: bool = False) -> None:
        self.mode: Final = mode
        self.reason: Final = reason
        self.is_kill: Final = is_kill


CLEAR: Final = Verdict(Mode.OPEN, "")
