"""userHistoricalOrders: what becomes of a user's orders, in the full form (a feed that the venue does not document)."""

import msgspec

from hyperquote.info.requests.historical_orders import OrderRecords
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserHistoricalOrders(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """Changes of status for one user. A snapshot repeats known ones: drop them by (oid, status, status_timestamp)."""

    is_snapshot: bool = False
    user: str
    order_history: OrderRecords


class UserHistoricalOrdersSubscription(Subscription[UserHistoricalOrders], frozen=True, tag="userHistoricalOrders"):
    """Follow a user's orders in the full form; an event feed that begins with a snapshot, unlike orderUpdates."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userHistoricalOrders", self.user.lower())


class UserHistoricalOrdersFrame(ChannelFrame[UserHistoricalOrders], frozen=True, tag="userHistoricalOrders"):
    """A snapshot, or new changes."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userHistoricalOrders", self.data.user.lower())
