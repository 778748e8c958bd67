"""createSubAccount: open a sub-account."""

from typing import ClassVar

import msgspec

from hyperquote.exchange.actions.base import Action, AddressReply, read_address


class _Reply(AddressReply, tag="createSubAccount"):
    pass


_REPLY = msgspec.json.Decoder(_Reply)


class CreateSubAccount(Action[str], frozen=True, kw_only=True, tag="createSubAccount"):
    """Open a sub-account with a name of 1 to 16 characters; the account must have traded 100 000 USD."""

    has_vault: ClassVar[bool] = False

    name: str

    def read(self, response: bytes | msgspec.Raw) -> str:
        """Return the address of the new sub-account."""
        return read_address(_REPLY, response)
