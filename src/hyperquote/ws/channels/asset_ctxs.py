"""assetCtxs: the contexts of the perpetuals of one dex, whole each time (a feed that the venue does not document)."""

import msgspec

from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class DexAssetCtxs(msgspec.Struct, frozen=True):
    """Contexts as in the universe of the dex's meta."""

    dex: str
    ctxs: list[PerpAssetCtx]


class AssetCtxsSubscription(Subscription[DexAssetCtxs], frozen=True, tag="assetCtxs"):
    """Follow the contexts of one perp dex, the first when `dex` is empty; a state feed, every few seconds."""

    dex: str | None = None

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by dex."""
        return ("assetCtxs", self.dex or "")


class AssetCtxsFrame(ChannelFrame[DexAssetCtxs], frozen=True, tag="assetCtxs"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by dex."""
        return ("assetCtxs", self.data.dex)
