"""bbo: the best bid and ask of one coin, whenever a block changes them."""

import msgspec

from hyperquote.info.requests.l2_book import Level
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class Bbo(msgspec.Struct, frozen=True):
    """Best levels at the end of the block of `time` (ms); None where a side is empty."""

    coin: str
    time: int
    bbo: tuple[Level | None, Level | None]

    @property
    def bid(self) -> Level | None:
        """The best bid."""
        return self.bbo[0]

    @property
    def ask(self) -> Level | None:
        """The best ask."""
        return self.bbo[1]


class BboSubscription(Subscription[Bbo], frozen=True, tag="bbo"):
    """Follow the top of one book; a state feed."""

    coin: str

    @property
    def is_state(self) -> bool:
        """Each message is the whole top."""
        return True

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("bbo", self.coin)


class BboFrame(ChannelFrame[Bbo], frozen=True, tag="bbo"):
    """A push of one top of book."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("bbo", self.data.coin)
