"""The latch: once thrown, nothing quotes again until a person clears it."""


class KillSwitch:
    """First reason kept, all listed. The shell persists it and refuses to start while it is latched."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.since_ns = 0

    @property
    def is_latched(self) -> bool:
        """Whether it was thrown."""
        return len(self.reasons) > 0

    def trigger(self, reason: str, now_ns: int) -> bool:
        """Throw the switch; return whether this reason is new."""
        if reason in self.reasons:
            return False
        if not self.reasons:
            self.since_ns = now_ns
        self.reasons.append(reason)
        return True
