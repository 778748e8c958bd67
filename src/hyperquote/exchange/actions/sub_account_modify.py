"""subAccountModify: rename a sub-account"""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class SubAccountModify(SimpleAction, frozen=True, kw_only=True, tag="subAccountModify"):
    """Give a sub-account a name of 1 to 16 characters.

    "Sub-account 0x… is not registered to 0x…".
    """

    has_vault: ClassVar[bool] = False

    sub_account_user: str
    name: str

    def canonical(self) -> "SubAccountModify":
        """Return the action as it is signed."""
        return msgspec.structs.replace(self, sub_account_user=checked_address(self.sub_account_user))
