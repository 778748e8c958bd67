"""perpAnnotation: what a builder says about a perpetual."""

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class PerpAnnotation(Reply, frozen=True):
    """Words for people."""

    category: str
    description: str
    display_name: str | None = None
    keywords: list[str] | None = None


_REPLY: msgspec.json.Decoder[PerpAnnotation | None] = msgspec.json.Decoder(PerpAnnotation | None)


class PerpAnnotationRequest(InfoRequest[PerpAnnotation | None], frozen=True, tag="perpAnnotation"):
    """Ask what a coin is. Weight 20."""

    coin: str

    def read(self, data: bytes | msgspec.Raw) -> PerpAnnotation | None:
        """Return the words; None when the builder left none."""
        return _REPLY.decode(data)
