"""settledOutcome: how an outcome ended; there are none here."""

from hyperquote.info.requests.settled_outcome import SettledOutcome, SettledOutcomeRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SettledOutcomeRequest, now_ms: int) -> SettledOutcome | None:
    """Return None: it is unknown."""
    return None
