"""Sets of settings by name. A preset stands between the defaults and the file: what the file says is stronger."""

from typing import Final

from hyperquote.config_file import Tables

PRESETS: Final[dict[str, Tables]] = {
    # the defaults: exact GLFT, fees inside, every model that was validated
    "production": {},
    # the four formulas of the original, dynamic γ, floor and cascade pull, and nothing else: to compare with
    "parity": {
        "strategy": {
            "glft_mode": "seed",
            "seed_skew": "literal",
            "risk_widening_exponent": 0.0,
            "include_maker_fee": False,
            "as_mode": "off",
            "momentum_skew": False,
            "protect_sides": False,
        },
        "risk": {"flow_sensitivity": 0.0, "funding_rate_weight": 0.0},
        "hawkes": {"skew_bps": 0.0},
        "estimator": {"kappa_own": "off"},
        "cascade": {"numbers": "original"},
    },
    # a first week with real money: half of nothing is lost quickly
    "cautious": {
        "strategy": {"inventory_skew_bps_at_max": 10.0},
        "risk": {"gamma_base": 0.6, "min_spread_floor": 0.0002},
        "kill_switch": {"max_daily_loss": 100.0, "max_drawdown": 0.02, "max_position_value": 2_000.0},
    },
}
