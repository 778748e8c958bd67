"""perpsAtOpenInterestCap: the coins in which no position can be opened."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest

Coins: TypeAlias = list[str]

_REPLY = msgspec.json.Decoder(Coins)


class PerpsAtOpenInterestCapRequest(InfoRequest[Coins], frozen=True, tag="perpsAtOpenInterestCap"):
    """Ask which coins of a dex are at their cap of open interest. Weight 20."""

    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> Coins:
        """Return their names."""
        return _REPLY.decode(data)
