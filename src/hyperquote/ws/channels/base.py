"""What every feed is: a subscription that names it, and frames that belong to it."""

from typing import Generic, TypeAlias, TypeVar

import msgspec

RoutingKey: TypeAlias = tuple[str, str]
"""Channel, and the coin or lower-case user that tells feeds of one channel apart; "" where the wire has neither."""

M = TypeVar("M")


class Subscription(msgspec.Struct, Generic[M], frozen=True, tag_field="type", omit_defaults=True, rename="camel"):
    """A feed to ask for; `M` is what a stream of it yields.

    Two classes of feed: of a *state* feed only the newest message matters, so a slow reader may miss older ones; of
    an *event* feed every message matters.
    """

    @property
    def is_state(self) -> bool:
        """Whether a newer message makes older ones worthless."""
        return False

    @property
    def stale_after_s(self) -> float | None:
        """How long a feed that has begun may be silent (s); None where silence is normal."""
        return None

    @property
    def routing_key(self) -> RoutingKey:
        """What its frames can be told by."""
        raise NotImplementedError


class ChannelFrame(msgspec.Struct, Generic[M], frozen=True, tag_field="channel"):
    """One frame of a feed as the venue sends it; a server encodes the same class."""

    data: M

    @property
    def routing_key(self) -> RoutingKey:
        """The key of the subscriptions that it answers."""
        raise NotImplementedError
