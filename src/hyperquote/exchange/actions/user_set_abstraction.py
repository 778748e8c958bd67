"""userSetAbstraction: choose the account mode"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class UserSetAbstraction(UserAction, frozen=True, kw_only=True, tag="userSetAbstraction"):
    """Choose the mode of `user`: disabled, unifiedAccount or portfolioMargin."""

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:UserSetAbstraction("
        "string hyperliquidChain,address user,string abstraction,uint64 nonce)"
    )

    user: str
    abstraction: str
    nonce: int = field(default_factory=int)
