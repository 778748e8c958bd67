"""spotSend: send a spot token to another address"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class SpotSend(UserAction, frozen=True, kw_only=True, tag="spotSend"):
    """Send `amount` of `token` (`NAME:0x…`).

    "Unknown token …"; "Insufficient balance for token transfer"; a first transfer to an address costs 1 USDC.
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:SpotSend("
        "string hyperliquidChain,string destination,string token,string amount,uint64 time)"
    )
    nonce_field: ClassVar[str] = "time"

    destination: str
    token: str
    amount: str
    time: int = field(default_factory=int)
