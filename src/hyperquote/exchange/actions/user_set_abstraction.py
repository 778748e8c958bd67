"""userSetAbstraction: choose the account mode"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class UserSetAbstraction(UserAction, frozen=True, kw_only=True, tag="userSetAbstraction"):
    """Choose the mode of `user`: disabled, unifiedAccount or portfolioMargin.

    "Portfolio margin requires account value of $10000 or total volume of $5000000."
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:UserSetAbstraction("
        "string hyperliquidChain,address user,string abstraction,uint64 nonce)"
    )

    user: str
    abstraction: str
    nonce: int = field(default_factory=int)
