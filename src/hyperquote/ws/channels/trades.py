"""trades: what traded in one coin, one frame per block."""

from hyperquote.info.requests.recent_trades import Trades
from hyperquote.ws.channels.base import ChannelFrame, RoutingKey, Subscription


class TradesSubscription(Subscription[Trades], frozen=True, tag="trades"):
    """Follow the tape of one coin; an event feed.

    The first message after every (re)subscribe repeats about the last 30 trades, oldest first, and nothing marks
    it: drop what is known by (time, coin, tid).
    """

    coin: str

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by coin."""
        return ("trades", self.coin)


class TradesFrame(ChannelFrame[Trades], frozen=True, tag="trades"):
    """The trades of one coin in one block, in the order of execution."""

    @property
    def routing_key(self) -> RoutingKey:
        """Told apart by the coin of the first trade."""
        return ("trades", self.data[0].coin if self.data else "")
