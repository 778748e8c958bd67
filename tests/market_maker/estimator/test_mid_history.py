from hypothesis import given
from hypothesis.strategies import integers, lists

from hyperquote.market_maker.estimator.mid_history import MidHistory


def test_before_is_strict_and_at_is_not() -> None:
    history = MidHistory()
    history.update(1000, 100.0)
    history.update(2000, 101.0)
    assert history.before(2000) == 100.0
    assert history.at(2000) == 101.0
    assert history.before(1000) == 0.0
    assert history.at(999) == 0.0
    assert history.at(9999) == 101.0


def test_the_last_mid_of_a_millisecond_counts() -> None:
    history = MidHistory()
    history.update(1000, 100.0)
    history.update(1000, 102.0)
    assert history.at(1000) == 102.0


def test_an_older_mid_is_ignored_and_clear_forgets() -> None:
    history = MidHistory()
    history.update(1000, 100.0)
    history.update(900, 5.0)
    assert history.value == 100.0
    history.clear()
    assert history.value is None
    assert history.at(5000) == 0.0


@given(lists(integers(1, 50), min_size=1, max_size=60), integers(0, 3000))
def test_equals_a_linear_search(gaps: list[int], asked: int) -> None:
    history = MidHistory(capacity=16)
    ms = 0
    told = []
    for gap in gaps:
        ms += gap
        history.update(ms, float(ms))
        told.append(ms)
    kept = told[-16:]
    expected = float(max((t for t in kept if t <= asked), default=0))
    assert history.at(asked) == expected
