"""cWithdraw: move HYPE from staking to spot"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class StakingWithdraw(UserAction, frozen=True, kw_only=True, tag="cWithdraw"):
    """Move `wei` (10⁻⁸ HYPE) out of staking; it takes 7 days.

    Five may be pending.
    """

    encode_type: ClassVar[str] = "HyperliquidTransaction:CWithdraw(string hyperliquidChain,uint64 wei,uint64 nonce)"

    wei: int
    nonce: int = field(default_factory=int)
