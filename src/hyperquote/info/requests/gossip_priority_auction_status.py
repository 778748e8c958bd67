"""gossipPriorityAuctionStatus: the auctions for the first places in the venue's gossip."""

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.perp_deploy_auction_status import GasAuction


class GossipPriority(msgspec.Struct, frozen=True, array_like=True):
    """Who holds each place (an IP address, None when nobody), and the auction for each, in the same order."""

    holders: list[str | None]
    auctions: list[GasAuction]


_REPLY = msgspec.json.Decoder(GossipPriority)


class GossipPriorityAuctionStatusRequest(InfoRequest[GossipPriority], frozen=True, tag="gossipPriorityAuctionStatus"):
    """Ask how the auctions for places stand. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> GossipPriority:
        """Return holders and auctions."""
        return _REPLY.decode(data)
