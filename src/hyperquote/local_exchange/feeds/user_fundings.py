"""userFundings: a user's funding payments, the recent ones first and then each hour's."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.matching.facts import FundingFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_events import UserFunding
from hyperquote.ws.channels.user_fundings import UserFundings, UserFundingsFrame

SNAPSHOT_ROWS = 500


class UserFundingsFeed(Feed):
    """The snapshot comes even when it is empty, oldest first; later frames do not say `isSnapshot`."""

    rank = 5

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the recent payments."""
        facts = exchange.records.fundings(self._user)[-SNAPSHOT_ROWS:]
        return [self._frame(exchange, facts, is_snapshot=True)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's payments."""
        facts = block.fundings.get(self._user)
        return [self._frame(exchange, facts, is_snapshot=False)] if facts else []

    def _frame(self, exchange: LocalExchange, facts: list[FundingFact], *, is_snapshot: bool) -> bytes:
        rows = []
        for fact in facts:
            delta = shapes.funding_delta(fact, exchange.listings[fact.asset])
            rows.append(UserFunding(fact.time_ms, delta.coin, delta.usdc, delta.szi, delta.funding_rate))
        return encode(UserFundingsFrame(UserFundings(is_snapshot=is_snapshot, user=self._user, fundings=rows)))
