"""isVip: whether an account has a special rank."""

import msgspec

from hyperquote.info.requests.base import InfoRequest

_REPLY: msgspec.json.Decoder[bool | None] = msgspec.json.Decoder(bool | None)


class IsVipRequest(InfoRequest[bool | None], frozen=True, tag="isVip"):
    """Ask for an account's rank. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> bool | None:
        """Return whether it has one; None when the venue does not say."""
        return _REPLY.decode(data)
