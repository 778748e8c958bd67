"""What the socket goes through becomes what the engine must know, and nothing else does."""

from collections.abc import Callable
from typing import cast

from hyperquote.market_maker.events import Disconnected, Event, Feed, FeedAlive, Reconnected, Rejected
from hyperquote.market_maker.infra.connection import Connection
from hyperquote.market_maker.infra.runner import LiveRunner
from hyperquote.ws.effects import Gap


class Listening:
    """Takes the part of a runner that a connection talks to."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.is_over = False

    def tell(self, event_of: Callable[[int], Event]) -> None:
        """Keep the event."""
        self.events.append(event_of(7))

    @property
    def kinds(self) -> list[type[Event]]:
        """What was told, by kind."""
        return [type(event) for event in self.events]


def connection() -> tuple[Connection, Listening]:
    made, listening = Connection(), Listening()
    made.runner = cast("LiveRunner", listening)
    return made, listening


def test_a_socket_that_could_not_be_opened_at_first_has_broken_nothing() -> None:
    made, told = connection()
    made.disconnected("refused", 1)
    made.disconnected("refused", 2)
    made.connected(3)
    assert told.events == []


def test_a_loss_is_told_once_however_many_attempts_fail_after_it() -> None:
    made, told = connection()
    made.connected(1)
    for _ in range(3):
        made.disconnected("gone", 2)
    assert told.kinds == [Disconnected]
    made.connected(3)
    made.disconnected("gone again, before the feeds were back", 4)
    assert told.kinds == [Disconnected, Disconnected]


def test_when_all_feeds_are_back_the_quiet_ones_are_alive_at_once() -> None:
    made, told = connection()
    made.reconnected(Gap(1, 2, "gone"))
    assert told.kinds == [Reconnected, FeedAlive, FeedAlive]
    made.pong(5, 3)
    assert [event.feed for event in told.events if isinstance(event, FeedAlive)] == [Feed.USER, Feed.TRADES] * 2
    assert all(event.local_ns == 7 for event in told.events)


def test_a_complaint_of_the_venue_is_counted_with_its_words() -> None:
    made, told = connection()
    made.trouble("Too many messages")
    [rejected] = told.events
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "Too many messages"


def test_without_a_runner_nothing_is_told() -> None:
    made = Connection()
    made.connected(1)
    made.disconnected("gone", 2)
    made.pong(1, 2)
