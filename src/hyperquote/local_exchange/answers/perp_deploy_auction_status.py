"""perpDeployAuctionStatus: the auction for the right to list a perp."""

from hyperquote.info.requests.perp_deploy_auction_status import GasAuction, PerpDeployAuctionStatusRequest
from hyperquote.local_exchange.auctions import unclaimed
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: PerpDeployAuctionStatusRequest, now_ms: int) -> GasAuction:
    """Return an auction in which nobody bids."""
    return unclaimed(now_ms)
