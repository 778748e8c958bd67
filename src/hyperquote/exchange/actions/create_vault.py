"""createVault: open a vault, whose leader we are."""

from typing import ClassVar

import msgspec
from msgspec import field

from hyperquote.exchange.actions.base import Action, AddressReply, read_address


class _Reply(AddressReply, tag="createVault"):
    pass


_REPLY = msgspec.json.Decoder(_Reply)


class CreateVault(Action[str], frozen=True, kw_only=True, tag="createVault"):
    """Open a vault with `initial_usd` micro-USD, 100 USD at least, and a fee for it.

    The name has 3 to 50 characters, the description 10 to 250. "Insufficient balance to create vault"; "Initial balance
    must be at least 100 USD."
    """

    has_vault: ClassVar[bool] = False
    is_plain: ClassVar[bool] = False

    name: str
    description: str
    initial_usd: int
    nonce: int = field(default_factory=int)

    def read(self, response: bytes | msgspec.Raw) -> str:
        """Return the address of the new vault."""
        return read_address(_REPLY, response)

    def stamped(self, nonce: int, is_mainnet: bool) -> "CreateVault":
        """Return the action with its nonce, which the venue wants equal to the envelope's; one given before stays."""
        return self if self.nonce else msgspec.structs.replace(self, nonce=nonce)
