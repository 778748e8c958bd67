"""twapStates: the TWAPs of a user that are under way, whole each time."""

import msgspec

from hyperquote.info.requests.twap_history import TwapState
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserTwapStates(msgspec.Struct, frozen=True):
    """TWAP id and state of each, for one user on one dex."""

    dex: str
    user: str
    states: list[tuple[int, TwapState]]


class TwapStatesSubscription(Subscription[UserTwapStates], frozen=True, tag="twapStates"):
    """Follow a user's TWAPs on one dex; a state feed, every few seconds."""

    user: str
    dex: str | None = None

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and dex."""
        return ("twapStates", f"{self.user.lower()} {self.dex or ''}")


class TwapStatesFrame(ChannelFrame[UserTwapStates], frozen=True, tag="twapStates"):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user and dex."""
        return ("twapStates", f"{self.data.user.lower()} {self.data.dex}")
