"""userAbstraction: everyone keeps perps and spot apart."""

from hyperquote.info.requests.user_abstraction import UserAbstractionRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserAbstractionRequest, now_ms: int) -> str:
    """Return the classic mode."""
    return "default"
