"""usdSend: send perp USDC to another address"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class UsdSend(UserAction, frozen=True, kw_only=True, tag="usdSend"):
    """Send `amount` USDC (decimal text). The letter case of `destination` is signed: write it in lower case.

    "Action disabled when unified account is active": use `SendAsset` then.
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:UsdSend(string hyperliquidChain,string destination,string amount,uint64 time)"
    )
    nonce_field: ClassVar[str] = "time"

    destination: str
    amount: str
    time: int = field(default_factory=int)
