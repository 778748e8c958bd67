"""notification: what the venue's own site would show a user."""

import msgspec

from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class Notification(msgspec.Struct, frozen=True):
    """Words for people, with friendly coin names: not to be parsed."""

    notification: str


class NotificationSubscription(Subscription[Notification], frozen=True, tag="notification"):
    """Follow the notifications of a user; an event feed. Its frames do not name the user."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("notification", "")


class NotificationFrame(ChannelFrame[Notification], frozen=True, tag="notification"):
    """One notification."""

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("notification", "")
