"""userFundings: a user's funding payments, the recent ones first and then each hour's."""

import msgspec

from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription
from hyperquote.ws.channels.user_events import UserFunding


class UserFundings(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """Payments of one user. A snapshot repeats known ones: drop them by (time, coin)."""

    is_snapshot: bool = False
    user: str
    fundings: list[UserFunding]


class UserFundingsSubscription(Subscription[UserFundings], frozen=True, tag="userFundings"):
    """Follow a user's funding; an event feed that begins with a snapshot."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userFundings", self.user.lower())


class UserFundingsFrame(ChannelFrame[UserFundings], frozen=True, tag="userFundings"):
    """A snapshot, or the payments of one hour; it may be empty."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userFundings", self.data.user.lower())
