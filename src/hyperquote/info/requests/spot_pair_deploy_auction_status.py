"""spotPairDeployAuctionStatus: the auction for the right to list a spot pair."""

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.perp_deploy_auction_status import GasAuction

_REPLY = msgspec.json.Decoder(GasAuction)


class SpotPairDeployAuctionStatusRequest(InfoRequest[GasAuction], frozen=True, tag="spotPairDeployAuctionStatus"):
    """Ask how the auction for a new spot pair stands. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> GasAuction:
        """Return the auction."""
        return _REPLY.decode(data)
