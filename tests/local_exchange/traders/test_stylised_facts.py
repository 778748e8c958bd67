"""Ten minutes of the synthetic BTC market, measured as a recording is measured."""

from functools import cache
from math import inf

import pytest
from benchmarks.measure_traders import (
    Session,
    correlation,
    depth,
    fano,
    impact_bps,
    kurtosis,
    mean,
    quantile,
    reach_rate,
    recorded,
    returns_bps,
    sampled_mids,
    sigma,
    spreads_ticks,
    synthetic,
)
from tests.shared_data import require

from hyperquote.local_exchange.traders.scenario import CALM_BTC

SEEDS = [1, 2, 3]


@cache
def ten_minutes(seed: int) -> Session:
    return synthetic(CALM_BTC, seed, 10.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_spread_is_one_tick_most_of_the_time(seed: int) -> None:
    spreads = spreads_ticks(ten_minutes(seed))
    assert quantile(spreads, 0.5) == 1
    assert 1.1 < mean(spreads) < 1.4
    assert 3 <= quantile(spreads, 0.99) <= 9


@pytest.mark.parametrize("seed", SEEDS)
def test_volatility_is_about_a_basis_point_a_root_second(seed: int) -> None:
    assert 0.65 < sigma(ten_minutes(seed), 10) < 1.3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_price_trends_for_seconds_and_moves_in_bursts(seed: int) -> None:
    moves = returns_bps(sampled_mids(ten_minutes(seed)), 1)
    assert 0.2 < correlation(moves, 1) < 0.65
    assert abs(correlation(moves, 10)) < 0.2
    assert correlation([abs(move) for move in moves], 1) > 0.1
    assert kurtosis(moves) > 4.0


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_come_in_clusters_and_sizes_have_a_heavy_tail(seed: int) -> None:
    session = ten_minutes(seed)
    sizes = [order.size for order in session.orders]
    assert 1.3 < len(sizes) / session.seconds < 2.4
    assert fano(session, 10) > 1.05
    assert quantile(sizes, 0.5) < 0.03
    assert quantile(sizes, 0.99) > 3.0


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_reach_less_often_the_further_and_move_the_price_their_way(seed: int) -> None:
    session = ten_minutes(seed)
    rates = [reach_rate(session, bps) for bps in (0.05, 0.5, 1.0, 2.0, 3.0)]
    assert rates == sorted(rates, reverse=True)
    assert rates[3] > 0.03
    assert 0.05 < impact_bps(session, 500) < impact_bps(session, 5_000) < 0.6


def test_orders_that_reach_two_basis_points_come_often_enough_to_trade_with() -> None:
    assert mean([reach_rate(ten_minutes(seed), 2.0) for seed in SEEDS]) > 0.04


@pytest.mark.slow
def test_it_resembles_the_recording_it_was_calibrated_to() -> None:
    real, made = recorded(require("data/hl_l2_20250904/BTC")), synthetic(CALM_BTC, 1, 35.0)

    def ratio(measure: object, low: float = 0.0, high: float = inf) -> None:
        assert callable(measure)
        assert low < measure(made) / measure(real) < high

    ratio(lambda session: mean(spreads_ticks(session)), 0.85, 1.15)
    ratio(lambda session: sigma(session, 10), 1.2, 2.0)  # livelier on purpose
    ratio(lambda session: len(session.quotes) / session.seconds, 0.8, 1.4)
    ratio(lambda session: quantile([size for book in session.books for _, size in book[0][1:]], 0.5), 0.75, 1.5)
    ratio(lambda session: depth(session, 0, 1.0) + depth(session, 1, 1.0), 0.6, 1.4)
    ratio(lambda session: len(session.orders) / session.seconds, 1.0, 2.0)
    ratio(lambda session: impact_bps(session, 5_000), 0.5, 1.5)
