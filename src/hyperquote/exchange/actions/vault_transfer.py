"""vaultTransfer: put USDC into a vault or take it out"""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class VaultTransfer(SimpleAction, frozen=True, kw_only=True, tag="vaultTransfer"):
    """Move `usd` micro-USD into the vault, or out of it.

    "Vault not registered: 0x…".
    """

    has_vault: ClassVar[bool] = False

    vault_address: str
    is_deposit: bool
    usd: int

    def canonical(self) -> "VaultTransfer":
        """Return the action as it is signed."""
        return msgspec.structs.replace(self, vault_address=checked_address(self.vault_address))
