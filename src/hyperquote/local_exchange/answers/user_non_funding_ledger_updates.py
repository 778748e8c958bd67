"""userNonFundingLedgerUpdates: deposits, withdrawals, transfers and all else that is neither trade nor funding."""

from hyperquote.info.requests.user_non_funding_ledger_updates import (
    PAGE_ROWS,
    LedgerUpdates,
    UserNonFundingLedgerUpdatesRequest,
)
from hyperquote.local_exchange.accounts.ledger import ledger_update
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserNonFundingLedgerUpdatesRequest, now_ms: int) -> LedgerUpdates:
    """Return the oldest page of [start, end], oldest first."""
    start_ms = request.start_time or 0
    end_ms = now_ms if request.end_time is None else request.end_time
    facts = [fact for fact in exchange.records.ledger(request.user.lower()) if start_ms <= fact.time_ms <= end_ms]
    return [ledger_update(fact) for fact in facts[:PAGE_ROWS]]
