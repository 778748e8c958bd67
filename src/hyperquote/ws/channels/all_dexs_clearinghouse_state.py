"""allDexsClearinghouseState: margin and positions of a user on every dex, whole each time."""

import msgspec

from hyperquote.info.requests.clearinghouse_state import ClearinghouseState
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserClearinghouseStates(msgspec.Struct, frozen=True, rename="camel"):
    """Dex ("" the venue's own) and the user's account there."""

    user: str
    clearinghouse_states: list[tuple[str, ClearinghouseState]]


class AllDexsClearinghouseStateSubscription(
    Subscription[UserClearinghouseStates], frozen=True, tag="allDexsClearinghouseState"
):
    """Follow a user's accounts on all dexes; a state feed, every few seconds: for reconciling, not for speed."""

    user: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole state."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("allDexsClearinghouseState", self.user.lower())


class AllDexsClearinghouseStateFrame(
    ChannelFrame[UserClearinghouseStates], frozen=True, tag="allDexsClearinghouseState"
):
    """The whole state."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("allDexsClearinghouseState", self.data.user.lower())
