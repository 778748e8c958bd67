"""metaAndAssetCtxs: the perpetuals together with their funding, open interest and marks."""

import msgspec

from hyperquote.info.requests.base import DecimalText, InfoRequest, Reply, nullable
from hyperquote.info.requests.meta import Meta


class PerpAssetCtx(Reply, frozen=True, kw_only=True):
    """The state of one perpetual.

    `funding` is the rate predicted for the current hour (fraction per hour), `open_interest` one-sided in base
    units, `day_ntl_vlm` and `day_base_vlm` roll over 24 hours. A delisted or one-sided book has no premium, mid
    or impact prices.
    """

    funding: DecimalText
    open_interest: DecimalText
    prev_day_px: DecimalText
    day_ntl_vlm: DecimalText
    premium: DecimalText | None = nullable()
    oracle_px: DecimalText
    mark_px: DecimalText
    mid_px: DecimalText | None = nullable()
    impact_pxs: tuple[DecimalText, DecimalText] | None = nullable()
    day_base_vlm: DecimalText | None = None  # missing in captures of 2023


class MetaAndAssetCtxs(msgspec.Struct, frozen=True, array_like=True):
    """Universe and contexts, aligned by position."""

    meta: Meta
    ctxs: list[PerpAssetCtx]


_REPLY = msgspec.json.Decoder(MetaAndAssetCtxs)


class MetaAndAssetCtxsRequest(InfoRequest[MetaAndAssetCtxs], frozen=True, tag="metaAndAssetCtxs"):
    """Ask for universe and contexts of a perp dex. Weight 20."""

    dex: str | None = None

    def read(self, data: bytes | msgspec.Raw) -> MetaAndAssetCtxs:
        """Return both lists; `ctxs[i]` belongs to `meta.universe[i]`."""
        return _REPLY.decode(data)
