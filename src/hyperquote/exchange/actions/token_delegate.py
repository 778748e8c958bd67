"""tokenDelegate: delegate stake to a validator, or undelegate"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class TokenDelegate(UserAction, frozen=True, kw_only=True, tag="tokenDelegate"):
    """Delegate `wei` (10⁻⁸ HYPE) to `validator`, locked for a day; or take it back."""

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:TokenDelegate("
        "string hyperliquidChain,address validator,uint64 wei,bool isUndelegate,uint64 nonce)"
    )

    validator: str
    wei: int
    is_undelegate: bool
    nonce: int = field(default_factory=int)
