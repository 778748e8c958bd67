"""activeAssetCtx: funding, open interest and marks of one coin, about once a second."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.meta_and_asset_ctxs import PerpAssetCtx
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotAssetCtx
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class ActivePerpCtx(msgspec.Struct, frozen=True):
    """The context of a perpetual; the venue gives no time."""

    coin: str
    ctx: PerpAssetCtx


class ActiveSpotCtx(msgspec.Struct, frozen=True):
    """The context of a spot pair."""

    coin: str
    ctx: SpotAssetCtx


ActiveCtx: TypeAlias = ActivePerpCtx | ActiveSpotCtx


class ActiveAssetCtxSubscription(Subscription[ActiveCtx], frozen=True, tag="activeAssetCtx"):
    """Follow the context of one coin; a state feed. Spot pairs come on `activeSpotAssetCtx`."""

    coin: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole context."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("activeAssetCtx", self.coin)


class ActiveAssetCtxFrame(ChannelFrame[ActivePerpCtx], frozen=True, tag="activeAssetCtx"):
    """A push for a perpetual."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("activeAssetCtx", self.data.coin)


class ActiveSpotAssetCtxFrame(ChannelFrame[ActiveSpotCtx], frozen=True, tag="activeSpotAssetCtx"):
    """A push for a spot pair: it answers an activeAssetCtx subscription."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("activeAssetCtx", self.data.coin)
