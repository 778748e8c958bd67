"""userTwapSliceFills: the newest fills of a user's TWAP slices."""

from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFills, UserTwapSliceFillsRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.answers.user_fills import ROWS
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserTwapSliceFillsRequest, now_ms: int) -> TwapSliceFills:
    """Return fills, newest first."""
    facts = [fact for fact in exchange.records.fills(request.user.lower()) if fact.twap_id][-ROWS:]
    return [shapes.slice_fill(fact, exchange.listings[fact.asset]) for fact in reversed(facts)]
