"""usdClassTransfer: move USDC between spot and perp"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class UsdClassTransfer(UserAction, frozen=True, kw_only=True, tag="usdClassTransfer"):
    """Move `amount` USDC; for a sub-account the text is `AMOUNT subaccount:0x…`."""

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:UsdClassTransfer(string hyperliquidChain,string amount,bool toPerp,uint64 nonce)"
    )

    amount: str
    to_perp: bool
    nonce: int = field(default_factory=int)
