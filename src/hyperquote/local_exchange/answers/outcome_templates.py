"""outcomeTemplates: the patterns of outcomes; there are none here."""

from hyperquote.info.requests.outcome_templates import OutcomeTemplates, OutcomeTemplatesRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: OutcomeTemplatesRequest, now_ms: int) -> OutcomeTemplates:
    """Return nothing."""
    return []
