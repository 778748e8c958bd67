from math import exp

import pytest

from hyperquote.market_maker.estimator.flow import TradeFlow


def test_buyers_push_it_up_one_step_per_trade() -> None:
    flow = TradeFlow()
    assert flow.value is None
    flow.update(1000, 1.0, True)
    assert flow.value == pytest.approx(0.1)
    flow.update(1100, 1.0, True)
    assert flow.value == pytest.approx(0.19)
    flow.update(1200, 2.0, False)  # two bought, two sold within the second
    assert flow.value == pytest.approx(0.171)


def test_one_sided_flow_approaches_one() -> None:
    flow = TradeFlow()
    for i in range(100):
        flow.update(i * 100, 1.0, False)
    assert flow.value == pytest.approx(-1.0, abs=1e-3)


def test_silence_is_forgotten() -> None:
    flow = TradeFlow()
    for i in range(50):
        flow.update(i * 10, 1.0, True)
    busy = flow.value
    assert busy is not None
    flow.advance(490 + 1000)
    assert flow.value == pytest.approx(busy)
    flow.advance(490 + 3000)
    assert flow.value == pytest.approx(busy * exp(-2.0))


def test_a_trade_after_silence_starts_from_what_is_left() -> None:
    flow = TradeFlow()
    for i in range(50):
        flow.update(i * 10, 1.0, True)
    flow.update(100_000, 1.0, False)
    assert flow.value == pytest.approx(-0.1)


def test_size_units_do_not_matter() -> None:
    small, large = TradeFlow(), TradeFlow()
    for i in range(20):
        small.update(i * 100, 0.001 * (i + 1), i % 3 == 0)
        large.update(i * 100, 1e6 * (i + 1), i % 3 == 0)
    assert small.value == pytest.approx(large.value)


def test_refuses_an_impossible_weight() -> None:
    with pytest.raises(ValueError, match="trade_flow_alpha"):
        TradeFlow(alpha=0.0)
