"""webData3: what the venue's own site shows of an account."""

from typing import TypeAlias

from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription

WebData3: TypeAlias = dict[str, object]
"""An untyped map: the venue shapes it for its site and changes it at will."""


class WebData3Subscription(Subscription[WebData3], frozen=True, tag="webData3"):
    """Follow what the site shows for a user; a state feed. Prefer the typed feeds."""

    user: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("webData3", "")


class WebData3Frame(ChannelFrame[WebData3], frozen=True, tag="webData3"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("webData3", "")
