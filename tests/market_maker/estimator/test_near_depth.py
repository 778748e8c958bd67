"""Depth near the touch and the factor its lack puts on risk aversion."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from librt.vecs import vec

from hyperquote.market_maker.estimator.near_depth import NearDepth


def feed(depth: NearDepth, size: float, far: float = 7.0) -> None:
    """Both best levels hold `size`, the next ones are 20 bps away."""
    depth.update(
        vec[float]([99.99, 99.80]), vec[float]([size, far]), vec[float]([100.01, 100.20]), vec[float]([size, far])
    )


def test_only_what_is_within_reach_counts() -> None:
    depth = NearDepth()
    assert depth.value is None
    assert depth.view.gamma_mult == 1.0
    feed(depth, 3.0)
    assert depth.value == 6.0
    wide = NearDepth(25.0)
    feed(wide, 3.0)
    assert wide.value == 20.0


def test_the_factor_is_the_root_of_the_lack_and_at_most_two() -> None:
    depth = NearDepth()
    for _ in range(20):
        feed(depth, 4.0)
    assert depth.gamma_mult() == 1.0
    feed(depth, 2.0)
    reference = 8.0 + 0.01 * (4.0 - 8.0)
    assert depth.gamma_mult() == pytest.approx(sqrt(reference / 4.0))
    feed(depth, 0.5)
    assert depth.gamma_mult() == 2.0
    feed(depth, 90.0)
    assert depth.gamma_mult() == 1.0


def test_it_says_nothing_before_enough_books() -> None:
    depth = NearDepth()
    feed(depth, 100.0)
    feed(depth, 1.0)
    assert depth.gamma_mult() == 1.0


def test_a_market_that_shows_nothing_near_is_not_called_thin() -> None:
    depth = NearDepth(0.5)
    for _ in range(50):
        feed(depth, 1.0)
    assert depth.view.near_depth == 0.0
    assert depth.view.gamma_mult == 1.0


@given(st.lists(st.floats(0.0, 1e12), min_size=1, max_size=60))
def test_the_factor_stays_within_one_and_two(sizes: list[float]) -> None:
    depth = NearDepth()
    for size in sizes:
        feed(depth, size)
        assert 1.0 <= depth.view.gamma_mult <= 2.0


def test_a_reach_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="near_depth_bps"):
        NearDepth(0.0)
