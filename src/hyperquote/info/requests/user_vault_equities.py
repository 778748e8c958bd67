"""userVaultEquities: what a user has in vaults."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class VaultEquity(Reply, frozen=True):
    """Equity in one vault (USD), and until when it is locked (ms)."""

    vault_address: str
    equity: DecimalText
    locked_until_timestamp: int | None = None


VaultEquities: TypeAlias = list[VaultEquity]

_REPLY = msgspec.json.Decoder(VaultEquities)


class UserVaultEquitiesRequest(InfoRequest[VaultEquities], frozen=True, tag="userVaultEquities"):
    """Ask for a user's parts in vaults. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> VaultEquities:
        """Return one row per vault."""
        return _REPLY.decode(data)
