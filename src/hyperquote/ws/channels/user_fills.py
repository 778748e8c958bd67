"""userFills: a user's fills, the recent ones first and then each block's."""

import msgspec

from hyperquote.info.requests.user_fills import Fills
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserFills(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """Fills of one user. A snapshot repeats known fills: drop them by (tid, oid, time)."""

    is_snapshot: bool = False
    user: str
    fills: Fills


class UserFillsSubscription(Subscription[UserFills], frozen=True, tag="userFills"):
    """Follow a user's fills; an event feed that begins with a snapshot."""

    user: str
    aggregate_by_time: bool = False

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userFills", self.user.lower())


class UserFillsFrame(ChannelFrame[UserFills], frozen=True, tag="userFills"):
    """A snapshot, or all fills of one block."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userFills", self.data.user.lower())
