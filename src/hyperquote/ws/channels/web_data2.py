"""webData2: everything that the venue's own site shows of an account; the venue is retiring it for webData3."""

from hyperquote.info.requests.web_data2 import WebData2
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class WebData2Subscription(Subscription[WebData2], frozen=True, tag="webData2"):
    """Follow what the site shows for a user; a state feed. Prefer the feeds of its parts."""

    user: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("webData2", self.user.lower())


class WebData2Frame(ChannelFrame[WebData2], frozen=True, tag="webData2"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("webData2", self.data.user.lower())
