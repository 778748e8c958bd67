"""vaultDistribute: pay a vault's depositors"""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class VaultDistribute(SimpleAction, frozen=True, kw_only=True, tag="vaultDistribute"):
    """Pay out `usd` micro-USD; 0 closes the vault.

    "Only leader can perform this vault action".
    """

    has_vault: ClassVar[bool] = False

    vault_address: str
    usd: int

    def canonical(self) -> "VaultDistribute":
        """Return the action as it is signed."""
        return msgspec.structs.replace(self, vault_address=checked_address(self.vault_address))
