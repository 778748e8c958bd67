"""How fresh each feed is: one clock a feed, started by its own data only."""

from typing import Final

from hyperquote.market_maker.events import Feed
from hyperquote.market_maker.view import FeedView

_NEVER: Final = -1


class FeedClock:
    """Arrival time of the newest good message of one feed, and how old it may get (s)."""

    def __init__(self, feed: str, limit_s: float) -> None:
        self.feed: Final = feed
        self.limit_s: Final = limit_s
        self._at_ns = _NEVER

    def touch(self, local_ns: int) -> None:
        """A good message of this feed arrived."""
        self._at_ns = local_ns

    def forget(self) -> None:
        """What came so far counts no longer: the stream broke."""
        self._at_ns = _NEVER

    def age_s(self, now_ns: int) -> float:
        """Return the age of the newest message in seconds, −1 when none came."""
        return float(now_ns - self._at_ns) / 1e9 if self._at_ns != _NEVER else -1.0


class FeedClocks:
    """The clocks of all feeds that are watched."""

    def __init__(self, bbo_s: float, book_s: float, trades_s: float, user_s: float) -> None:
        self.bbo: Final = FeedClock(Feed.BBO, bbo_s)
        self.book: Final = FeedClock(Feed.BOOK, book_s)
        self.trades: Final = FeedClock(Feed.TRADES, trades_s)
        self.user: Final = FeedClock(Feed.USER, user_s)
        self._all: Final = [self.bbo, self.book, self.trades, self.user]

    def touch(self, feed: str, local_ns: int) -> None:
        """A good message of this feed arrived."""
        for clock in self._all:
            if clock.feed == feed:
                clock.touch(local_ns)

    def views(self, now_ns: int) -> list[FeedView]:
        """Return every feed for watchers."""
        return [FeedView(clock.feed, clock.age_s(now_ns), clock.limit_s) for clock in self._all]
