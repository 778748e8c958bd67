"""userDexAbstraction: whether a user's collateral moves between dexes by itself."""

import msgspec

from hyperquote.info.requests.base import InfoRequest

_REPLY: msgspec.json.Decoder[bool | None] = msgspec.json.Decoder(bool | None)


class UserDexAbstractionRequest(InfoRequest[bool | None], frozen=True, tag="userDexAbstraction"):
    """Ask whether dex abstraction is on. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> bool | None:
        """Return the setting; None when it was never set."""
        return _REPLY.decode(data)
