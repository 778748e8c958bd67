"""twapStates: the TWAPs of a user that are under way, every few seconds."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.twap_states import TwapStatesFrame, UserTwapStates

INTERVAL_MS = 5_000


class TwapStatesFeed(Feed):
    """The whole state of one dex each time: when it is due, and when a TWAP began or ended. Spot is on the first."""

    rank = 6

    def __init__(self, user: str, dex: str = "") -> None:
        super().__init__()
        self._user = user
        self._dex = dex
        self._timer = Timer(INTERVAL_MS)

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the state as it is."""
        states = [
            (twap.twap_id, shapes.twap_state(twap, exchange.listings[twap.asset]))
            for twap in exchange.core.twaps.active.values()
            if twap.account == self._user and exchange.dex_of(twap.asset) == self._dex
        ]
        return [encode(TwapStatesFrame(UserTwapStates(dex=self._dex, user=self._user, states=states)))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the state when it is due or changed."""
        is_due = self._timer.fires(now_ms)
        return self.first(exchange, now_ms) if is_due or self._user in block.twaps else []
