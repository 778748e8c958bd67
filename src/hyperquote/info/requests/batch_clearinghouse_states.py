"""batchClearinghouseStates: margin and positions of several users at once."""

import msgspec

from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState

_REPLY = msgspec.json.Decoder(list[ClearinghouseState | None])


class BatchClearinghouseStatesRequest(
    InfoRequest[list[ClearinghouseState | None]], frozen=True, tag="batchClearinghouseStates"
):
    """Ask for the accounts of several users, on one dex. Weight 20."""

    users: tuple[str, ...]
    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> list[ClearinghouseState | None]:
        """Return the states in the order asked."""
        return _REPLY.decode(data)
