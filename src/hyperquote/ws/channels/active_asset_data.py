"""activeAssetData: a user's leverage and room to trade in one perpetual."""

from hyperquote.info.requests.active_asset_data import ActiveAssetData
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class ActiveAssetDataSubscription(Subscription[ActiveAssetData], frozen=True, tag="activeAssetData"):
    """Follow one user and one perpetual (the venue refuses spot); a state feed."""

    user: str
    coin: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and coin."""
        return ("activeAssetData", f"{self.user.lower()} {self.coin}")


class ActiveAssetDataFrame(ChannelFrame[ActiveAssetData], frozen=True, tag="activeAssetData"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and coin."""
        return ("activeAssetData", f"{self.data.user.lower()} {self.data.coin}")
