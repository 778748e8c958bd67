"""spotAssetCtxs: the contexts of all spot pairs, whole each time (a feed that the venue does not document)."""

from typing import TypeAlias

from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotAssetCtx
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription

SpotAssetCtxs: TypeAlias = list[SpotAssetCtx]
"""Each context names its `coin`."""


class SpotAssetCtxsSubscription(Subscription[SpotAssetCtxs], frozen=True, tag="spotAssetCtxs"):
    """Follow the contexts of all spot pairs; a state feed, every few seconds."""

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("spotAssetCtxs", "")


class SpotAssetCtxsFrame(ChannelFrame[SpotAssetCtxs], frozen=True, tag="spotAssetCtxs"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """There is one."""
        return ("spotAssetCtxs", "")
