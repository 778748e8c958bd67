"""spotPairDeployAuctionStatus: the auction for the right to list a spot pair."""

from hyperquote.info.requests.perp_deploy_auction_status import GasAuction
from hyperquote.info.requests.spot_pair_deploy_auction_status import SpotPairDeployAuctionStatusRequest
from hyperquote.local_exchange.auctions import LEAST_GAS_E8, unclaimed
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SpotPairDeployAuctionStatusRequest, now_ms: int) -> GasAuction:
    """Return an auction that stands at the least price, as it does where nobody has bid for long."""
    return unclaimed(now_ms, LEAST_GAS_E8)
