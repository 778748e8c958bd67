"""orderUpdates: every change of status of a user's orders."""

from typing import TypeAlias

import msgspec

from hyperquote.info.requests.open_orders import OpenOrder
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class OrderUpdate(msgspec.Struct, frozen=True, rename="camel"):
    """One change at `status_timestamp` (ms). Partial fills of a resting order are not here: see userFills."""

    order: OpenOrder
    status: str
    status_timestamp: int


OrderUpdates: TypeAlias = list[OrderUpdate]


class OrderUpdatesSubscription(Subscription[OrderUpdates], frozen=True, tag="orderUpdates"):
    """Follow a user's orders; an event feed without snapshot. Its frames do not name the user."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("orderUpdates", "")


class OrderUpdatesFrame(ChannelFrame[OrderUpdates], frozen=True, tag="orderUpdates"):
    """All changes of one block, in the order of execution."""

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart."""
        return ("orderUpdates", "")
