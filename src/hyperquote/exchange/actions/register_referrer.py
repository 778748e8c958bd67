"""registerReferrer: make a referral code"""

from typing import ClassVar

from hyperquote.exchange.actions.base import SimpleAction


class RegisterReferrer(SimpleAction, frozen=True, kw_only=True, tag="registerReferrer"):
    """Make a referral code of our own.

    "Cannot generate referral code until enough volume traded".
    """

    has_vault: ClassVar[bool] = False

    code: str
