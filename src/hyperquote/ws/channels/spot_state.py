"""spotState: the spot balances of a user, whole each time."""

import msgspec

from hyperquote.info.requests.spot_clearinghouse_state import SpotClearinghouseState
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserSpotState(msgspec.Struct, frozen=True, rename="camel"):
    """The balances of one user."""

    user: str
    spot_state: SpotClearinghouseState


class SpotStateSubscription(Subscription[UserSpotState], frozen=True, tag="spotState"):
    """Follow a user's balances; a state feed, every few seconds: for reconciling, not for speed.

    Frames do not say whether portfolio margin was ignored: use one spotState subscription per user and connection.
    """

    user: str
    ignore_portfolio_margin: bool = False

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("spotState", self.user.lower())


class SpotStateFrame(ChannelFrame[UserSpotState], frozen=True, tag="spotState"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("spotState", self.data.user.lower())
