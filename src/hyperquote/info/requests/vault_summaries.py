"""vaultSummaries: the newest vaults."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply
from hyperquote.info.requests.vault_details import VaultRelationship


class VaultSummary(Reply, frozen=True):
    """One vault: `tvl` is what is in it (USD), `create_time_millis` when it began (ms)."""

    name: str
    vault_address: str
    leader: str
    tvl: DecimalText
    is_closed: bool
    relationship: VaultRelationship
    create_time_millis: int


VaultSummaries: TypeAlias = list[VaultSummary]

_REPLY = msgspec.json.Decoder(VaultSummaries)


class VaultSummariesRequest(InfoRequest[VaultSummaries], frozen=True, tag="vaultSummaries"):
    """Ask for the vaults less than two hours old. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> VaultSummaries:
        """Return the vaults."""
        return _REPLY.decode(data)
