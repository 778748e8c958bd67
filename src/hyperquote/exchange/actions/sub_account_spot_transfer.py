"""subAccountSpotTransfer: move a spot token between the master and a sub-account"""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class SubAccountSpotTransfer(SimpleAction, frozen=True, kw_only=True, tag="subAccountSpotTransfer"):
    """Move `amount` of `token` (`NAME:0x…`); a deposit goes from the master to the sub-account."""

    has_vault: ClassVar[bool] = False

    sub_account_user: str
    is_deposit: bool
    token: str
    amount: str

    def canonical(self) -> "SubAccountSpotTransfer":
        """Return the action as it is signed."""
        return msgspec.structs.replace(self, sub_account_user=checked_address(self.sub_account_user))
