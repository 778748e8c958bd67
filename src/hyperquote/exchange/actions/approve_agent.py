"""approveAgent: let another key trade for us"""

from typing import ClassVar

from msgspec import field

from hyperquote.exchange.actions.base import UserAction


class ApproveAgent(UserAction, frozen=True, kw_only=True, tag="approveAgent"):
    """Let `agent_address` sign L1 actions for us; the zero address under a name takes it back.

    "User has pending agent removal" for some seconds after one was replaced; "Extra agent already used." for an address
    that has been one; "Too many extra agents for cumulative volume traded. …". A name may end in " valid_until MS".
    """

    encode_type: ClassVar[str] = (
        "HyperliquidTransaction:ApproveAgent("
        "string hyperliquidChain,address agentAddress,string agentName,uint64 nonce)"
    )

    agent_address: str
    agent_name: str | None = field(default_factory=lambda: "")  # missing, null and empty: the unnamed agent
    nonce: int = field(default_factory=int)
