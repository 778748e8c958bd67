"""perpDexStatus: how much money is on a dex."""

from hyperquote.info.requests.perp_dex_status import PerpDexStatus, PerpDexStatusRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import usd_text


def answer(exchange: LocalExchange, request: PerpDexStatusRequest, now_ms: int) -> PerpDexStatus:
    """Return deposits less withdrawals."""
    return PerpDexStatus(usd_text(exchange.house_of_dex(request.dex).deposits_micro))
