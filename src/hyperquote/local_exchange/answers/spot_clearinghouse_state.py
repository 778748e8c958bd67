"""spotClearinghouseState: nobody holds spot here."""

from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState, SpotClearinghouseStateRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SpotClearinghouseStateRequest, now_ms: int) -> SpotClearinghouseState:
    """Return no balances."""
    return SpotClearinghouseState(balances=[])
