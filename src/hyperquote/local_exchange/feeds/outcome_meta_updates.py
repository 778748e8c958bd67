"""outcomeMetaUpdates: outcomes that begin and end; there are none here, so nothing is ever told."""

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block


class OutcomeMetaUpdatesFeed(Feed):
    """A feed that is acknowledged and silent, as it is on the venue while no outcome begins or ends."""

    rank = 7
    has_snapshot = False

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return nothing."""
        return []
