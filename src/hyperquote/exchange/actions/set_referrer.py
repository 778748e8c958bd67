"""setReferrer: say who referred us"""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class SetReferrer(SimpleAction, frozen=True, kw_only=True, tag="setReferrer"):
    """Use a referral code.

    "Referral code not registered".
    """

    has_vault: ClassVar[bool] = False

    code: str
