"""userTwapHistory: what becomes of a user's TWAPs, the recent changes first and then each block's."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.matching.facts import TwapFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_twap_history import UserTwapHistory, UserTwapHistoryFrame


class UserTwapHistoryFeed(Feed):
    """The snapshot comes even when it is empty, oldest first."""

    rank = 5

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the recent changes."""
        return [self._frame(exchange, exchange.records.twap_changes(self._user), is_snapshot=True)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's changes."""
        facts = block.twaps.get(self._user)
        return [self._frame(exchange, facts, is_snapshot=False)] if facts else []

    def _frame(self, exchange: LocalExchange, facts: list[TwapFact], *, is_snapshot: bool) -> bytes:
        history = [shapes.twap_record(fact, exchange.listings[fact.twap.asset]) for fact in facts]
        return encode(UserTwapHistoryFrame(UserTwapHistory(is_snapshot=is_snapshot, user=self._user, history=history)))
