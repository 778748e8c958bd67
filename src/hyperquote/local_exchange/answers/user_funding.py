"""userFunding: the funding an account has paid and earned."""

from hyperquote.info.requests.user_funding import FundingPayment, FundingPayments, UserFundingRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import ZERO_HASH

ROWS = 500


def answer(exchange: LocalExchange, request: UserFundingRequest, now_ms: int) -> FundingPayments:
    """Return the oldest page of [start, end], oldest first."""
    start_ms = request.start_time or 0
    end_ms = now_ms if request.end_time is None else request.end_time
    facts = [fact for fact in exchange.records.fundings(request.user.lower()) if start_ms <= fact.time_ms <= end_ms]
    return [
        FundingPayment(fact.time_ms, ZERO_HASH, shapes.funding_delta(fact, exchange.listings[fact.asset]))
        for fact in facts[:ROWS]
    ]
