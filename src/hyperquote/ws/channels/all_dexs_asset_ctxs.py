"""allDexsAssetCtxs: the contexts of the perpetuals of every dex, whole each time."""

import msgspec

from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class AllDexsAssetCtxs(msgspec.Struct, frozen=True):
    """Dex ("" the venue's own) and its contexts; those stand as in the universe of the dex's meta."""

    ctxs: list[tuple[str, list[PerpAssetCtx]]]


class AllDexsAssetCtxsSubscription(Subscription[AllDexsAssetCtxs], frozen=True, tag="allDexsAssetCtxs"):
    """Follow all contexts; a state feed, every few seconds, and large."""

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("allDexsAssetCtxs", "")


class AllDexsAssetCtxsFrame(ChannelFrame[AllDexsAssetCtxs], frozen=True, tag="allDexsAssetCtxs"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("allDexsAssetCtxs", "")
