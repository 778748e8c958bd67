"""liquidatable: the positions that anyone may liquidate just now."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import InfoRequest, Reply


class IsolatedAsset(Reply, frozen=True):
    """The asset id of an isolated position."""

    asset: int


class PositionIndex(Reply, frozen=True):
    """Which isolated position; none for a kind we do not know."""

    isolated: IsolatedAsset | None = None


class Liquidatable(Reply, frozen=True):
    """A position and the margin left for it: JSON numbers on the wire, so floats here (USD)."""

    user: str
    position_index: PositionIndex | str
    margin_available: tuple[float, float]


Liquidatables: TypeAlias = list[Liquidatable]

_REPLY = msgspec.json.Decoder(Liquidatables)


class LiquidatableRequest(InfoRequest[Liquidatables], frozen=True, tag="liquidatable"):
    """Ask for the positions to liquidate. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> Liquidatables:
        """Return them; most of the time there are none."""
        return _REPLY.decode(data)
