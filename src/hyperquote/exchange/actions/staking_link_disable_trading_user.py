"""stakingLinkDisableTradingUser: a staking account locks the trading account it is linked to"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class StakingLinkDisableTradingUser(UserAction, frozen=True, kw_only=True, tag="stakingLinkDisableTradingUser"):
    """Lock `trading_user`. It cannot be undone."""

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:StakingLinkDisableTradingUser(string hyperliquidChain,address tradingUser,uint64 nonce)"
    )

    trading_user: str
    nonce: int = field(default_factory=int)
