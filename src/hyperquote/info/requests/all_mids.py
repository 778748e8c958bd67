"""allMids: the middle of every book."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest

AllMids: TypeAlias = dict[str, DecimalText]
"""Coin to mid; spot pairs are there too (`PURR/USDC`, `@107`) for the first perp dex."""

_REPLY = msgspec.json.Decoder(AllMids)


class AllMidsRequest(InfoRequest[AllMids], frozen=True, tag="allMids"):
    """Ask for all mids of a perp dex; the first dex when `dex` is empty. Weight 2."""

    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> AllMids:
        """Return mids by coin; a book without one side shows its last trade."""
        return _REPLY.decode(data)
