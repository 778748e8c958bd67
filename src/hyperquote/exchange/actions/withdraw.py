"""withdraw3: withdraw USDC over the bridge"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class Withdraw(UserAction, frozen=True, kw_only=True, tag="withdraw3"):
    """Withdraw `amount` USDC (decimal text) to `destination`; the venue keeps 1 USD.

    "Insufficient balance for withdrawal."
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:Withdraw(string hyperliquidChain,string destination,string amount,uint64 time)"
    )
    nonce_field: ClassVar[str] = "time"

    destination: str
    amount: str
    time: int = field(default_factory=int)
