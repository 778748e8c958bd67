"""candle: the forming bar of one coin."""

from hyperquote.info.requests.candle_snapshot import Candle
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class CandleSubscription(Subscription[Candle], frozen=True, tag="candle"):
    """Follow the bars of one coin and interval.

    The forming bar is sent again whenever trades change it and no message closes it: a bar is final once the next
    opens or its `close_ms` has passed. Kept as an event feed, because the last push of a bar is not repeated.
    """

    coin: str
    interval: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin and interval."""
        return ("candle", f"{self.coin} {self.interval}")


class CandleFrame(ChannelFrame[Candle], frozen=True, tag="candle"):
    """A push of one bar."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin and interval."""
        return ("candle", f"{self.data.coin} {self.data.interval}")
