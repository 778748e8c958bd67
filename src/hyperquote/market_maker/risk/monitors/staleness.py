"""Quotes rest only on fresh data: one clock a feed, none refreshed by another."""

from typing import Final

from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict, warning

_WARN: Final = 0.5  # of a limit


class DataStaleness(RiskMonitor):
    """Pull the quotes while any feed is older than its limit (s). Never a reason to shut down.

    A warning comes from half of a limit on. A quiet market is not a broken feed: the limits differ, and the user feed
    is kept alive by answered pings.
    """

    def __init__(self, bbo_s: float, book_s: float, trades_s: float, user_s: float) -> None:
        for limit in [bbo_s, book_s, trades_s, user_s]:
            if not limit > 0.0:
                raise ValueError(f"a staleness limit must be above 0 s, not {limit}")
        self.bbo_s: Final = bbo_s
        self.book_s: Final = book_s
        self.trades_s: Final = trades_s
        self.user_s: Final = user_s

    def assess(self, state: RiskState) -> Verdict:
        """Judge the feeds in the order of their weight for a quote."""
        stale = _stale("bbo", state.bbo_age_s, self.bbo_s)
        stale = stale or _stale("book", state.book_age_s, self.book_s)
        stale = stale or _stale("trades", state.trades_age_s, self.trades_s)
        stale = stale or _stale("user", state.user_age_s, self.user_s)
        if stale:
            return Verdict(Mode.CANCEL_ONLY, stale)
        late = _late("bbo", state.bbo_age_s, self.bbo_s)
        late = late or _late("book", state.book_age_s, self.book_s)
        late = late or _late("trades", state.trades_age_s, self.trades_s)
        late = late or _late("user", state.user_age_s, self.user_s)
        return warning(late) if late else CLEAR


def _late(feed: str, age_s: float, limit_s: float) -> str:
    return "" if age_s <= _WARN * limit_s else f"{feed} feed silent for {age_s:.1f} s of {limit_s:g} s"


def _stale(feed: str, age_s: float, limit_s: float) -> str:
    if age_s < 0.0:
        return f"no {feed} data yet"
    return "" if age_s <= limit_s else f"{feed} feed stale {age_s:.1f} s (limit {limit_s:g} s)"
