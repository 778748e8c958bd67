"""convertToMultiSigUser: require several signatures"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class ConvertToMultiSigUser(UserAction, frozen=True, kw_only=True, tag="convertToMultiSigUser"):
    """`signers` is JSON text with `authorizedUsers` and `threshold`; the text itself is signed.

    The text null reverts it, sent through `MultiSig`. Ten users at most, all known to the venue, none of them oneself:
    "Cannot register self as multi-sig authorized user"; "Invalid multi-sig threshold".
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:ConvertToMultiSigUser(string hyperliquidChain,string signers,uint64 nonce)"
    )

    signers: str
    nonce: int = field(default_factory=int)
