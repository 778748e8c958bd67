"""The dead man's switch: the venue cancels everything unless it hears from us that all is well."""

from typing import Final

TRIGGERS_PER_DAY: Final = 10  # the venue's limit; with none left it refuses to be set
SOONEST_NS: Final = 6_000_000_000  # the venue wants five seconds of notice; one more is for the way there
_ASK_AGAIN_NS: Final = 3_600_000_000_000  # after a refusal: the volume that the venue asks for takes time to trade
_DAY_MS: Final = 86_400_000


class DeadMansSwitch:
    """Decides when to set the venue's scheduled cancel anew, and for when. Times are UTC.

    While all is safe it is set every `refresh_ns` to `horizon_ns` from now. In doubt it is left alone and goes off
    by itself; so it does when we hang or die. A switch that went off is counted: after ten in a day (UTC) it is not
    set again before the next day. `horizon_ns` of 0 means that there is none.
    """

    def __init__(self, horizon_ns: int, refresh_ns: int) -> None:
        self._horizon_ns: Final = horizon_ns
        self._refresh_ns: Final = refresh_ns
        self.armed_until_ms = 0  # 0 = not set, or not known to be
        self.triggers = 0  # of this day, as far as we know
        self.problem = ""  # why the venue refuses; "" while it does not
        self._day = -1
        self._next_ns = 0

    def due_ms(self, now_ns: int, venue_ms: int, is_safe: bool) -> int:
        """Return the time to set it to now, 0 for nothing to do. `venue_ms` is the newest time the venue told."""
        now_ms = max(now_ns // 1_000_000, venue_ms)
        self._pass_time(now_ms)
        if not is_safe or self._horizon_ns == 0 or now_ns < self._next_ns or self.triggers >= TRIGGERS_PER_DAY:
            return 0
        self._next_ns = now_ns + self._refresh_ns
        return now_ms + self._horizon_ns // 1_000_000

    def _pass_time(self, now_ms: int) -> None:
        if self.armed_until_ms and now_ms >= self.armed_until_ms:
            self.armed_until_ms = 0
            self.triggers += 1
            self._next_ns = 0
        day = now_ms // _DAY_MS
        if day != self._day:
            self._day = day
            self.triggers = 0

    def last_ms(self, now_ns: int, venue_ms: int, is_clean: bool) -> int:
        """Return what to set it to when we leave: −1 nothing, 0 call it off, else the earliest time there is.

        Orders may be left behind unless `is_clean`: then the venue shall remove them as soon as it can.
        """
        if self._horizon_ns == 0:
            return -1
        if is_clean:
            return 0 if self.armed_until_ms else -1
        return max(now_ns // 1_000_000, venue_ms) + SOONEST_NS // 1_000_000

    def on_set(self, at_ms: int) -> None:
        """The venue has taken it."""
        self.armed_until_ms = at_ms
        self.problem = ""

    def on_refused(self, reason: str, now_ns: int) -> bool:
        """The venue does not take it; return whether that is news."""
        is_news = self.problem == ""
        self.problem = reason
        self._next_ns = now_ns + _ASK_AGAIN_NS
        return is_news

    def on_no_answer(self, now_ns: int) -> None:
        """It may be set or not: what was known before still holds; try again soon."""
        self._next_ns = now_ns + self._refresh_ns // 4
