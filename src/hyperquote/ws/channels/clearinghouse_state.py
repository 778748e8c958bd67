"""clearinghouseState: margin and positions of a user, whole each time."""

import msgspec

from hyperquote.info.requests.clearinghouse_state import ClearinghouseState
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserClearinghouseState(msgspec.Struct, frozen=True, rename="camel"):
    """The perpetual account of one user on one dex."""

    dex: str
    user: str
    clearinghouse_state: ClearinghouseState


class ClearinghouseStateSubscription(Subscription[UserClearinghouseState], frozen=True, tag="clearinghouseState"):
    """Follow a user's account on one dex; a state feed, every few seconds: for reconciling, not for speed."""

    user: str
    dex: str | None = None

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and dex."""
        return ("clearinghouseState", f"{self.user.lower()} {self.dex or ''}")


class ClearinghouseStateFrame(ChannelFrame[UserClearinghouseState], frozen=True, tag="clearinghouseState"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and dex."""
        return ("clearinghouseState", f"{self.data.user.lower()} {self.data.dex}")
