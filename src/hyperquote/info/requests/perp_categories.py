"""perpCategories: what kind of thing each perpetual is on."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest

PerpCategories: TypeAlias = list[tuple[str, str]]
"""Coin and category."""

_REPLY = msgspec.json.Decoder(PerpCategories)


class PerpCategoriesRequest(InfoRequest[PerpCategories], frozen=True, tag="perpCategories"):
    """Ask for the category of every coin that has one. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> PerpCategories:
        """Return coins and categories."""
        return _REPLY.decode(data)
