"""userFillsByTime: the fills of a user in a range of time."""

from hyperquote.info.requests.user_fills import Fills
from hyperquote.info.requests.user_fills_by_time import PAGE_ROWS, UserFillsByTimeRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserFillsByTimeRequest, now_ms: int) -> Fills:
    """Return the oldest page of [start, end], oldest first; `reversed` gives the newest page, newest first."""
    end_ms = now_ms if request.end_time is None else request.end_time
    facts = [
        fact for fact in exchange.records.fills(request.user.lower()) if request.start_time <= fact.time_ms <= end_ms
    ]
    if request.reversed:
        facts.reverse()
    if request.aggregate_by_time:
        return shapes.merged_fills(facts, exchange.listings)[:PAGE_ROWS]
    return [shapes.fill(fact, exchange.listings[fact.asset]) for fact in facts[:PAGE_ROWS]]
