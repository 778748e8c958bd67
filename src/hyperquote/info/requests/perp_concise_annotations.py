"""perpConciseAnnotations: what builders say about their perpetuals, in short."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class ConciseAnnotation(Reply, frozen=True):
    """Words for people, without the description."""

    category: str
    display_name: str | None = None
    keywords: list[str] | None = None


ConciseAnnotations: TypeAlias = list[tuple[str, ConciseAnnotation]]

_REPLY = msgspec.json.Decoder(ConciseAnnotations)


class PerpConciseAnnotationsRequest(InfoRequest[ConciseAnnotations], frozen=True, tag="perpConciseAnnotations"):
    """Ask what all coins are, in short. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> ConciseAnnotations:
        """Return words by coin."""
        return _REPLY.decode(data)
