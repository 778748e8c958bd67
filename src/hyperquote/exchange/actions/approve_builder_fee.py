"""approveBuilderFee: let a builder take a fee"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class ApproveBuilderFee(UserAction, frozen=True, kw_only=True, tag="approveBuilderFee"):
    """Let `builder` charge up to `max_fee_rate`, a percent text such as `0.001%`.

    "0%" takes it back. "Builder has insufficient balance to be approved."
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:ApproveBuilderFee("
        "string hyperliquidChain,string maxFeeRate,address builder,uint64 nonce)"
    )

    max_fee_rate: str
    builder: str
    nonce: int = field(default_factory=int)
