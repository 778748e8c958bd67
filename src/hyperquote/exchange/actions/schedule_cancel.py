"""scheduleCancel: the dead man's switch"""

from hyperquote.exchange.actions.base import SimpleAction


class ScheduleCancel(SimpleAction, frozen=True, kw_only=True, tag="scheduleCancel"):
    """Cancel everything at `time` (UTC ms, 5 s ahead or more) unless set anew; without a time, never.

    "Cannot set scheduled cancel time until enough volume traded. …" for an account that has traded under 1 000 000 USD;
    ten firings a day at most.
    """

    time: int | None = None
