"""userToMultiSigSigners: who signs for a multi-signature account."""

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class MultiSigSigners(Reply, frozen=True):
    """The signers, and how many of them it takes."""

    authorized_users: list[str]
    threshold: int


_REPLY: msgspec.json.Decoder[MultiSigSigners | None] = msgspec.json.Decoder(MultiSigSigners | None)


class UserToMultiSigSignersRequest(InfoRequest[MultiSigSigners | None], frozen=True, tag="userToMultiSigSigners"):
    """Ask who signs for an account. Weight 20."""

    user: str

    def read(self, data: bytes | msgspec.Raw) -> MultiSigSigners | None:
        """Return the signers; None for an ordinary account."""
        return _REPLY.decode(data)
