"""What every process model owes: finite views whatever it is told, neutral before it knows, the same for the same."""

from collections.abc import Callable
from math import inf, isfinite, nan
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, floats, integers, lists, sampled_from, tuples
from tests.market_maker.wiring.harness import figures

from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings
from hyperquote.market_maker.models import CascadeView, ControlView, CostView, FundingView, HawkesView, SpreadView
from hyperquote.market_maker.process_models.control import InventoryControl
from hyperquote.market_maker.process_models.funding import FundingForecast
from hyperquote.market_maker.process_models.hawkes import HawkesFlow
from hyperquote.market_maker.process_models.liquidation import LiquidationDetector
from hyperquote.market_maker.process_models.spread import SpreadProcess

Feed = Callable[[int, float, bool], None]
Look = Callable[[int], Any]
Model = Callable[[], tuple[Feed, Look]]
T0_MS = 1_757_030_400_000


def hawkes() -> tuple[Feed, Look]:
    model = HawkesFlow()

    def look(ms: int) -> HawkesView:
        model.advance(ms)
        return model.view

    return lambda ms, _x, is_buy: model.on_trade(ms, is_buy), look


def cascade() -> tuple[Feed, Look]:
    model = LiquidationDetector()

    def feed(ms: int, x: float, is_buy: bool) -> None:
        if 0.0 < x < inf:  # the gatekeeper lets no other price pass
            model.on_trade(ms, x, 1.0, is_buy, 1e-4)
        model.on_open_interest(ms, x)
        model.record_own(ms, x, is_buy)

    def look(ms: int) -> CascadeView:
        model.advance(ms)
        return model.view

    return feed, look


def funding() -> tuple[Feed, Look]:
    model = FundingForecast()

    def look(ms: int) -> FundingView:
        model.advance(ms)
        return model.view

    return lambda ms, x, _: model.update(ms, x * 1e-6, x, 100.0), look


def spread() -> tuple[Feed, Look]:
    model = SpreadProcess()

    def look(ms: int) -> SpreadView:
        model.advance(ms)
        return model.view(1e-4)

    return lambda ms, x, _: model.update(ms, x, x + 0.01), look


def control() -> tuple[Feed, Look]:
    model = InventoryControl(True)

    def look(ms: int) -> ControlView:
        model.advance(ms)
        return model.view

    return lambda ms, x, _: model.on_funding(ms, x * 1e-6), look


def cost() -> tuple[Feed, Look]:
    model = AdverseSelection(AdverseSelectionSettings())

    def feed(ms: int, x: float, is_buy: bool) -> None:
        if 0.0 < x < inf:
            model.on_mid(ms, x)
            model.on_fill(ms, (ms, 1, 1), is_buy, 10, x)

    def look(_: int) -> CostView:
        return model.view(0.1)

    return feed, look


MODELS: list[Model] = [hawkes, cascade, funding, spread, control, cost]
NEUTRAL: dict[Model, Any] = {
    hawkes: HawkesView(),
    cascade: CascadeView(),
    funding: FundingView(),
    spread: SpreadView(),
    cost: CostView(alpha=0.1),
}


def is_finite(view: object) -> bool:
    return all(isfinite(figure) for figure in figures(view).values())


@pytest.mark.parametrize("model", NEUTRAL)
def test_the_first_view_is_neutral(model: Model) -> None:
    _, look = model()
    assert figures(look(T0_MS)) == figures(NEUTRAL[model])


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=40)
@given(
    lists(
        tuples(
            integers(-3_600_000, 3_600_000),
            floats(1.0, 1e5) | sampled_from([nan, inf, -inf, 0.0, -1.0, 1e-300, 1e300]),
            booleans(),
        ),
        max_size=40,
    )
)
def test_views_stay_finite_through_garbage_and_time_that_runs_back(
    model: Model, steps: list[tuple[int, float, bool]]
) -> None:
    feed, look = model()
    ms = T0_MS
    for step_ms, x, flag in steps:
        ms += step_ms
        feed(ms, x, flag)
        assert is_finite(look(ms))


@pytest.mark.parametrize("model", MODELS)
def test_an_hour_of_silence_and_a_gap_of_half_the_price_are_survived(model: Model) -> None:
    feed, look = model()
    rng = Random(1)
    ms = T0_MS
    for price in (100.0, 50.0, 150.0):
        for _ in range(400):
            ms += 250
            feed(ms, price * (1.0 + rng.uniform(-1e-4, 1e-4)), rng.random() < 0.5)
            assert is_finite(look(ms))
        ms += 3_600_000
        assert is_finite(look(ms))


@pytest.mark.parametrize("model", MODELS)
def test_the_same_input_gives_the_same_view(model: Model) -> None:
    def walk() -> list[dict[str, Any]]:
        feed, look = model()
        rng = Random(2)
        seen = []
        for i in range(500):
            feed(T0_MS + 250 * i, rng.uniform(99.0, 101.0), rng.random() < 0.5)
            seen.append(figures(look(T0_MS + 250 * i)))
        return seen

    assert walk() == walk()


@pytest.mark.parametrize("model", MODELS)
def test_looking_twice_changes_nothing(model: Model) -> None:
    feed, look = model()
    for i in range(500):
        feed(T0_MS + 250 * i, 100.0 + i % 7, i % 3 == 0)
    assert figures(look(T0_MS + 125_000)) == figures(look(T0_MS + 125_000))
