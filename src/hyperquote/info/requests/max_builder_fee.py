"""maxBuilderFee: the most a user lets a builder charge."""

import msgspec

from hyperquote.info.requests.base import InfoRequest

_REPLY = msgspec.json.Decoder(int)


class MaxBuilderFeeRequest(InfoRequest[int], frozen=True, tag="maxBuilderFee"):
    """Ask for the fee that a user has approved for a builder. Weight 20."""

    user: str
    builder: str

    def read(self, data: bytes | msgspec.Raw) -> int:
        """Return tenths of a basis point; 0 when none is approved."""
        return _REPLY.decode(data)
