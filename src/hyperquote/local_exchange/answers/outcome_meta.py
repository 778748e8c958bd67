"""outcomeMeta: the outcome markets; there are none here."""

from hyperquote.info.requests.outcome_meta import OutcomeMeta, OutcomeMetaRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: OutcomeMetaRequest, now_ms: int) -> OutcomeMeta:
    """Return nothing."""
    return OutcomeMeta(outcomes=[], questions=[])
