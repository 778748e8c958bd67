"""Who stands before us, as far as books and trades tell, and what that makes of the chance to be filled."""

from math import erfc, exp, sqrt

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, tuples
from librt.vecs import vec

from hyperquote.book.grid import Grid
from hyperquote.book.queue import QUEUES, queue_model
from hyperquote.market_maker.events import Book, Trade
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.queues import Queues, QueueSettings, touch_probability

GRID = Grid(5)
S = 1_000_000_000
BIDS = [(100.0, 1.0), (99.0, 2.0), (98.0, 4.0)]


def book(bids: list[tuple[float, float]], at_s: float = 2.0) -> Book:
    asks = [(101.0, 1.0), (102.0, 2.0)]
    return Book(
        int(at_s * 1e3),
        int(at_s * S),
        vec[float]([px for px, _ in bids]),
        vec[float]([size for _, size in bids]),
        vec[float]([px for px, _ in asks]),
        vec[float]([size for _, size in asks]),
        True,
    )


def trade(px: float, size: float, *, is_buy: bool = False, at_s: float = 3.0, tid: int = 1) -> Trade:
    return Trade(int(at_s * 1e3), int(at_s * S), px, size, is_buy, tid)


def resting(px: float, size: float = 0.5, *, is_buy: bool = True, since_s: float = 1.0) -> TrackedOrder:
    order = TrackedOrder("0x1", is_buy, GRID.units(px), GRID.lots(size), 0, False, 0)
    order.state = OrderState.RESTING
    order.state_since_ns = int(since_s * S)
    return order


def queues(belief: str = "by_trades", **settings: float) -> Queues:
    return Queues(QueueSettings(queue_model(belief), **settings), GRID)  # type: ignore[arg-type]


def test_an_order_joins_behind_what_others_show_at_its_price_and_at_better_ones() -> None:
    order, line = resting(99.0), queues()
    line.on_book(book([(100.0, 1.0), (99.0, 2.5)]), [order])  # half of the 2.5 is our own
    assert line.ahead(order) == pytest.approx(3.0)


def test_a_book_that_may_be_older_than_the_order_says_nothing_about_it() -> None:
    order, line = resting(99.0, since_s=2.5), queues()
    line.on_book(book(BIDS), [order])
    assert order.queue is None
    assert line.ahead(order) == 0.0


def test_trades_at_our_price_bring_us_forward_and_one_through_it_to_the_front() -> None:
    order, line = resting(100.0, 0.5), queues()
    line.on_book(book([(100.0, 3.5)]), [order])
    line.on_trade(trade(100.0, 1.0), 3_000, [order])
    assert line.ahead(order) == pytest.approx(2.0)
    line.on_trade(trade(100.0, 1.0, is_buy=True), 3_000, [order])  # a buyer takes asks
    assert line.ahead(order) == pytest.approx(2.0)
    line.on_trade(trade(99.0, 0.1), 3_000, [order])
    assert line.ahead(order) == 0.0


def test_a_fill_of_ours_proves_that_nobody_is_ahead() -> None:
    order, line = resting(99.0), queues()
    line.on_book(book(BIDS), [order])
    assert line.ahead(order) > 0.0
    line.on_fill(order)
    assert line.ahead(order) == 0.0


def test_an_order_deeper_than_the_visible_book_counts_what_is_visible() -> None:
    order, line = resting(90.0), queues()
    line.on_book(book(BIDS), [order])
    assert line.ahead(order) == pytest.approx(7.0)
    assert order.queue is None


def test_a_level_that_vanishes_leaves_nobody_there_ahead() -> None:
    order, line = resting(99.0), queues()
    line.on_book(book(BIDS), [order])
    line.on_book(book([(100.0, 1.0), (98.0, 4.0)], at_s=4.0), [order])
    assert line.ahead(order) == pytest.approx(1.0)


def test_asks_are_counted_from_the_other_side() -> None:
    order, line = resting(102.0, is_buy=False), queues()
    line.on_book(book(BIDS), [order])
    assert line.ahead(order) == pytest.approx(2.5)


def test_beliefs_differ_in_whose_cancels_they_take_for_ours() -> None:
    ahead = {}
    for name in QUEUES:
        order, line = resting(100.0), queues(name)
        line.on_book(book([(100.0, 4.5)]), [order])
        line.on_trade(trade(100.0, 1.0), 2_500, [order])
        line.on_book(book([(100.0, 5.5)], at_s=3.0), [order])  # two joined behind
        line.on_book(book([(100.0, 3.5)], at_s=4.0), [order])  # two cancelled
        ahead[name] = line.ahead(order)
    assert ahead["by_trades"] == pytest.approx(3.0)
    assert ahead["by_cancels"] == pytest.approx(1.0)
    assert ahead["by_cancels"] < ahead["proportional"] < ahead["by_trades"]


def test_the_probability_is_that_of_the_touch_times_that_of_the_queue() -> None:
    order, line = resting(99.9), queues(expected_volume_per_second=0.5, horizon_s=4.0)
    line.on_book(book([(100.0, 1.0)]), [order])
    mid, sigma = 100.5, 0.003
    distance = (100.5 - 99.9) / 100.5
    wanted = erfc(distance / (sigma * 2.0) / sqrt(2.0)) * exp(-1.0 / (0.5 * 4.0))
    assert line.fill_probability(order, mid, sigma, 3_000) == pytest.approx(wanted)


def test_the_tape_teaches_how_fast_a_queue_moves() -> None:
    line = queues(min_trades=10, expected_volume_per_second=9.0)
    for i in range(100):
        line.on_trade(trade(100.0, 0.2, at_s=float(i), tid=i), i * 1_000, [])
    assert line.volume_per_second(True, 100_000) == pytest.approx(0.2, rel=0.02)  # sellers meet bids
    assert line.volume_per_second(False, 100_000) < 1e-6
    assert queues(expected_volume_per_second=9.0).volume_per_second(True, 0) == 9.0


def test_the_touch_matches_the_normal_distribution() -> None:
    assert touch_probability(0.0, 0.01) == 1.0
    assert touch_probability(0.01, 0.0) == 0.0
    assert touch_probability(1.0, 1.0) == pytest.approx(2 * 0.15865525393145707)  # Φ(−1), to all digits


@given(
    steps=lists(tuples(integers(0, 3), floats(0.0, 5.0)), max_size=30),
    belief=integers(0, len(QUEUES) - 1),
)
def test_whatever_comes_nobody_ahead_is_less_than_nobody_and_a_chance_is_a_chance(
    steps: list[tuple[int, float]], belief: int
) -> None:
    order, line = resting(99.0), queues(list(QUEUES)[belief])
    for at, (kind, size) in enumerate(steps, 2):
        if kind == 0:
            line.on_book(book([(100.0, size + 1e-5), (99.0, 0.5 + size)], at_s=float(at)), [order])
        elif kind == 1:
            line.on_trade(trade(99.0, size + 1e-5, at_s=float(at), tid=at), at * 1_000, [order])
        elif kind == 2:
            line.on_book(book([(99.0, 0.5 + size)], at_s=float(at)), [order])
        else:
            line.on_trade(trade(98.0, size + 1e-5, at_s=float(at), tid=at), at * 1_000, [order])
        assert line.ahead(order) >= 0.0
        assert 0.0 <= line.fill_probability(order, 100.5, 0.001, at * 1_000) <= 1.0
        if kind == 3:
            assert order.queue is None or order.queue.ahead_lots == 0
