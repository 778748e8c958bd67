"""A recorded market in virtual time, with an engine in it."""

from typing import Final

from hyperquote.backtest.mailbox import Mailbox
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape, TapeCursor
from hyperquote.backtest.venue import TapeVenue
from hyperquote.book.queue import QueueModel
from hyperquote.market_maker.commands import Finished, Note
from hyperquote.market_maker.events import NO_TIME, Event, Feed, FeedAlive, Timer
from hyperquote.market_maker.port import Engine, Watcher

_MARK_PERIOD_NS: Final = 3_000_000_000  # the venue renews oracle and mark prices about every 3 s
_ALIVE_PERIOD_NS: Final = 1_000_000_000
_LIMIT_NS: Final = 1 << 61


class TapeWorld:
    """Drives one engine through one tape, event by event, in one order that depends on nothing but the inputs.

    At equal times comes first what happens at the exchange, then what arrives (in the order it was sent), then
    the feed, then the timer. Before the first of them the engine learns what a live start would tell it: the
    account, its open orders (none), mark and oracle. Every 3 s the mark follows the tape and the engine hears
    of it; every second in which the feed was alive it hears that its quiet feeds are, too.

    Paced runs call `advance_to` with a clock of their own; `run` goes to the end of the tape at full speed. Time may
    go on after the end: timers and answers still come, the market stands still.
    """

    def __init__(
        self, tape: Tape, engine: Engine, settings: TapeSettings, queues: QueueModel, watcher: Watcher | None = None
    ) -> None:
        self._tape: Final = tape
        self._engine: Final = engine
        self._watcher: Final = watcher
        self._latency_ns: Final = settings.latency_ns
        self._return_ns: Final = settings.return_ns
        self._timer_ns: Final = settings.timer_ns
        self._feed: Final = TapeCursor(tape)
        self._mailbox: Final = Mailbox()
        self.venue: Final = TapeVenue(tape, settings, queues)
        self.now_ns = tape.start_ns
        self.tape_events = 0  # rows of the tape that the engine has learnt
        self.finished: Finished | None = None  # set by the engine once nothing of ours is left after a stop
        self._has_started = False
        self._is_feed_alive = False
        self._next_timer_ns = tape.start_ns + settings.timer_ns
        self._next_mark_ns = tape.start_ns
        self._next_alive_ns = tape.start_ns + _ALIVE_PERIOD_NS

    @property
    def exchange_ms(self) -> int:
        """The venue's clock now (UTC ms)."""
        return (self.now_ns - self._tape.lag_ns) // 1_000_000

    @property
    def is_over(self) -> bool:
        """Whether the tape has been told to its end."""
        return self.now_ns >= self._tape.end_ns

    def run(self) -> None:
        """Go to the end of the tape."""
        self.advance_to(self._tape.end_ns)

    def run_until(self, tape_ms: int) -> None:
        """Go on until our clock shows `tape_ms` (UTC ms)."""
        self.advance_to(tape_ms * 1_000_000)

    def tell(self, event: Event) -> None:
        """Let the engine learn something from outside, now: a pause, a stop. `event.local_ns` should be `now_ns`."""
        self._start()
        self._learn(event)

    def advance_to(self, local_ns: int) -> None:
        """Let everything happen that happens up to and at `local_ns` (UTC ns); earlier times change nothing."""
        assert local_ns < _LIMIT_NS, local_ns
        if local_ns < self.now_ns:
            return
        self._start()
        venue = self.venue
        mailbox = self._mailbox
        feed = self._feed
        while True:
            at_ns = venue.next_ns
            source = 0
            if mailbox.next_ns < at_ns:
                at_ns = mailbox.next_ns
                source = 1
            if feed.next_ns < at_ns:
                at_ns = feed.next_ns
                source = 2
            if self._next_timer_ns < at_ns:
                at_ns = self._next_timer_ns
                source = 3
            if at_ns > local_ns:
                break
            self.now_ns = max(at_ns, self.now_ns)
            if source == 0:
                venue.step()
                self._post_news()
            elif source == 1:
                self._deliver()
            elif source == 2:
                event = feed.next()
                assert event is not None
                self.tape_events += 1
                self._is_feed_alive = True
                self._learn(event)
            else:
                self._tick()
        self.now_ns = local_ns

    def _start(self) -> None:
        if self._has_started:
            return
        self._has_started = True
        now_ns = self.now_ns
        while self.venue.next_ns <= now_ns:
            self.venue.step()
        now_ms = self.exchange_ms
        self.venue.pass_time(now_ms)
        self.venue.mark()
        self._next_mark_ns = now_ns + _MARK_PERIOD_NS
        self._learn(self.venue.account(now_ms, now_ns))
        self._learn(self.venue.open_orders(now_ms, now_ns))
        self._learn(self.venue.asset_context(now_ms, now_ns))
        self._learn(FeedAlive(now_ms, now_ns, Feed.USER))
        self._learn(FeedAlive(now_ms, now_ns, Feed.TRADES))

    def _tick(self) -> None:
        now_ns = self.now_ns
        self._next_timer_ns += self._timer_ns
        now_ms = self.exchange_ms
        self.venue.pass_time(now_ms)
        self._post_news()
        if now_ns >= self._next_mark_ns:
            self._next_mark_ns += _MARK_PERIOD_NS
            self.venue.mark()
            arrival_ns = now_ns + self._return_ns
            self._mailbox.post(arrival_ns, self.venue.asset_context(now_ms, arrival_ns), None)
        if now_ns >= self._next_alive_ns:
            self._next_alive_ns += _ALIVE_PERIOD_NS
            if self._is_feed_alive:
                self._is_feed_alive = False
                self._learn(FeedAlive(NO_TIME, now_ns, Feed.USER))
                self._learn(FeedAlive(NO_TIME, now_ns, Feed.TRADES))
        self._learn(Timer(NO_TIME, now_ns))

    def _deliver(self) -> None:
        parcel = self._mailbox.take()
        if parcel.event is not None:
            self._learn(parcel.event)
        elif parcel.command is not None:
            arrival_ns = self.now_ns + self._return_ns
            for event in self.venue.execute(parcel.command, self.exchange_ms, arrival_ns):
                self._mailbox.post(arrival_ns, event, None)

    def _post_news(self) -> None:
        """Send on whatever the exchange has to tell us."""
        if not self.venue.core.facts:
            return
        arrival_ns = self.now_ns + self._return_ns
        news: list[Event] = []
        self.venue.drain(arrival_ns, news)
        for event in news:
            self._mailbox.post(arrival_ns, event, None)

    def _learn(self, event: Event) -> None:
        watcher = self._watcher
        if watcher is not None:
            watcher.on_event(event)
        for command in self._engine.on_event(event):
            if watcher is not None:
                watcher.on_command(event.local_ns, command)
            if isinstance(command, Note):
                continue
            if isinstance(command, Finished):
                self.finished = command
            else:
                self._mailbox.post(self.now_ns + self._latency_ns, None, command)
