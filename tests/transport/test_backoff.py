from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from hyperquote.transport.backoff import Backoff


def test_doubles_from_one_second_to_sixty() -> None:
    backoff = Backoff(Random(1), jitter=0.0)
    assert [backoff.next_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.reset()
    assert backoff.next_s() == 1


@given(integers(0, 1 << 32))
def test_jitter_stays_within_a_fifth_and_repeats_with_its_seed(seed: int) -> None:
    backoff, again = Backoff(Random(seed)), Backoff(Random(seed))
    for expected_s in (1, 2, 4, 8, 16, 32, 60, 60):
        wait_s = backoff.next_s()
        assert 0.8 * expected_s <= wait_s <= 1.2 * expected_s
        assert wait_s == again.next_s()


def test_refuses_waits_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="first"):
        Backoff(Random(1), first_s=2, longest_s=1)
    with pytest.raises(ValueError, match="jitter"):
        Backoff(Random(1), jitter=1.0)
