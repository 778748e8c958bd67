from math import log, sqrt
from random import Random

import pytest

from hyperquote.local_exchange.traders.mood import Mood


def lived(mood: Mood, seconds: int) -> list[tuple[float, float, float]]:
    """Pace, variance and tilt after each second."""
    found = []
    for _ in range(seconds):
        mood.advance(1.0)
        found.append((mood.pace, mood.variance, mood.tilt))
    return found


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_an_even_market_draws_nothing() -> None:
    rng = Random(3)
    before = rng.getstate()
    assert lived(Mood(rng, 60.0, 0.0, 2.0, 0.0), 100) == [(1.0, 1.0, 0.0)] * 100
    assert rng.getstate() == before


def test_pace_and_variance_are_one_on_average_and_swing_as_told() -> None:
    rows = lived(Mood(Random(1), 20.0, 0.3, 2.0, 0.1), 100_000)
    assert mean([pace for pace, _, _ in rows]) == pytest.approx(1.0, abs=0.03)
    assert mean([variance for _, variance, _ in rows]) == pytest.approx(1.0, abs=0.06)
    logs = [log(pace) for pace, _, _ in rows]
    assert sqrt(mean([(each - mean(logs)) ** 2 for each in logs])) == pytest.approx(0.3, rel=0.05)
    assert mean([tilt for _, _, tilt in rows]) == pytest.approx(0.0, abs=0.01)
    assert sqrt(mean([tilt * tilt for _, _, tilt in rows])) == pytest.approx(0.1, rel=0.05)


def test_a_mood_fades_with_its_time() -> None:
    logs = [log(pace) for pace, _, _ in lived(Mood(Random(2), 50.0, 0.3, 2.0, 0.0), 200_000)]
    middle = mean(logs)
    spread = mean([(each - middle) ** 2 for each in logs])
    after = mean([(a - middle) * (b - middle) for a, b in zip(logs, logs[50:], strict=False)]) / spread
    assert after == pytest.approx(0.368, abs=0.05)  # 1/e after 50 s


def test_it_changes_once_a_second_however_short_the_blocks() -> None:
    mood = Mood(Random(1), 60.0, 0.3, 2.0, 0.1)
    paces = []
    for _ in range(100):
        mood.advance(0.07)
        paces.append(mood.pace)
    assert len(set(paces)) == 7  # six changes in seven seconds, after 15 blocks each


def test_one_side_never_outnumbers_the_other_by_more_than_all() -> None:
    assert max(abs(tilt) for _, _, tilt in lived(Mood(Random(1), 1.0, 0.0, 1.0, 3.0), 500)) == 1.0
