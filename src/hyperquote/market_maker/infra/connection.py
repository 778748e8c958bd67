"""The connection of the private feeds, as the engine must know it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog

from hyperquote.market_maker.events import NO_TIME, Disconnected, Event, Feed, FeedAlive, Reconnected, Rejected
from hyperquote.ws.effects import Gap
from hyperquote.ws.watcher import Watcher

if TYPE_CHECKING:
    from hyperquote.market_maker.infra.runner import LiveRunner

log = structlog.get_logger(__name__)


class Connection(Watcher):
    """Tells a runner what happens to the connection of its private feeds."""

    def __init__(self) -> None:
        self.runner: LiveRunner | None = None
        self._is_up = False

    def connected(self, local_ns: int) -> None:
        """A connection stands; its feeds are not on yet."""
        self._is_up = True

    def disconnected(self, reason: str, local_ns: int) -> None:
        """Let the engine know that it may miss things from now on; an attempt that failed is no news to it."""
        if self.runner is not None and not self.runner.is_over:
            log.warning("feed", text=f"disconnected: {reason}")
        if self._is_up:
            self._is_up = False
            self._tell(partial(Disconnected, NO_TIME))

    def reconnected(self, gap: Gap) -> None:
        """Let the engine read again what the gap may have hidden; all feeds are on."""
        self._tell(partial(Reconnected, NO_TIME))
        self._quiet_feeds_live()

    def pong(self, round_trip_ns: int, local_ns: int) -> None:
        """An answered ping proves the quiet feeds alive."""
        self._quiet_feeds_live()

    def trouble(self, text: str) -> None:
        """A complaint of the venue that belongs to nothing we asked."""
        self._tell(lambda local_ns: Rejected(NO_TIME, local_ns, "connection", text))

    def _quiet_feeds_live(self) -> None:
        for feed in (Feed.USER, Feed.TRADES):
            self._tell(partial(_alive, feed))

    def _tell(self, event_of: Callable[[int], Event]) -> None:
        if self.runner is not None:
            self.runner.tell(event_of)


def _alive(feed: str, local_ns: int) -> Event:
    return FeedAlive(NO_TIME, local_ns, feed)
