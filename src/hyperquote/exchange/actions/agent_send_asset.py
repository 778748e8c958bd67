"""agentSendAsset: move a token between dexs, spot and sub-accounts, signed by an agent."""

from typing import ClassVar

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import SimpleAction
from hyperquote.helpers import checked_address


class AgentSendAsset(SimpleAction, frozen=True, kw_only=True, tag="agentSendAsset"):
    """Move `amount` (decimal text) of `token` within the account or to one of its sub-accounts.

    A dex is "" for the venue's own, "spot", or its name. "Agent can only send asset to same user or their
    sub-accounts."; "Invalid send" for more than six decimals into perps.
    """

    has_vault: ClassVar[bool] = False
    is_plain: ClassVar[bool] = False

    destination: str
    source_dex: str
    destination_dex: str
    token: str
    amount: str
    from_sub_account: str = field(default_factory=str)
    nonce: int = field(default_factory=int)

    def canonical(self) -> "AgentSendAsset":
        """Return the action as it is signed."""
        sub_account = checked_address(self.from_sub_account) if self.from_sub_account else ""
        destination = checked_address(self.destination)
        return msgspec.structs.replace(self, destination=destination, from_sub_account=sub_account)

    def stamped(self, nonce: int, is_mainnet: bool) -> "AgentSendAsset":
        """Return the action with its nonce, which the venue wants equal to the envelope's; one given before stays."""
        return self if self.nonce else msgspec.structs.replace(self, nonce=nonce)
