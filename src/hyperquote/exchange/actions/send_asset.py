"""sendAsset: move a token between dexs, spot, users and sub-accounts"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class SendAsset(UserAction, frozen=True, kw_only=True, tag="sendAsset"):
    """Move `amount` of `token`; a dex is "" for the venue's own, "spot", or its name.

    "Invalid perp DEX"; "Invalid send" for a transfer to oneself or too many decimals; only its collateral enters a dex.
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:SendAsset("
        "string hyperliquidChain,string destination,string sourceDex,string destinationDex,"
        "string token,string amount,string fromSubAccount,uint64 nonce)"
    )

    destination: str
    source_dex: str
    destination_dex: str
    token: str
    amount: str
    from_sub_account: str = field(default_factory=lambda: "")
    nonce: int = field(default_factory=int)
