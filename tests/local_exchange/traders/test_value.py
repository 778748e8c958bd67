from math import log, sqrt
from random import Random

import pytest

from hyperquote.local_exchange.traders.value import Value


def moves_bps(value: Value, n: int, seconds: float, activity: float = 1.0) -> list[float]:
    found = []
    for _ in range(n):
        before = value.price
        found.append(log(value.advance(seconds, activity) / before) * 1e4)
    return found


def deviation(values: list[float]) -> float:
    return sqrt(sum(value * value for value in values) / len(values))


def test_it_moves_by_sigma_root_t() -> None:
    for seconds in (0.07, 1.0, 4.0):
        value = Value(Random(1), 100.0, sigma_bps=0.9, jumps_per_hour=0.0, jump_bps=0.0)
        assert deviation(moves_bps(value, 20_000, seconds)) == pytest.approx(0.9 * sqrt(seconds), rel=0.02)


def test_busy_times_move_it_faster() -> None:
    value = Value(Random(2), 100.0, sigma_bps=1.0, jumps_per_hour=0.0, jump_bps=0.0)
    assert deviation(moves_bps(value, 20_000, 1.0, activity=4.0)) == pytest.approx(2.0, rel=0.02)


def test_jumps_come_as_often_and_as_large_as_told() -> None:
    value = Value(Random(3), 100.0, sigma_bps=0.0, jumps_per_hour=36.0, jump_bps=5.0)
    jumps = [move for move in moves_bps(value, 100_000, 1.0) if move != 0.0]
    assert len(jumps) == pytest.approx(1_000, rel=0.1)
    assert deviation(jumps) == pytest.approx(5.0, rel=0.1)


def test_it_has_no_drift() -> None:
    value = Value(Random(4), 100.0, sigma_bps=1.0, jumps_per_hour=10.0, jump_bps=5.0)
    moves = moves_bps(value, 100_000, 1.0)
    assert abs(sum(moves)) < 3.0 * deviation(moves) * sqrt(len(moves))


def test_what_an_order_teaches_stays() -> None:
    value = Value(Random(5), 100.0, sigma_bps=0.0, jumps_per_hour=0.0, jump_bps=0.0)
    value.learn(0.001)
    assert value.advance(60.0, 1.0) == pytest.approx(100.1)
