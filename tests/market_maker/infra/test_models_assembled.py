"""Settings that are accepted build an engine: no constructor finds fault with what the file was let through with."""

import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy, fixed_dictionaries, floats, integers, sampled_from

from hyperquote.book.grid import Grid
from hyperquote.errors import ConfigError
from hyperquote.market_maker.config import load
from hyperquote.market_maker.infra.assemble import build_market_maker

Values = dict[str, SearchStrategy[object]]


def some(low: float, high: float) -> SearchStrategy[object]:
    return floats(low, high) | sampled_from([low, high])


SECTIONS: dict[str, Values] = {
    "hawkes": {
        "mu": some(0.0, 100.0),
        "alpha": some(0.0, 2.0),
        "beta": sampled_from([0.1, 0.3, 0.4, 0.5, 0.6, 0.7, 5.0]),
        "gamma": some(0.0, 1.0),
        "max_history_secs": some(1e-6, 1e5),
        "min_trades": integers(0, 1_000),
    },
    "funding": {
        "interval": some(1e-6, 1e6),
        "ewma_half_life_periods": some(1e-6, 1e6),
        "mean_reversion_speed": some(0.0, 1e3),
        "max_rate": some(1e-9, 1.0),
    },
    "spread_process": {
        "base_fair_spread": some(1e-9, 1.0),
        "mean_reversion_speed": some(1e-6, 1e3),
        "ewma_lambda": some(1e-9, 1.0 - 1e-9),
    },
    "hjb": {
        "session_duration": some(60.001, 1e6),
        "terminal_penalty": some(0.0, 1.0),
        "funding_half_life": some(1e-6, 1e6),
        "max_gamma_mult": some(1.0, 100.0),
    },
    "cascade": {
        "baseline_intensity": some(1e-9, 10.0),
        "alpha": some(1e-6, 1.0),
        "beta": some(1e-6, 1.0),
        "size_scale": some(0.0, 1e6),
        "cascade_ratio": some(1.001, 10.0),
        "quote_pull_ratio": some(1.001, 10.0),
        "numbers": sampled_from(["calibrated", "original"]),
        "burst_quantile": some(1e-6, 1.0 - 1e-6),
    },
    "depth_decay": {
        "as_touch_bps": some(1e-6, 100.0),
        "delta_char_bps": some(1e-6, 100.0),
        "min_fills": integers(1, 100),
        "refit_fills": integers(1, 100),
    },
    "adverse_selection": {
        "min_spread_adjustment": some(0.0, 0.01),
        "max_spread_adjustment": some(0.0, 0.01),
        "alpha_volatility_weight": some(0.0, 10.0),
        "alpha_flow_weight": some(0.0, 10.0),
        "alpha_jump_weight": some(0.0, 10.0),
    },
    "risk": {
        "tail_risk_base": some(1.0, 10.0),
        "max_tail_risk_multiplier": some(1.0, 10.0),
        "funding_rate_horizon": some(1e-6, 1e6),
        "spread_percentile_window": some(1e-6, 1e5),
    },
}


@pytest.mark.parametrize("section", SECTIONS)
def test_settings_that_are_accepted_build_an_engine(section: str) -> None:
    @settings(max_examples=60)
    @given(fixed_dictionaries({}, optional=SECTIONS[section]))
    def built(values: dict[str, object]) -> None:
        try:
            config = load(None, {section: values})
        except ConfigError:
            return
        build_market_maker(config, Grid(4), session=1, leverage=3, maker_fee_rate=0.00015)

    built()


@pytest.mark.parametrize(
    ("section", "values", "word"),
    [
        ("funding", {"interval": 3.0}, "funding.interval"),
        ("cascade", {"liquidators": "0x1234"}, "0x1234"),
        ("hawkes", {"alpha": 0.5, "gamma": 0.0, "beta": 0.5}, "explodes"),
    ],
)
def test_what_could_not_work_is_named(section: str, values: dict[str, object], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        load(None, {section: values})
