"""delegatorSummary: a user's stake in sum."""

from hyperquote.info.requests.delegator_summary import DelegatorSummary, DelegatorSummaryRequest
from hyperquote.local_exchange.accounts.staking import HYPE_DECIMALS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text


def answer(exchange: LocalExchange, request: DelegatorSummaryRequest, now_ms: int) -> DelegatorSummary:
    """Return the sums in HYPE."""
    stake = exchange.registry.staking.of(request.user.lower())
    return DelegatorSummary(
        decimal_text(stake.delegated_wei, HYPE_DECIMALS),
        decimal_text(stake.undelegated_wei, HYPE_DECIMALS),
        decimal_text(stake.pending_wei, HYPE_DECIMALS),
        len(stake.pending),
    )
