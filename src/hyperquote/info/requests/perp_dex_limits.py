"""perpDexLimits: how large a builder dex may become."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply


class PerpDexLimits(Reply, frozen=True):
    """Caps of open interest in sum and per coin (USD), per perpetual (base units), and of one transfer (USD)."""

    total_oi_cap: DecimalText
    oi_sz_cap_per_perp: DecimalText
    max_transfer_ntl: DecimalText
    coin_to_oi_cap: list[tuple[str, DecimalText]]


_REPLY: msgspec.json.Decoder[PerpDexLimits | None] = msgspec.json.Decoder(PerpDexLimits | None)


class PerpDexLimitsRequest(InfoRequest[PerpDexLimits | None], frozen=True, tag="perpDexLimits"):
    """Ask for the limits of a builder dex; the first dex has none. Weight 20."""

    dex: str

    def read(self, data: bytes | msgspec.Raw) -> PerpDexLimits | None:
        """Return the limits; None when there is no such dex."""
        return _REPLY.decode(data)
