"""l2Book: the book of one coin, whole each time."""

from hyperquote.info.requests.l2_book import L2Book
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class L2BookSubscription(Subscription[L2Book], frozen=True, tag="l2Book"):
    """Follow a book: 20 levels about every 5 s, or with `fast` five levels about every 0.5 s; a state feed.

    Frames do not tell aggregations apart: use one l2Book subscription per coin and connection.
    """

    coin: str
    n_sig_figs: int | None = None
    mantissa: int | None = None
    fast: bool = False

    @property
    def is_state(self) -> bool:
        """Each message is the whole book."""
        return True

    @property
    def stale_after_s(self) -> float | None:
        """Books come on a timer even when nothing changes: a few missed ones mean a broken connection."""
        return 3.0 if self.fast else 15.0

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("l2Book", self.coin)


class L2BookFrame(ChannelFrame[L2Book], frozen=True, tag="l2Book"):
    """A push of one book."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("l2Book", self.data.coin)
