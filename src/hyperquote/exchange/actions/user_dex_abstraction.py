"""userDexAbstraction: one balance for all dexs (deprecated)"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class UserDexAbstraction(UserAction, frozen=True, kw_only=True, tag="userDexAbstraction"):
    """Switch dex abstraction of `user` (ourselves or a sub-account)."""

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:UserDexAbstraction(string hyperliquidChain,address user,bool enabled,uint64 nonce)"
    )

    user: str
    enabled: bool
    nonce: int = field(default_factory=int)
