"""A clock that is paused, sped up and set forward, and never goes back."""

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, one_of, tuples

from hyperquote.errors import ValidationError
from hyperquote.local_exchange.server.clock import SteerableClock


class Wall:
    """A wall clock that tests move."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


def test_it_runs_so_many_times_as_fast() -> None:
    wall = Wall()
    clock = SteerableClock(wall, 2.0)
    wall.ms += 500
    assert clock.now_ms == 1_001_000
    clock.set_speed(0.5)
    wall.ms += 500
    assert clock.now_ms == 1_001_250
    assert clock.real_s(1_000) == 2.0


def test_paused_it_stands_and_goes_on_from_there() -> None:
    wall = Wall()
    clock = SteerableClock(wall)
    clock.pause(True)
    wall.ms += 500
    assert clock.now_ms == 1_000_000
    clock.set_forward(1_000_070)
    assert clock.now_ms == 1_000_070
    clock.pause(False)
    wall.ms += 5
    assert clock.now_ms == 1_000_075


@pytest.mark.parametrize("speed", [0.0, -1.0, 20_000.0, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValidationError, match="is not possible"):
        SteerableClock(Wall(), speed)


@given(
    lists(
        one_of(
            tuples(integers(-100, 1_000)),
            tuples(floats(0.001, 1_000.0), integers(0, 1)),
            tuples(integers(0, 1), integers(0, 1), integers(0, 1)),
        )
    )
)
def test_however_it_is_steered_it_never_goes_back(steps: list[tuple[float, ...]]) -> None:
    wall = Wall()
    clock = SteerableClock(wall)
    last_ms = clock.now_ms
    for step in steps:
        if len(step) == 1:
            wall.ms = max(wall.ms, wall.ms + int(step[0]))
        elif len(step) == 2:
            clock.set_speed(step[0])
        else:
            clock.pause(bool(step[0]))
        assert clock.now_ms >= last_ms
        last_ms = clock.now_ms
