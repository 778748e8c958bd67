"""A recorded market in memory, and two readers of it: what the exchange lived through, and what we were told.

The venue stamps a message when it happens; we receive it later, and not always in that order. A fair replay needs both:
our ghost orders stand among what happened, in the venue's order, while the engine learns in the order of receipt.
Both run on one clock, ours. The venue's clock is laid onto it by the smallest delay seen in the tape,

    lag = min over all messages of (received − stamped)

so that nothing is told before it happened. Clock skew and the fastest possible transport cannot be told apart in a
recording; both are in `lag`, and a latency of a world counts on top of it.
"""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.backtest.columns import BookColumns, TouchColumns, TradeColumns
from hyperquote.market_maker.events import Bbo, Book, Event, Trade

NEVER_NS: Final = (1 << 62) - 1  # later than every event

NOTHING: Final = 0
TRADE: Final = 1
TOUCH: Final = 2
BOOK: Final = 3


class Tape:
    """The three feeds of one market over one session. `skipped` counts rows that the reader left out, by reason."""

    def __init__(
        self, touches: TouchColumns, trades: TradeColumns, books: BookColumns, skipped: dict[str, int]
    ) -> None:
        if touches.count == 0 and books.count == 0:
            raise ValueError("a tape needs a touch or a book: trades alone say nothing of what was offered")
        self.touches: Final = touches
        self.trades: Final = trades
        self.books: Final = books
        self.skipped: Final = skipped
        self.count: Final = touches.count + trades.count + books.count
        lag = NEVER_NS
        lag = _least_lag_ns(touches.local_ns, touches.exchange_ms, lag)
        lag = _least_lag_ns(trades.local_ns, trades.exchange_ms, lag)
        lag = _least_lag_ns(books.local_ns, books.exchange_ms, lag)
        self.lag_ns: Final = lag
        start = NEVER_NS
        end = 0
        for local_ns in (touches.local_ns, trades.local_ns, books.local_ns):
            if len(local_ns) > 0:
                start = min(start, int(local_ns[0]))
                end = max(end, int(local_ns[len(local_ns) - 1]))
        self.start_ns: Final = start
        self.end_ns: Final = end

    def delay_ns(self, share: float) -> int:
        """Return the delay on top of `lag_ns` that this share of the displays kept: 0.5 is the median."""
        assert 0.0 <= share <= 1.0, share
        delays = _delays_ns(self.touches.local_ns, self.touches.exchange_ms, self.lag_ns)
        delays.extend(_delays_ns(self.books.local_ns, self.books.exchange_ms, self.lag_ns))
        delays.sort()
        return delays[min(int(share * float(len(delays))), len(delays) - 1)]

    def first_mid(self) -> float:
        """Return the mid (USD) of the first display."""
        touches = self.touches
        books = self.books
        is_book = touches.count == 0 or (books.count > 0 and books.local_ns[0] < touches.local_ns[0])
        if is_book:
            return (books.bid_px[0] + books.ask_px[0]) / 2.0
        return (touches.bid_px[0] + touches.ask_px[0]) / 2.0


