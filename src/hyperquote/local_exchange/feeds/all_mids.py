"""allMids: the middle of every book, at most twice a second and only after a change."""

from hyperquote.local_exchange import prices
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.all_mids import AllMidsFrame, Mids

INTERVAL_MS = 500


class AllMidsFeed(Feed):
    """The whole map each time."""

    rank = 7

    def __init__(self, dex: str = "") -> None:
        super().__init__()
        self._dex = dex  # "" is the first, with spot
        self._timer = Timer(INTERVAL_MS)
        self._last: dict[str, str] = {}

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the mids as they are."""
        return [encode(AllMidsFrame(Mids(dex=self._dex, mids=prices.mids(exchange, self._dex))))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the mids if any moved since they were last sent, and they are due."""
        if not self._timer.fires(now_ms):
            return []
        mids = prices.mids(exchange, self._dex)
        if mids == self._last:
            return []
        self._last = mids
        return [encode(AllMidsFrame(Mids(dex=self._dex, mids=mids)))]
