"""userTwapSliceFillsByTime: the fills of a user's TWAP slices in a range of time."""

from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFills
from hyperquote.info.requests.user_twap_slice_fills_by_time import PAGE_ROWS, UserTwapSliceFillsByTimeRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserTwapSliceFillsByTimeRequest, now_ms: int) -> TwapSliceFills:
    """Return the oldest page of [start, end], oldest first."""
    end_ms = now_ms if request.end_time is None else request.end_time
    facts = [
        fact
        for fact in exchange.records.fills(request.user.lower())
        if fact.twap_id and request.start_time <= fact.time_ms <= end_ms
    ]
    return [shapes.slice_fill(fact, exchange.listings[fact.asset]) for fact in facts[:PAGE_ROWS]]
