"""spotDeployState: tokens on their way to being listed; nobody deploys any here."""

from hyperquote.info.requests.spot_deploy_state import SpotDeployState, SpotDeployStateRequest
from hyperquote.local_exchange.auctions import unclaimed
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SpotDeployStateRequest, now_ms: int) -> SpotDeployState:
    """Return no tokens, and an auction in which nobody bids."""
    return SpotDeployState(states=[], gas_auction=unclaimed(now_ms))
