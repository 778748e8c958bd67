"""Every calm market keeps each stylised fact within a stated band of the recording it stands for."""

from functools import cache
from math import log

import pytest
from benchmarks.measure_traders import recorded, synthetic
from benchmarks.stylised_facts import AXES, Facts, facts_of, hill, kept, tick_usd
from tests.shared_data import require

from hyperquote.local_exchange.traders.scenario import CALM

MINUTES, SEED = 10.0, 1

RATIOS = {  # synthetic over recorded, at each place of the axis
    "spread": (0.85, 1.1),
    "depth": (0.6, 2.1),
    "rate": (0.6, 2.2),  # livelier on purpose
    "durations": (0.8, 1.3),
    "fano": (0.3, 2.5),
    "branching": (0.5, 1.5),
    "kurtosis": (0.1, 2.5),
    "signature": (0.6, 2.0),
    "sizes": (0.4, 6.0),
    "tail": (0.6, 2.4),
    "response": (0.25, 2.5),
}
DIFFERENCES = {"counts": 0.3, "clustering": 0.2, "signs": 0.12}  # autocorrelations, at each lag
FEW_S = 5  # places of the response beyond this are of a few independent moves in ten minutes


@cache
def made(coin: str) -> Facts:
    return facts_of(synthetic(CALM[coin], SEED, MINUTES, coin))


@pytest.mark.parametrize("coin", list(CALM))
@pytest.mark.parametrize("name", list(RATIOS))
def test_a_calm_fact_is_a_stated_multiple_of_the_recorded_one(name: str, coin: str) -> None:
    low, high = RATIOS[name]
    places = AXES[name][1] or [0.0]
    for place, real, ours in zip(places, kept()[coin][name], made(coin)[name], strict=True):
        if name != "response" or place <= FEW_S:
            assert low < ours / real < high, f"{name} at {place:g}"


@pytest.mark.parametrize("coin", list(CALM))
@pytest.mark.parametrize("name", list(DIFFERENCES))
def test_a_calm_autocorrelation_is_near_the_recorded_one(name: str, coin: str) -> None:
    for lag, real, ours in zip(AXES[name][1], kept()[coin][name], made(coin)[name], strict=True):
        assert abs(ours - real) < DIFFERENCES[name], f"{name} at {lag:g}"


def test_every_fact_has_a_band_and_every_recording_every_fact() -> None:
    assert set(AXES) == set(RATIOS) | set(DIFFERENCES)
    for coin in CALM:
        assert {name: len(values) for name, values in kept()[coin].items()} == {
            name: len(places) or 1 for name, (_, places) in AXES.items()
        }


def test_hill_finds_the_exponent_of_a_pareto_tail() -> None:
    sizes = [(1.0 - n / 10_000) ** (-1.0 / 1.5) for n in range(10_000)]
    assert hill(sizes) == pytest.approx(1.5, rel=0.05)
    assert hill([2.0**n for n in range(100)]) == pytest.approx(1.0 / (3.0 * log(2.0)))


@pytest.mark.slow
@pytest.mark.parametrize("coin", list(CALM))
def test_the_kept_facts_are_those_of_the_recording(coin: str) -> None:
    measured = facts_of(recorded(require(f"data/hl_l2_20250904/{coin}"), tick_usd(coin)))
    for name, values in measured.items():
        assert kept()[coin][name] == pytest.approx(values, rel=1e-3, abs=1e-5)
