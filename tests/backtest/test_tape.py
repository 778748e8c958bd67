import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists
from librt.vecs import vec
from mypy_extensions import i64
from tests.backtest.tapes import MS, T0_MS, tape

from hyperquote.backtest.columns import BookColumns, TouchColumns, TradeColumns, stable_order
from hyperquote.backtest.tape import BOOK, NEVER_NS, NOTHING, TOUCH, TRADE, HistoryCursor, Tape, TapeCursor
from hyperquote.market_maker.events import Bbo, Book, Trade


@given(lists(integers(0, 9), max_size=40))
def test_the_order_by_time_is_stable(times: list[int]) -> None:
    assert list(stable_order(vec[i64](times))) == sorted(range(len(times)), key=times.__getitem__)


def test_the_engine_reads_in_order_of_receipt() -> None:
    cursor = TapeCursor(
        tape([(100, 0, 99.0, 1.0, 101.0, 2.0), (300, 5, 98.0, 3.0, 102.0, 4.0)], [(200, 9, 101.0, 0.5, True)])
    )
    first, second, third = cursor.next(), cursor.next(), cursor.next()
    assert isinstance(first, Bbo)
    assert (first.exchange_ms, first.local_ns) == (T0_MS, (T0_MS + 100) * MS)
    assert (first.bid_px, first.bid_sz, first.ask_px, first.ask_sz) == (99.0, 1.0, 101.0, 2.0)
    assert isinstance(second, Trade)
    assert (second.exchange_ms, second.px, second.sz, second.is_buy, second.tid) == (T0_MS + 9, 101.0, 0.5, True, 1)
    assert isinstance(third, Bbo)
    assert third.bid_px == 98.0
    assert cursor.next_ns == NEVER_NS
    assert cursor.next() is None


def test_what_came_together_is_told_trade_first() -> None:
    cursor = TapeCursor(tape([(100, 0, 99.0, 1.0, 101.0, 2.0)], [(100, 0, 101.0, 0.5, True)]))
    assert [type(cursor.next()).__name__, type(cursor.next()).__name__] == ["Trade", "Bbo"]


def test_the_exchange_lives_by_its_own_stamps_with_trades_before_the_display_they_left() -> None:
    late_print = tape(
        [(100, 0, 99.0, 1.0, 101.0, 2.0), (130, 20, 99.0, 1.0, 101.0, 1.5)],
        [(140, 20, 101.0, 0.5, True), (150, 10, 101.0, 0.1, True)],
    )
    history = HistoryCursor(late_print)
    seen = []
    while history.kind != NOTHING:
        seen.append((history.next_ms - T0_MS, history.kind, history.row))
        history.step()
    assert seen == [(0, TOUCH, 0), (10, TRADE, 1), (20, TRADE, 0), (20, TOUCH, 1)]
    assert history.next_ns == NEVER_NS


def test_the_least_delay_lays_the_venues_clock_onto_ours() -> None:
    some = tape([(100, 0, 99.0, 1.0, 101.0, 2.0), (190, 110, 99.0, 1.0, 101.0, 2.0)], [(400, 300, 99.0, 1.0, False)])
    assert some.lag_ns == 80 * MS
    assert HistoryCursor(some).next_ns == (T0_MS + 80) * MS
    assert [some.delay_ns(share) for share in (0.0, 1.0)] == [0, 20 * MS]  # of the displays, beyond the least
    assert (some.start_ns, some.end_ns, some.count) == ((T0_MS + 100) * MS, (T0_MS + 400) * MS, 3)


def test_a_book_row_gives_as_many_levels_as_it_has() -> None:
    books = BookColumns(vec[i64]([1_000_000]), vec[i64]([0]), 3)
    for level, (bid, ask) in enumerate([(99.0, 101.0), (98.0, 102.0), (0.0, 103.0)]):
        books.set_level(level, *(vec[float]([x]) for x in (bid, 1.0 if bid else 0.0, ask, 2.0)))
    empty = vec[float]()
    whole = Tape(
        TouchColumns(vec[i64](), vec[i64](), empty, empty, empty, empty),
        TradeColumns(vec[i64](), vec[i64](), empty, empty, vec[i64](), vec[i64]()),
        books,
        {},
    )
    assert whole.first_mid() == 100.0
    assert HistoryCursor(whole).kind == BOOK
    book = TapeCursor(whole).next()
    assert isinstance(book, Book)
    assert list(book.bid_px) == [99.0, 98.0]
    assert list(book.bid_sz) == [1.0, 1.0]
    assert list(book.ask_px) == [101.0, 102.0, 103.0]
    assert book.is_deep


def test_trades_alone_are_no_market() -> None:
    with pytest.raises(ValueError, match="a tape needs a touch or a book"):
        tape([], [(1, 0, 99.0, 1.0, False)])
