import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists
from librt.vecs import vec

from hyperquote.market_maker.estimator.book_structure import BookImbalance


def test_top_five_levels_worked_by_hand() -> None:
    imbalance = BookImbalance()
    assert imbalance.value is None
    imbalance.update(vec[float]([3.0, 3.0, 3.0, 3.0, 3.0, 900.0]), vec[float]([1.0] * 5))
    assert imbalance.value == pytest.approx(0.5)
    imbalance.update(vec[float]([1.0]), vec[float]([3.0]))
    assert imbalance.value == pytest.approx((0.5 * 0.09 - 0.5 * 0.1) / 0.19)


def test_the_touch_is_not_smoothed() -> None:
    imbalance = BookImbalance()
    imbalance.update_touch(3.0, 1.0)
    assert imbalance.touch == 0.5
    imbalance.update_touch(1.0, 3.0)
    assert imbalance.touch == -0.5
    assert imbalance.value is None


@given(lists(floats(0.001, 1e6), min_size=1, max_size=20), lists(floats(0.001, 1e6), min_size=1, max_size=20))
def test_stays_within_one_and_turns_with_the_sides(bids: list[float], asks: list[float]) -> None:
    one = BookImbalance()
    other = BookImbalance()
    one.update(vec[float](bids), vec[float](asks))
    other.update(vec[float](asks), vec[float](bids))
    assert one.value is not None
    assert -1.0 <= one.value <= 1.0
    assert other.value == pytest.approx(-one.value)
