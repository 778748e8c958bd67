"""leadingVaults: the vaults that a user leads."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class LeadingVault(Reply, frozen=True):
    """A vault's address and name."""

    address: str
    name: str


LeadingVaults: TypeAlias = list[LeadingVault]

_REPLY = msgspec.json.Decoder(LeadingVaults)


class LeadingVaultsRequest(InfoRequest[LeadingVaults], frozen=True, tag="leadingVaults"):
    """Ask which vaults a user leads. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> LeadingVaults:
        """Return the vaults."""
        return _REPLY.decode(data)
