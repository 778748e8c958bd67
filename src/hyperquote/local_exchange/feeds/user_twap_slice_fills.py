"""userTwapSliceFills: the fills of a user's TWAP slices, the recent ones first and then each block's."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.feeds.user_fills import SNAPSHOT_ROWS
from hyperquote.local_exchange.matching.facts import FillFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_twap_slice_fills import UserTwapSliceFills, UserTwapSliceFillsFrame


class UserTwapSliceFillsFeed(Feed):
    """The snapshot comes even when it is empty, oldest first."""

    rank = 5

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the recent fills."""
        facts = [fact for fact in exchange.records.fills(self._user) if fact.twap_id][-SNAPSHOT_ROWS:]
        return [self._frame(exchange, facts, is_snapshot=True)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's fills."""
        facts = block.slice_fills.get(self._user)
        return [self._frame(exchange, facts, is_snapshot=False)] if facts else []

    def _frame(self, exchange: LocalExchange, facts: list[FillFact], *, is_snapshot: bool) -> bytes:
        fills = [shapes.slice_fill(fact, exchange.listings[fact.asset]) for fact in facts]
        data = UserTwapSliceFills(is_snapshot=is_snapshot, user=self._user, twap_slice_fills=fills)
        return encode(UserTwapSliceFillsFrame(data))
