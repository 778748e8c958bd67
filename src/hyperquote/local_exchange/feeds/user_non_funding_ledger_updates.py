"""userNonFundingLedgerUpdates: what moved in or out of an account, the recent rows first and then each block's."""

from hyperquote.local_exchange.accounts.ledger import LedgerFact, ledger_update
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_non_funding_ledger_updates import (
    UserLedgerUpdates,
    UserNonFundingLedgerUpdatesFrame,
)


class UserNonFundingLedgerUpdatesFeed(Feed):
    """The snapshot comes even when it is empty, oldest first."""

    rank = 5

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the recent rows."""
        return [self._frame(exchange.records.ledger(self._user), is_snapshot=True)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's rows."""
        facts = block.ledger.get(self._user)
        return [self._frame(facts, is_snapshot=False)] if facts else []

    def _frame(self, facts: list[LedgerFact], *, is_snapshot: bool) -> bytes:
        rows = [ledger_update(fact) for fact in facts]
        data = UserLedgerUpdates(is_snapshot=is_snapshot, user=self._user, non_funding_ledger_updates=rows)
        return encode(UserNonFundingLedgerUpdatesFrame(data))