class TapeCursor:
    """Gives the tape's events in order of receipt; at equal times a trade, then a touch, then a book."""

    def __init__(self, tape: Tape) -> None:
        self._tape: Final = tape
        self._touch = 0
        self._trade = 0
        self._book = 0
        self.next_ns = 0
        self._kind = NOTHING
        self._find()

    def next(self) -> Event | None:
        """Return the next event and step on; None at the end."""
        kind = self._kind
        event: Event | None = None
        if kind == TOUCH:
            event = self._touch_event(self._touch)
            self._touch += 1
        elif kind == TRADE:
            event = self._trade_event(self._trade)
            self._trade += 1
        elif kind == BOOK:
            event = self._book_event(self._book)
            self._book += 1
        self._find()
        return event

    def _find(self) -> None:
        tape = self._tape
        at_ns = NEVER_NS
        kind = NOTHING
        if self._trade < tape.trades.count:
            at_ns = int(tape.trades.local_ns[self._trade])
            kind = TRADE
        if self._touch < tape.touches.count and int(tape.touches.local_ns[self._touch]) < at_ns:
            at_ns = int(tape.touches.local_ns[self._touch])
            kind = TOUCH
        if self._book < tape.books.count and int(tape.books.local_ns[self._book]) < at_ns:
            at_ns = int(tape.books.local_ns[self._book])
            kind = BOOK
        self.next_ns = at_ns
        self._kind = kind

    def _touch_event(self, row: int) -> Event:
        rows = self._tape.touches
        return Bbo(
            int(rows.exchange_ms[row]),
            int(rows.local_ns[row]),
            rows.bid_px[row],
            rows.bid_sz[row],
            rows.ask_px[row],
            rows.ask_sz[row],
        )

    def _trade_event(self, row: int) -> Event:
        rows = self._tape.trades
        return Trade(
            int(rows.exchange_ms[row]),
            int(rows.local_ns[row]),
            rows.px[row],
            rows.sz[row],
            rows.is_buy[row] == 1,
            int(rows.tid[row]),
        )

    def _book_event(self, row: int) -> Event:
        rows = self._tape.books
        start = row * rows.depth
        bids = start + levels_in(rows.bid_px, start, rows.depth)
        asks = start + levels_in(rows.ask_px, start, rows.depth)
        return Book(
            int(rows.exchange_ms[row]),
            int(rows.local_ns[row]),
            rows.bid_px[start:bids],
            rows.bid_sz[start:bids],
            rows.ask_px[start:asks],
            rows.ask_sz[start:asks],
            True,
        )


class HistoryCursor:
    """Walks the tape as the exchange lived it: by the venue's stamps, on our clock (stamp + lag).

    Within one block (equal stamps) trades come first, then the touch, then the book: a display shows what trades
    left. `kind` and `row` say what is next; the walker reads the columns itself, no event is made.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape: Final = tape
        self._touch = 0
        self._trade = 0
        self._book = 0
        self.next_ns = 0
        self.next_ms = 0  # the venue's stamp
        self.kind = NOTHING
        self.row = 0
        self._find()

    def step(self) -> None:
        """Step over the row at hand."""
        if self.kind == TRADE:
            self._trade += 1
        elif self.kind == TOUCH:
            self._touch += 1
        elif self.kind == BOOK:
            self._book += 1
        self._find()

    def _find(self) -> None:
        tape = self._tape
        at_ms = NEVER_NS
        self.kind = NOTHING
        if self._trade < tape.trades.count:
            self.row = int(tape.trades.by_exchange[self._trade])
            at_ms = int(tape.trades.exchange_ms[self.row])
            self.kind = TRADE
        if self._touch < tape.touches.count:
            row = int(tape.touches.by_exchange[self._touch])
            if int(tape.touches.exchange_ms[row]) < at_ms:
                at_ms = int(tape.touches.exchange_ms[row])
                self.kind = TOUCH
                self.row = row
        if self._book < tape.books.count:
            row = int(tape.books.by_exchange[self._book])
            if int(tape.books.exchange_ms[row]) < at_ms:
                at_ms = int(tape.books.exchange_ms[row])
                self.kind = BOOK
                self.row = row
        self.next_ms = at_ms
        stamp_ms: i64 = at_ms
        self.next_ns = int(stamp_ms * 1_000_000 + tape.lag_ns) if self.kind != NOTHING else NEVER_NS


def levels_in(px: vec[float], start: int, depth: int) -> int:
    """Return how many of the `depth` levels from `start` are filled."""
    count = depth
    while count > 0 and px[start + count - 1] == 0.0:
        count -= 1
    return count


def _delays_ns(local_ns: vec[i64], exchange_ms: vec[i64], lag_ns: int) -> list[int]:
    return [int(local_ns[row]) - int(exchange_ms[row]) * 1_000_000 - lag_ns for row in range(len(local_ns))]


def _least_lag_ns(local_ns: vec[i64], exchange_ms: vec[i64], least_ns: int) -> int:
    for delay_ns in _delays_ns(local_ns, exchange_ms, 0):
        least_ns = min(least_ns, delay_ns)
    return least_ns
