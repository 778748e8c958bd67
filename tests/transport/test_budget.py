"""No minute sees more than its budget, cancels always have their lane, and whoever asks first goes first."""

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, floats, integers, lists, tuples

from hyperquote.transport.budget import AddressBudget, Bucket, WeightBudget

ASKS = lists(tuples(floats(0, 20), integers(1, 75), booleans()), max_size=150)


def test_a_bucket_lets_its_burst_go_and_then_its_rate() -> None:
    bucket = Bucket(capacity=10, rate=2)
    assert bucket.wait_s(10, 100.0) == 0
    bucket.book(10, 100.0)
    assert bucket.wait_s(1, 100.0) == 0.5
    bucket.book(1, 100.0)
    assert bucket.wait_s(1, 100.0) == 1.0  # behind the one that waits already
    assert bucket.level(101.0) == 1.0
    assert bucket.level(1000.0) == 10


def test_a_clock_set_back_gives_and_takes_nothing() -> None:
    bucket = Bucket(capacity=10, rate=2)
    bucket.book(10, 100.0)
    assert bucket.level(50.0) == 0
    assert bucket.level(51.0) == 2


@pytest.mark.parametrize(("capacity", "rate"), [(0, 1), (1, 0), (-1, 1)])
def test_a_bucket_without_room_is_refused(capacity: float, rate: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Bucket(capacity, rate)


def test_a_quarter_of_nine_hundred_at_once_then_eleven_and_a_quarter_a_second() -> None:
    budget = WeightBudget()
    assert budget.take(225, 0.0) == 0
    assert budget.take(45, 0.0) == 4.0  # (900 − 225) / 60 = 11.25 a second
    assert budget.take(45, 0.0) == 8.0


def test_cancels_do_not_stand_behind_others() -> None:
    budget = WeightBudget()
    while budget.take(20, 0.0) == 0:
        pass
    assert all(budget.take(1, 0.0, is_urgent=True) == 0 for _ in range(75))  # a quarter of their 300
    wait_s = budget.take(1, 0.0, is_urgent=True)
    assert wait_s == pytest.approx(1 / 3.75)


def test_cancels_may_use_what_is_free_beside_their_lane() -> None:
    budget = WeightBudget()
    assert all(budget.take(1, 0.0, is_urgent=True) == 0 for _ in range(75 + 225))
    assert budget.take(1, 0.0, is_urgent=True) != 0


def test_what_would_wait_too_long_is_not_booked() -> None:
    budget = WeightBudget()
    budget.take(225, 0.0)
    assert budget.take(45, 0.0, longest_s=3.9) is None
    assert budget.take(45, 0.0, longest_s=4.0) == 4.0


def test_rows_are_paid_for_by_whoever_comes_next() -> None:
    budget = WeightBudget()
    budget.take(20, 0.0)
    budget.charge(205 + 90, 0.0)
    assert budget.take(1, 0.0) == pytest.approx(91 / 11.25)
    assert budget.take(1, 0.0, is_urgent=True) == 0


def test_after_429_others_wait_and_cancels_try() -> None:
    budget = WeightBudget()
    budget.exhaust(0.0)
    assert budget.take(45, 0.0) == 4.0
    budget.exhaust(0.0)  # what is owed stays owed
    assert budget.take(45, 0.0) == 8.0
    assert budget.take(1, 0.0, is_urgent=True) == 0


@given(ASKS, integers(0, 3))
def test_no_minute_sees_more_than_its_budget(asks: list[tuple[float, int, bool]], fullness: int) -> None:
    budget, now_s, used = WeightBudget(), 0.0, list[tuple[float, int]]()
    for pause_s, weight, is_urgent in asks:
        now_s += pause_s if fullness == 0 else pause_s / 10**fullness
        wait_s = budget.take(weight, now_s, is_urgent=is_urgent, longest_s=1e9)
        assert wait_s is not None
        used.append((now_s + wait_s, weight))
    for start_s, _ in used:
        assert sum(weight for at_s, weight in used if start_s <= at_s <= start_s + 60) <= 1200


@given(lists(tuples(floats(0, 1), integers(1, 20)), max_size=100))
def test_first_come_first_served(asks: list[tuple[float, int]]) -> None:
    budget, now_s, last_s = WeightBudget(), 0.0, 0.0
    for pause_s, weight in asks:
        now_s += pause_s
        wait_s = budget.take(weight, now_s, longest_s=1e9)
        assert wait_s is not None
        assert now_s + wait_s >= last_s - 1e-9
        last_s = now_s + wait_s


def test_the_share_of_cancels_lies_inside() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        WeightBudget(cancel_share=1.0)


def test_an_address_of_unknown_budget_may_send() -> None:
    budget = AddressBudget()
    assert budget.left is None
    assert budget.take(100_000, 0.0) == 0


def test_an_exhausted_address_sends_one_action_in_ten_seconds() -> None:
    budget = AddressBudget()
    budget.learn(used=9_998, cap=10_000)
    assert budget.left == 2
    assert budget.take(2, 0.0) == 0
    assert [budget.take(1, 0.0) for _ in range(3)] == [0, 10, 20]
    assert budget.take(1, 0.0, longest_s=29.9) is None
    assert budget.take(2, 100.0) == 0
    assert budget.take(1, 100.0) == 20
    assert budget.left == 0


def test_cancels_have_a_cap_of_their_own() -> None:
    budget = AddressBudget()
    budget.learn(used=10_000, cap=10_000)
    assert budget.take(10_000, 0.0, is_urgent=True) == 0  # min(110 000, 20 000) in all
    assert budget.take(1, 0.0, is_urgent=True) == 0
    assert budget.take(1, 0.0, is_urgent=True) == 10
    rich = AddressBudget()
    rich.learn(used=1_000_000, cap=1_000_000)
    assert rich.take(100_000, 0.0, is_urgent=True) == 0
    rich.charge(1, 0.0)
    assert [rich.take(1, 0.0, is_urgent=True) for _ in range(2)] == [0, 10]


def test_trading_and_buying_raise_what_is_left() -> None:
    budget = AddressBudget()
    budget.learn(used=10_000, cap=10_000)
    budget.learn(used=10_000, cap=12_500)
    assert budget.left == 2_500
    budget.learn(used=0, cap=10_000, surplus=300)
    assert budget.left == 10_300


def test_the_venue_is_believed_when_it_says_that_an_address_is_exhausted() -> None:
    budget = AddressBudget()
    budget.take(3, 0.0)
    budget.exhaust(0.0)
    assert [budget.take(1, 0.0) for _ in range(2)] == [0, 10]
