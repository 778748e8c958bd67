"""maxMarketOrderNtls: how large a market order may be."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest

MaxMarketOrderNtls: TypeAlias = list[tuple[int, DecimalText]]
"""Maximum leverage of a coin, and the largest market order in such a coin (USD)."""

_REPLY = msgspec.json.Decoder(MaxMarketOrderNtls)


class MaxMarketOrderNtlsRequest(InfoRequest[MaxMarketOrderNtls], frozen=True, tag="maxMarketOrderNtls"):
    """Ask for the largest market orders. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> MaxMarketOrderNtls:
        """Return them by maximum leverage."""
        return _REPLY.decode(data)
