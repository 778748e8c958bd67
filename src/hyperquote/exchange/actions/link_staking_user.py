"""linkStakingUser: let a staking account lower the fees of a trading account, for good"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class LinkStakingUser(UserAction, frozen=True, kw_only=True, tag="linkStakingUser"):
    """First the trading account names the staking one, then the staking account the trading one and finalizes.

    It cannot be undone. "Staking link error…" if the other half is missing.
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:LinkStakingUser(string hyperliquidChain,address user,bool isFinalize,uint64 nonce)"
    )

    user: str
    is_finalize: bool
    nonce: int = field(default_factory=int)
