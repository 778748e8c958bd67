"""gossipPriorityAuctionStatus: the first places in the gossip of nodes; there are no nodes here."""

from hyperquote.info.requests.gossip_priority_auction_status import GossipPriority, GossipPriorityAuctionStatusRequest
from hyperquote.local_exchange.auctions import unclaimed
from hyperquote.local_exchange.exchange import LocalExchange

PLACES = 5


def answer(exchange: LocalExchange, request: GossipPriorityAuctionStatusRequest, now_ms: int) -> GossipPriority:
    """Return places that nobody holds, and auctions in which nobody bids."""
    return GossipPriority([None] * PLACES, [unclaimed(now_ms) for _ in range(PLACES)])
