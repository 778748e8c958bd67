"""spotState: the spot balances of a user, every few seconds."""

from hyperquote.local_exchange.answers.spot_clearinghouse_state import state_of
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.spot_state import SpotStateFrame, UserSpotState

INTERVAL_MS = 5_000


class SpotStateFeed(Feed):
    """The whole state each time."""

    rank = 7

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self._timer = Timer(INTERVAL_MS)

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the balances as they are."""
        return [encode(SpotStateFrame(UserSpotState(self._user, state_of(exchange, self._user))))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the balances when they are due."""
        return self.first(exchange, now_ms) if self._timer.fires(now_ms) else []
