"""userDexAbstraction: whether collateral moves between dexes by itself."""

from hyperquote.info.requests.user_dex_abstraction import UserDexAbstractionRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UserDexAbstractionRequest, now_ms: int) -> bool | None:
    """Return the choice; null when it was never made."""
    return exchange.registry.settings.dex_abstraction(request.user.lower())
