"""userFills: the newest fills of a user."""

from hyperquote.info.requests.user_fills import Fills, UserFillsRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange

ROWS = 2_000


def answer(exchange: LocalExchange, request: UserFillsRequest, now_ms: int) -> Fills:
    """Return fills, newest first."""
    facts = exchange.records.fills(request.user.lower())
    if request.aggregate_by_time:  # before the cut, or the oldest row could be part of one
        return shapes.merged_fills(facts, exchange.listings)[: -ROWS - 1 : -1]
    return [shapes.fill(fact, exchange.listings[fact.asset]) for fact in reversed(facts[-ROWS:])]
