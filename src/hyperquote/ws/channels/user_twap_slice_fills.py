"""userTwapSliceFills: the fills of a user's TWAP slices, the recent ones first and then each block's."""

import msgspec

from hyperquote.info.requests.user_twap_slice_fills import TwapSliceFills
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class UserTwapSliceFills(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """Slice fills of one user. A snapshot repeats known ones: drop them by (tid, oid, time)."""

    is_snapshot: bool = False
    user: str
    twap_slice_fills: TwapSliceFills


class UserTwapSliceFillsSubscription(Subscription[UserTwapSliceFills], frozen=True, tag="userTwapSliceFills"):
    """Follow a user's slice fills, which userFills leaves out; an event feed that begins with a snapshot."""

    user: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userTwapSliceFills", self.user.lower())


class UserTwapSliceFillsFrame(ChannelFrame[UserTwapSliceFills], frozen=True, tag="userTwapSliceFills"):
    """A snapshot, or all slice fills of one block."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by user."""
        return ("userTwapSliceFills", self.data.user.lower())
