"""exchangeStatus: the time, and that all is well."""

from hyperquote.info.requests.exchange_status import ExchangeStatus, ExchangeStatusRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: ExchangeStatusRequest, now_ms: int) -> ExchangeStatus:
    """Return the exchange's time; the post-only phase after an upgrade has no words on record."""
    return ExchangeStatus(now_ms, None)
