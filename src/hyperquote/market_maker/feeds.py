"""How fresh each feed is: one clock a feed, started by its own data only."""

from typing import Final

from hyperquote.market_maker.events import Feed
from hyperquote.market_maker.view import FeedView

_NEVER: Final = -1


class FeedClocks:
    """Arrival time of the newest good message of each feed."""

    def __init__(self, bbo_s: float, book_s: float, trades_s: float, user_s: float) -> None:
        self._limits_s: Final = {Feed.BBO: bbo_s, Feed.BOOK: book_s, Feed.TRADES: trades_s, Feed.USER: user_s}
        self._at_ns: Final = {Feed.BBO: _NEVER, Feed.BOOK: _NEVER, Feed.TRADES: _NEVER, Feed.USER: _NEVER}

    def touch(self, feed: str, local_ns: int) -> None:
        """A good message of this feed arrived."""
        self._at_ns[feed] = local_ns

    def forget(self, feed: str) -> None:
        """What came so far counts no longer: the stream broke."""
        self._at_ns[feed] = _NEVER

    def age_s(self, feed: str, now_ns: int) -> float:
        """Return the age of the newest message in seconds, −1 when none came."""
        at_ns = self._at_ns[feed]
        return float(now_ns - at_ns) / 1e9 if at_ns != _NEVER else -1.0

    def views(self, now_ns: int) -> list[FeedView]:
        """Return every feed for watchers."""
        return [FeedView(feed, self.age_s(feed, now_ns), limit_s) for feed, limit_s in self._limits_s.items()]
