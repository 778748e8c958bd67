"""isVip: whether an account has a special rank; nobody has one here."""

from hyperquote.info.requests.is_vip import IsVipRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: IsVipRequest, now_ms: int) -> bool | None:
    """Return no; None for an address that is no account."""
    return False if exchange.is_funded(request.user.lower()) else None
