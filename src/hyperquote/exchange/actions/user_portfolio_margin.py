"""userPortfolioMargin: switch portfolio margin; `UserSetAbstraction` has taken its place"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class UserPortfolioMargin(UserAction, frozen=True, kw_only=True, tag="userPortfolioMargin"):
    """Switch portfolio margin of `user`, ourselves or a sub-account, on or off."""

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:UserPortfolioMargin(string hyperliquidChain,address user,bool enabled,uint64 nonce)"
    )

    user: str
    enabled: bool
    nonce: int = field(default_factory=int)
