"""A position is the sum of unique fills; the venue's word counts only when said twice."""

from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, permutations, tuples

from hyperquote.market_maker.fills.dedup import FillDedup
from hyperquote.market_maker.tracking.position import Position

FILLS = lists(tuples(integers(1, 50), integers(1, 5), integers(1, 3), booleans(), integers(1, 9)), max_size=20)


@given(FILLS.flatmap(lambda fills: permutations(fills + fills[: len(fills) // 2])))
def test_duplicates_in_any_order_count_once(told: list[tuple[int, int, int, bool, int]]) -> None:
    dedup, position, seen = FillDedup(), Position(), {}
    position.start(0, 0)
    for time_ms, tid, oid, is_buy, lots in told:
        if dedup.is_new(time_ms, tid, oid):
            position.fill(is_buy, lots, time_ms)
        seen.setdefault((time_ms, tid, oid), lots if is_buy else -lots)
    assert position.lots == sum(seen.values())
    assert dedup.duplicates == len(told) - len(seen)


def test_fills_inside_the_first_snapshot_are_known_already() -> None:
    dedup = FillDedup()
    dedup.know_all_until(1_000)
    assert not dedup.is_new(1_000, 1, 1)
    assert dedup.is_new(1_001, 1, 1)


def test_a_difference_is_adopted_when_two_snapshots_two_seconds_apart_agree() -> None:
    position = Position()
    position.start(5, 1_000)
    assert position.compare(7, 2_000) == 0
    assert position.is_doubted
    assert position.compare(7, 3_999) == 0
    assert position.is_doubted
    assert position.compare(7, 4_000) == 2
    assert (position.lots, position.corrections, position.is_doubted) == (7, 1, False)


def test_a_snapshot_older_than_our_newest_fill_is_not_believed() -> None:
    position = Position()
    position.start(0, 1_000)
    position.fill(True, 3, 5_000)
    assert position.compare(0, 4_999) == 0
    assert position.compare(0, 4_999) == 0
    assert position.lots == 3


def test_a_fill_between_two_snapshots_clears_the_doubt() -> None:
    position = Position()
    position.start(0, 1_000)
    position.compare(3, 2_000)
    position.fill(True, 3, 1_900)
    assert not position.is_doubted
    assert position.compare(3, 2_500) == 0
    assert position.corrections == 0
