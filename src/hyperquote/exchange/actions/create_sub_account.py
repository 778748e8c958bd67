"""createSubAccount: open a sub-account."""

from typing import ClassVar

import msgspec

from hyperquote.errors import ProtocolError
from hyperquote.exchange.actions.base import Action


class _Reply(msgspec.Struct, tag="createSubAccount", tag_field="type"):
    data: str


_REPLY = msgspec.json.Decoder(_Reply)


class CreateSubAccount(Action[str], frozen=True, kw_only=True, tag="createSubAccount"):
    """Open a sub-account with a name of 1 to 16 characters."""

    has_vault: ClassVar[bool] = False

    name: str

    def read(self, response: bytes | msgspec.Raw) -> str:
        """Return the address of the new sub-account."""
        try:
            return _REPLY.decode(response).data
        except msgspec.MsgspecError as error:
            raise ProtocolError(f"expected a sub-account address, got {bytes(response)[:200]!r}") from error
