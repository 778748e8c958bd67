"""webData2: superseded by webData3 in 2026: kept by name, its shape is the site's business."""

from typing import TypeAlias

from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription

WebData2: TypeAlias = dict[str, object]
"""An untyped map: the venue shapes it for its site and changes it at will."""


class WebData2Subscription(Subscription[WebData2], frozen=True, tag="webData2"):
    """Follow what the site shows for a user; a state feed. Prefer the typed feeds."""

    user: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("webData2", "")


class WebData2Frame(ChannelFrame[WebData2], frozen=True, tag="webData2"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Cannot be told apart: one user per connection."""
        return ("webData2", "")
