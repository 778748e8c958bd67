"""allMids: the middle of every book, all of them each time."""

import msgspec

from hyperquote.info.requests.all_mids import AllMids
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class Mids(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Mids by coin; `dex` only for a builder dex."""

    dex: str = ""
    mids: AllMids


class AllMidsSubscription(Subscription[Mids], frozen=True, tag="allMids"):
    """Follow the mids of one perp dex, the first when `dex` is empty; a state feed."""

    dex: str | None = None

    @property
    def is_state(self) -> bool:
        """Each message is the whole map."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by dex."""
        return ("allMids", self.dex or "")


class AllMidsFrame(ChannelFrame[Mids], frozen=True, tag="allMids"):
    """A push of all mids."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by dex."""
        return ("allMids", self.data.dex)
