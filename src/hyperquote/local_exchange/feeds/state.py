"""Feeds of a whole state: the same answer again and again, as often as the venue gives it."""

from collections.abc import Callable
from typing import TypeAlias

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode

StateOf: TypeAlias = Callable[[LocalExchange, int], object]


class StateFeed(Feed):
    """What `frame_of` returns, at once and then every `interval_ms`."""

    rank = 7

    def __init__(self, frame_of: StateOf, interval_ms: int) -> None:
        super().__init__()
        self._frame_of = frame_of
        self._timer = Timer(interval_ms)

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the state as it is."""
        return [encode(self._frame_of(exchange, now_ms))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the state when it is due."""
        return self.first(exchange, now_ms) if self._timer.fires(now_ms) else []
