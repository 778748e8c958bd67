"""openOrders: all open orders of a user, whole each time."""

import msgspec

from hyperquote.info.requests.frontend_open_orders import FrontendOrders
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserOpenOrders(msgspec.Struct, frozen=True):
    """Open orders of one user on one dex, in the full form."""

    dex: str
    user: str
    orders: FrontendOrders


class OpenOrdersSubscription(Subscription[UserOpenOrders], frozen=True, tag="openOrders"):
    """Follow a user's open orders on one dex; a state feed, every few seconds: for reconciling, not for speed."""

    user: str
    dex: str | None = None

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and dex."""
        return ("openOrders", f"{self.user.lower()} {self.dex or ''}")


class OpenOrdersFrame(ChannelFrame[UserOpenOrders], frozen=True, tag="openOrders"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and dex."""
        return ("openOrders", f"{self.data.user.lower()} {self.data.dex}")
