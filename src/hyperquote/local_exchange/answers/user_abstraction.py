"""userAbstraction: how the balances of an account hang together."""

from hyperquote.info.requests.user_abstraction import UserAbstractionRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserAbstractionRequest, now_ms: int) -> str:
    """Return the mode that was chosen, or "default"."""
    return exchange.registry.settings.mode(request.user.lower())
