"""scheduleCancel: the dead man's switch"""

from hyperquote.exchange.actions.base import SimpleAction


class ScheduleCancel(SimpleAction, frozen=True, kw_only=True, tag="scheduleCancel"):
    """Cancel everything at `time` (UTC ms, 5 s ahead or more) unless set anew; without a time, never."""

    time: int | None = None
