"""subAccountTransfer: move USDC between the master and a sub-account"""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class SubAccountTransfer(SimpleAction, frozen=True, kw_only=True, tag="subAccountTransfer"):
    """Move `usd` micro-USD; a deposit goes from the master to the sub-account.

    "Invalid sub-account transfer from A to B".
    """

    has_vault: ClassVar[bool] = False

    sub_account_user: str
    is_deposit: bool
    usd: int

    def canonical(self) -> "SubAccountTransfer":
        """Return the action as it is signed."""
        return msgspec.structs.replace(self, sub_account_user=checked_address(self.sub_account_user))
