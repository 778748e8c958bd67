"""vaultModify: change how a vault of ours takes deposits and withdrawals."""

from typing import ClassVar

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import SimpleAction, null
from hyperquote.helpers import checked_address


class VaultModify(SimpleAction, frozen=True, kw_only=True, tag="vaultModify"):
    """Set one or both switches of a vault; None leaves one as it is. "Only leader can perform this vault action"."""

    has_vault: ClassVar[bool] = False

    vault_address: str
    allow_deposits: bool | None = field(default_factory=null)
    always_close_on_withdraw: bool | None = field(default_factory=null)

    def canonical(self) -> "VaultModify":
        """Return the action as it is signed."""
        return msgspec.structs.replace(self, vault_address=checked_address(self.vault_address))
