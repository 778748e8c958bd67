"""userFills: a user's fills, the recent ones first and then each block's."""

from hyperquote.info.requests.user_fills import Fills
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.matching.facts import FillFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_fills import UserFills, UserFillsFrame

SNAPSHOT_ROWS = 2_000


class UserFillsFeed(Feed):
    """The snapshot comes even when it is empty, oldest first; later frames do not say `isSnapshot`.

    The fills of TWAP slices have a feed of their own and are in neither.
    """

    rank = 5

    def __init__(self, user: str, aggregate_by_time: bool) -> None:
        super().__init__()
        self._user = user
        self._aggregate = aggregate_by_time

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the recent fills."""
        facts = [fact for fact in exchange.records.fills(self._user) if not fact.twap_id]
        fills = self._fills(exchange, facts[-SNAPSHOT_ROWS:])
        return [encode(UserFillsFrame(UserFills(is_snapshot=True, user=self._user, fills=fills)))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's fills."""
        facts = block.fills.get(self._user)
        if not facts:
            return []
        return [encode(UserFillsFrame(UserFills(user=self._user, fills=self._fills(exchange, facts))))]

    def _fills(self, exchange: LocalExchange, facts: list[FillFact]) -> Fills:
        if self._aggregate:
            return shapes.merged_fills(facts, exchange.listings)
        return [shapes.fill(fact, exchange.listings[fact.asset]) for fact in facts]
