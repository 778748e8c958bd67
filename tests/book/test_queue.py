import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, tuples

from hyperquote.book.queue import ByTrades, Proportional, ProportionalModel, QueueBelief, QueueModel


def test_a_trade_eats_the_queue_before_it_reaches_us() -> None:
    queue = ByTrades(10)
    assert queue.on_trade(4) == 0
    assert queue.ahead_lots == 6
    assert queue.on_trade(9) == 3
    assert queue.ahead_lots == 0
    assert queue.on_trade(2) == 2


def test_by_trades_believes_that_cancels_stood_behind_us() -> None:
    queue = ByTrades(10)
    queue.on_display(25)  # 15 joined behind us
    queue.on_display(12)  # 13 left, from behind as far as we know
    assert queue.ahead_lots == 10
    queue.on_display(7)  # nobody is ahead who is not displayed
    assert queue.ahead_lots == 7


def test_proportional_splits_cancels_by_position() -> None:
    queue = Proportional(10)
    queue.on_display(40)  # 10 ahead, 30 behind
    queue.on_display(20)  # 20 cancelled: a quarter of them ahead
    assert queue.ahead_lots == 5


def test_proportional_does_not_count_a_trade_twice() -> None:
    queue = Proportional(10)
    queue.on_display(40)
    queue.on_trade(4)  # 6 ahead of 36
    queue.on_display(36)  # exactly what the trade left: no cancels
    assert queue.ahead_lots == 6
    queue.on_display(30)  # 6 cancelled, 1 of them ahead
    assert queue.ahead_lots == 5


@pytest.mark.parametrize("queue", [ByTrades(10), Proportional(10)])
def test_a_level_that_empties_makes_us_first_for_good(queue: QueueBelief) -> None:
    queue.on_display(0)
    queue.on_display(50)
    assert queue.ahead_lots == 0


def test_a_negative_display_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        ByTrades(-1)


def test_the_models_make_their_beliefs() -> None:
    assert isinstance(QueueModel().join(3), ByTrades)
    assert isinstance(ProportionalModel().join(3), Proportional)


@given(integers(0, 1000), lists(tuples(booleans(), integers(0, 1000)), max_size=40))
def test_the_queue_never_grows_nor_turns_negative_and_caution_never_overtakes(
    start: int, facts: list[tuple[bool, int]]
) -> None:
    cautious, even = ByTrades(start), Proportional(start)
    for is_trade, lots in facts:
        before = [cautious.ahead_lots, even.ahead_lots]
        if is_trade:
            assert 0 <= cautious.on_trade(lots) <= even.on_trade(lots) <= lots
        else:
            cautious.on_display(lots)
            even.on_display(lots)
            assert cautious.ahead_lots <= lots
        assert 0 <= cautious.ahead_lots <= before[0]
        assert 0 <= even.ahead_lots <= before[1]
        assert even.ahead_lots <= cautious.ahead_lots
