import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, tuples

from hyperquote.book.queue import (
    DEFAULT_QUEUE,
    QUEUES,
    ByCancels,
    ByTrades,
    Logarithm,
    Power,
    Proportional,
    ProportionalModel,
    QueueBelief,
    QueueModel,
    queue_model,
)
from hyperquote.errors import ConfigError


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


@pytest.mark.parametrize("queue", [ByTrades(10), Proportional(10), Power(10), Logarithm(10), ByCancels(10)])
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


def test_power_takes_fewer_cancels_for_the_smaller_part_and_the_logarithm_more() -> None:
    ahead = []
    for name in QUEUES:
        queue = queue_model(name).join(100)
        queue.on_display(400)  # 100 ahead, 300 behind
        queue.on_display(300)  # 100 cancelled
        ahead.append((name, queue.ahead_lots))
    # shares ahead: 0, 100² / (100² + 300²) = 1/10, 1/4, ln 101 / (ln 101 + ln 301) = 0.447, 1
    assert ahead == [("by_trades", 100), ("power", 90), ("proportional", 75), ("log", 56), ("by_cancels", 0)]


def test_with_most_of_the_level_ahead_of_us_it_is_the_other_way_round() -> None:
    ahead = []
    for name in ("power", "proportional", "log"):
        queue = queue_model(name).join(300)
        queue.on_display(400)  # 300 ahead, 100 behind
        queue.on_display(300)
        ahead.append(queue.ahead_lots)
    assert ahead == [300 - 90, 300 - 75, 300 - 55]


@given(integers(0, 1000), lists(tuples(booleans(), integers(0, 1000)), max_size=40))
def test_every_belief_lies_between_the_cautious_and_the_bold(joined: int, events: list[tuple[bool, int]]) -> None:
    queues = {name: model.join(joined) for name, model in QUEUES.items()}
    for is_trade, lots in events:
        for queue in queues.values():
            if is_trade:
                queue.on_trade(lots)
            else:
                queue.on_display(lots)
        for queue in queues.values():
            assert 0 <= queues["by_cancels"].ahead_lots <= queue.ahead_lots <= queues["by_trades"].ahead_lots


def test_a_belief_is_found_by_its_name_only() -> None:
    assert isinstance(queue_model(DEFAULT_QUEUE), ProportionalModel)
    with pytest.raises(ConfigError, match="choose one of by_trades, power, proportional, log, by_cancels"):
        queue_model("hope")
