"""usdcRouting: the ways dollars go in and out."""

from hyperquote.info.requests.usdc_routing import UsdcRouting, UsdcRoutingRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: UsdcRoutingRequest, now_ms: int) -> UsdcRouting:
    """Return the bridge for both: what is withdrawn has left at once, and deposits come from the control API."""
    return UsdcRouting(deposit_route="bridge", withdrawal_route="bridge")
