"""claimRewards: collect referral rewards"""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class ClaimRewards(SimpleAction, frozen=True, kw_only=True, tag="claimRewards"):
    """Collect what is there.

    "No rewards to claim".
    """

    has_vault: ClassVar[bool] = False
