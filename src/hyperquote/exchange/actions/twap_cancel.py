"""twapCancel: stop a TWAP order."""

import msgspec
from msgspec import field

from hyperquote.errors import ProtocolError
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.outcome import CancelOutcome, Error, Success


class _Data(msgspec.Struct):
    status: Error | Success


class _Reply(msgspec.Struct, tag="twapCancel", tag_field="type"):
    data: _Data


_REPLY = msgspec.json.Decoder(_Reply)


class TwapCancel(Action[CancelOutcome], frozen=True, kw_only=True, tag="twapCancel"):
    """Stop the TWAP order `twap_id`; what it has filled stays filled."""

    asset: int = field(name="a")
    twap_id: int = field(name="t")

    def read(self, response: bytes | msgspec.Raw) -> CancelOutcome:
        """Return "success" or an `Error`: "TWAP was never placed, already canceled, or filled."."""
        try:
            return _REPLY.decode(response).data.status
        except msgspec.MsgspecError as error:
            raise ProtocolError(f"unreadable reply to a TWAP cancel ({error}): {bytes(response)[:200]!r}") from error
