"""Every setting changes something that comes out."""

from itertools import chain

import pytest
from tests.market_maker.estimator.tape import START_MS, book, feed, market, trade

from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.estimator.settings import EstimatorSettings
from hyperquote.market_maker.events import Event

OTHER_VALUES: dict[str, object] = {
    "initial_bucket_volume": 1.0,
    "volume_window_secs": 100.0,
    "volume_percentile": 0.03,
    "min_bucket_volume": 0.5,
    "max_bucket_volume": 0.2,
    "fast_half_life_ticks": 10.0,
    "medium_half_life_ticks": 40.0,
    "slow_half_life_ticks": 30.0,
    "ewma_alpha": "ln2",
    "arrival_mode": "r0",
    "trade_flow_window_ms": 300,
    "trade_flow_alpha": 0.5,
    "sigma_baseline": 0.00005,
    "jump_ratio_threshold": 1.01,
    "kappa_book": "density",
    "kappa_max_distance": 0.0008,
    "kappa_levels": 8,
    "kappa_prior_mean": 500.0,
    "kappa_prior_strength": 50.0,
    "kappa_window_ms": 60_000,
    "kappa_own": "off",
    "kappa_own_memory_secs": 30.0,
    "kappa_floor": 20_000.0,
    "microprice_window_ms": 20_000,
    "microprice_horizon_ms": 100,
    "microprice_ridge": 1.0,
    "microprice_sample_ms": 200,
    "min_volume_ticks": 10_000,
    "min_l2_updates": 10_000,
    "min_microprice_obs": 500,
    "warmup_decay_secs": 0.0,
    "min_warmup_trades": 1,
    "momentum_window_ms": 5_000,
    "near_depth_bps": 3.0,
    "jump_window_ms": 20_000,
    "jump_sigmas": 1.0,
    "variance_window_ms": 20_000,
    "use_kalman_filter": True,
    "kalman_q": 1e-6,
    "kalman_r": 1e-6,
}


def tape() -> list[Event]:
    """Return two minutes whose deep books are wavy, so that κ depends on how many levels are used."""
    events = []
    for event in chain(market(3, 120, beta=3e-4), [trade(START_MS + 120_000, 101_000.0)]):
        events.append(event)
        if event.exchange_ms % 10_000 == 0:
            wavy = book(event.exchange_ms, 100_000.0, kappa=2000.0)
            for i in range(len(wavy.bid_sz)):
                wavy.bid_sz[i] *= 1.0 + 0.5 * float(i % 3)
                wavy.ask_sz[i] *= 1.0 + 0.3 * float(i % 4)
            events.append(wavy)
    return events


TAPE = tape()


def public(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_")]


def views(estimator: ParameterEstimator) -> list[object]:
    return [
        estimator.momentum.view,
        estimator.near_depth.view,
        estimator.jumps.view,
        estimator.variance.view(1.0),
        estimator.fair_price.view,
    ]


def outputs(**changed: object) -> list[object]:
    """Return all beliefs on the way, and when warm-up ended."""
    estimator = ParameterEstimator(EstimatorSettings(**changed))  # type: ignore[arg-type]
    out: list[object] = []
    for i in range(0, len(TAPE), 50):
        now = feed(estimator, iter(TAPE[i : i + 50]))
        for depth in (1e-4, 2e-4, 4e-4):
            estimator.on_rested(i % 100 == 0, depth, 1.0 + 1e-3 * float(i % 700))
            estimator.on_own_fill(i % 100 == 0, 0.5 * depth + 1e-4)
        params = estimator.params(now)
        out.append([[getattr(view, name) for name in public(view)] for view in views(estimator)])
        if params is None:
            out.append(None)
            continue
        out.append([getattr(params, name) for name in public(params)])
    quiet = ParameterEstimator(EstimatorSettings(**changed))  # type: ignore[arg-type]
    quiet.on_timer(0)
    quiet.on_timer(900_000)
    out.append(quiet.warmup_text())
    return out


DEFAULT = outputs()


@pytest.mark.parametrize("name", list(OTHER_VALUES))
def test_every_setting_has_an_effect(name: str) -> None:
    assert outputs(**{name: OTHER_VALUES[name]}) != DEFAULT


def test_no_setting_is_left_out() -> None:
    assert set(OTHER_VALUES) == set(public(EstimatorSettings()))
