"""userTwapHistory: what becomes of a user's TWAPs."""

import msgspec

from hyperquote.info.requests.twap_history import TwapRecords
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserTwapHistory(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """Changes of status for one user. A snapshot repeats known ones: drop them by (twap_id, status)."""

    is_snapshot: bool = False
    user: str
    history: TwapRecords


class UserTwapHistorySubscription(Subscription[UserTwapHistory], frozen=True, tag="userTwapHistory"):
    """Follow the status of a user's TWAPs; an event feed that begins with a snapshot."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userTwapHistory", self.user.lower())


class UserTwapHistoryFrame(ChannelFrame[UserTwapHistory], frozen=True, tag="userTwapHistory"):
    """A snapshot, or new changes."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userTwapHistory", self.data.user.lower())
