"""spotMetaAndAssetCtxs: spot pairs together with their prices and supplies."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable
from hyperquote.info.requests.spot_meta import SpotMeta


class SpotAssetCtx(Reply, frozen=True, kw_only=True):
    """The state of one spot pair; volumes roll over 24 hours."""

    prev_day_px: DecimalText
    day_ntl_vlm: DecimalText
    mark_px: DecimalText
    mid_px: DecimalText | None = nullable()
    circulating_supply: DecimalText
    coin: str
    total_supply: DecimalText | None = None
    day_base_vlm: DecimalText | None = None


class SpotMetaAndAssetCtxs(msgspec.Struct, frozen=True, array_like=True):
    """Pairs and contexts; a context stands at its pair's `index` and names its `coin`."""

    meta: SpotMeta
    ctxs: list[SpotAssetCtx]


_REPLY = msgspec.json.Decoder(SpotMetaAndAssetCtxs)


class SpotMetaAndAssetCtxsRequest(InfoRequest[SpotMetaAndAssetCtxs], frozen=True, tag="spotMetaAndAssetCtxs"):
    """Ask for spot pairs and contexts. Weight 20."""

    def read(self, data: bytes | msgspec.Raw) -> SpotMetaAndAssetCtxs:
        """Return both."""
        return _REPLY.decode(data)
