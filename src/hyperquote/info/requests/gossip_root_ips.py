"""gossipRootIps: where a node of one's own can listen to the venue."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest

RootIps: TypeAlias = list[str]

_REPLY = msgspec.json.Decoder(RootIps)


class GossipRootIpsRequest(InfoRequest[RootIps], frozen=True, tag="gossipRootIps"):
    """Ask for the peers of a node. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> RootIps:
        """Return their IP addresses."""
        return _REPLY.decode(data)
