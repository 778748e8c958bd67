"""cDeposit: move HYPE from spot to staking"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class StakingDeposit(UserAction, frozen=True, kw_only=True, tag="cDeposit"):
    """Move `wei` (10⁻⁸ HYPE) into staking."""

    encode_type: ClassVar[str] = "HyperliquidTransaction:CDeposit(string hyperliquidChain,uint64 wei,uint64 nonce)"

    wei: int
    nonce: int = field(default_factory=int)
