"""vaultDetails: a vault, its curves and its followers."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable, rows
from hyperquote.info.requests.portfolio import Portfolio


class VaultFollower(Reply, frozen=True, kw_only=True):
    """Who put money in (an address, or "Leader"), how it fares (USD), since when and locked until when (ms)."""

    user: str | None = None
    vault_equity: DecimalText
    pnl: DecimalText
    all_time_pnl: DecimalText
    days_following: int
    vault_entry_time: int
    lockup_until: int | None = nullable()


class VaultChildren(Reply, frozen=True):
    """The vaults that a parent vault spreads its money over."""

    child_addresses: list[str] = rows()


class VaultRelationship(Reply, frozen=True):
    """`type` is "normal", "child", or "parent" with its children."""

    type: str
    data: VaultChildren | None = None


class VaultDetails(Reply, frozen=True, kw_only=True):
    """One vault. APR, fractions and the two maxima (USD) are JSON numbers on the wire, so they are floats here."""

    name: str
    vault_address: str
    leader: str
    description: str
    portfolio: Portfolio = rows()
    apr: float
    follower_state: VaultFollower | None = nullable()
    leader_fraction: float
    leader_commission: float
    followers: list[VaultFollower] = rows()
    max_distributable: float
    max_withdrawable: float
    is_closed: bool
    relationship: VaultRelationship
    allow_deposits: bool
    always_close_on_withdraw: bool


_REPLY: msgspec.json.Decoder[VaultDetails | None] = msgspec.json.Decoder(VaultDetails | None)


class VaultDetailsRequest(InfoRequest[VaultDetails | None], frozen=True, tag="vaultDetails"):
    """Ask for a vault, and with `user` for that follower's part in it. Weight 20."""

    vault_address: str
    user: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> VaultDetails | None:
        """Return the vault; None when there is none at this address."""
        return _REPLY.decode(data)
