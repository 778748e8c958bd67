"""usdcRouting: the ways USDC goes in and out."""

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class UsdcRouting(Reply, frozen=True):
    """Each is "bridge" or "cctp"."""

    deposit_route: str
    withdrawal_route: str


_REPLY = msgspec.json.Decoder(UsdcRouting)


class UsdcRoutingRequest(InfoRequest[UsdcRouting], frozen=True, tag="usdcRouting"):
    """Ask for the ways USDC goes in and out. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> UsdcRouting:
        """Return both."""
        return _REPLY.decode(data)
