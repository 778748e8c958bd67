"""The default strategy: worked numbers, what must hold for all markets, and an explanation that adds up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, sampled_from
from tests.market_maker.quoting.samples import MID, market, quote_config

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.types import Component, Ladder
from hyperquote.market_maker.strategy.add_ons import AddOns
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.ladder import LadderStrategy
from hyperquote.market_maker.strategy.risk_config import RiskConfig

VARIANTS: list[dict[str, Any]] = [
    {"mode": "seed"},
    {"mode": "seed", "seed_skew": "calibrated", "risk_widening_exponent": 0.5, "maker_fee_rate": 0.00015},
    {"mode": "exact", "maker_fee_rate": 0.00015, "add_ons": AddOns(flow_sensitivity=0.5)},
    {"mode": "exact", "solution": "ground_state", "maker_fee_rate": 0.00015},
    {"mode": "exact", "maker_fee_rate": -0.00005},
]


def glft(**settings: Any) -> GLFTStrategy:
    return GLFTStrategy(RiskConfig(), **settings)


def in_rungs(strategy: GLFTStrategy) -> LadderStrategy:
    return LadderStrategy(strategy, LadderSettings())


def ladder(strategy: GLFTStrategy, position: float, params: MarketParams | None = None) -> Ladder:
    return in_rungs(strategy).calculate_ladder(quote_config(), position, 1.0, 0.4, params or market())


def total(parts: list[Component]) -> float:
    result = 0.0
    for part in parts:
        result += part.bps
    return result


def part(parts: list[Component], name: str) -> float:
    return next(component.bps for component in parts if component.name == name)


@pytest.mark.parametrize(
    ("gamma", "kappa", "half_bps"),
    [
        (0.1, 2_500.0, 3.99992),
        (0.3, 2_500.0, 3.99976),
        (1.0, 2_500.0, 3.99920),
        (5.0, 2_500.0, 3.99601),
        (100.0, 2_500.0, 3.92207),
        (1_000.0, 2_500.0, 3.36472),
        (0.3, 100.0, 99.8503),
        (0.3, 1_000.0, 9.99850),
    ],
)
def test_seed_half_spread_matches_the_worked_numbers(gamma: float, kappa: float, half_bps: float) -> None:
    spread = glft().spread(market(kappa=kappa), 0.0, 0.2, gamma)
    assert spread.half * 1e4 == pytest.approx(half_bps, rel=2e-6)


def test_seed_half_spread_tends_to_one_over_kappa() -> None:
    assert glft().spread(market(kappa=1e5), 0.0, 0.2, 1e-6).half == pytest.approx(1e-4)  # the floor: 1/κ is below it
    assert glft(min_spread_floor=0.0).spread(market(kappa=1e5), 0.0, 0.2, 1e-6).half == pytest.approx(1e-5)


@pytest.mark.parametrize(("horizon_s", "skew_bps"), [(2.0, 2.4e-4), (120.0, 0.0144)])
def test_literal_seed_skew_matches_the_worked_numbers(horizon_s: float, skew_bps: float) -> None:
    strategy = glft(max_holding_time_s=horizon_s)
    spread = strategy.spread(market(arrival_intensity=0.0), 1.0, 0.2, 0.3)
    # 1/λ is at most 100 s, because λ counts as 0.01 at least
    assert spread.skew * 1e4 == pytest.approx(skew_bps * min(horizon_s, 100.0) / horizon_s, rel=1e-9)


def test_calibrated_seed_skew_has_its_stated_size_at_the_baseline() -> None:
    strategy = glft(seed_skew="calibrated", max_skew_fraction=10.0)
    spread = strategy.spread(market(arrival_intensity=1.0 / 30.0), 1.0, 0.2, 0.3)
    assert spread.skew * 1e4 == pytest.approx(5.0)


def test_risk_widens_the_seed_spread_only_with_an_exponent() -> None:
    flat, wide = glft(), glft(risk_widening_exponent=0.5)
    assert flat.spread(market(), 0.0, 0.2, 1.2).half == pytest.approx(
        flat.spread(market(), 0.0, 0.2, 0.3).half, rel=1e-3
    )
    ratio = wide.spread(market(), 0.0, 0.2, 1.2).half / wide.spread(market(), 0.0, 0.2, 0.3).half
    assert ratio == pytest.approx(2.0, rel=1e-3)


@pytest.mark.parametrize("solution", ["closed_form", "ground_state"])
def test_exact_mode_shifts_a_full_position_by_the_stated_skew(solution: str) -> None:
    strategy = glft(mode="exact", solution=solution, max_skew_fraction=10.0)
    skew_bps = strategy.skew_bps_at_max(market(), 0.05)  # I = 1.5 at a full position
    assert skew_bps == pytest.approx(5.0 * 1.5**0.5, rel=0.35 if solution == "ground_state" else 0.05)


def test_exact_spread_grows_with_risk_aversion_and_literal_seed_skew_is_visible_as_too_small() -> None:
    exact = glft(mode="exact")
    assert exact.spread(market(), 0.0, 0.2, 1.2).half > exact.spread(market(), 0.0, 0.2, 0.3).half
    assert glft().skew_bps_at_max(market(), 0.2) < 0.5 < exact.skew_bps_at_max(market(), 0.2)


@pytest.mark.parametrize("solution", ["closed_form", "ground_state"])
def test_a_frozen_market_and_no_wish_to_lean_are_not_special(solution: str) -> None:
    frozen = glft(mode="exact", solution=solution).spread(market(sigma_effective=0.0), 0.5, 0.2, 0.3)
    assert frozen.half > 1e-4
    upright = glft(mode="exact", solution=solution, inventory_skew_bps_at_max=0.0).spread(market(), 0.0, 0.2, 0.3)
    assert upright.skew == pytest.approx(0.0, abs=1e-12)
    assert upright.half == pytest.approx(4e-4, rel=0.1)


def test_exact_mode_bids_no_further_fill_beyond_the_limit() -> None:
    strategy = glft(mode="exact")
    assert ladder(strategy, 0.75).bids
    full = ladder(strategy, 0.9)
    assert (full.bids, bool(full.asks)) == ([], True)
    assert "position limit" in full.reason
    short = ladder(strategy, -0.9)
    assert (bool(short.bids), short.asks) == (True, [])


def test_floor_and_fee_are_named() -> None:
    spread = glft(maker_fee_rate=0.00015, min_spread_floor=0.001).spread(market(), 0.0, 0.2, 0.3)
    assert spread.half == pytest.approx(0.00115)
    assert part(spread.half_parts, "fee") == pytest.approx(1.5)
    assert part(spread.half_parts, "floor") == pytest.approx(10.0 - 3.99976, abs=1e-4)


def test_a_rebate_never_takes_the_spread_below_its_floor() -> None:
    spread = glft(maker_fee_rate=-0.001, min_spread_floor=0.0003).spread(market(), 0.0, 0.2, 0.3)
    assert spread.half == pytest.approx(0.0003)


def test_flow_that_works_the_inventory_off_dampens_the_skew() -> None:
    strategy = glft(mode="exact", add_ons=AddOns(flow_sensitivity=0.5))
    still = strategy.spread(market(), 0.2, 0.2, 0.3).skew
    assert 0.0 < strategy.spread(market(flow_imbalance=0.8), 0.2, 0.2, 0.3).skew < still
    assert strategy.spread(market(flow_imbalance=-0.8), 0.2, 0.2, 0.3).skew > still
    assert strategy.spread(market(flow_imbalance=0.8), 0.0, 0.2, 0.3).skew == 0.0


def test_default_ladder_has_five_rungs_half_again_as_deep_each() -> None:
    result = ladder(glft(), 0.0)
    depths = [level.depth_bps for level in result.bids]
    assert depths == pytest.approx([3.99976 * 1.5**i for i in range(5)], rel=1e-5)
    assert [level.size for level in result.bids] == pytest.approx(
        [0.4 * share for share in [0.490513, 0.259972, 0.137785, 0.073026, 0.038704]], rel=1e-5
    )
    assert result.reason == ""


def test_a_small_account_shows_fewer_rungs_instead_of_crumbs() -> None:
    strategy = in_rungs(glft())
    small = strategy.calculate_ladder(quote_config(), 0.0, 0.001, 0.0004, market())  # 40 USD a side
    assert 1 <= len(small.bids) < 5
    assert all(level.price * level.size >= 10.0 for level in small.bids)
    tiny = strategy.calculate_ladder(quote_config(), 0.0, 0.001, 0.00012, market())  # 12 USD a side
    assert [level.size for level in tiny.bids] == [0.00012]


def test_nothing_to_quote_is_told() -> None:
    for strategy in (glft(), in_rungs(glft())):
        empty = strategy.calculate_ladder(quote_config(), 0.0, 1.0, 0.0, market())
        assert empty is not None
        assert (empty.bids, empty.asks) == ([], [])
        assert "target liquidity" in empty.reason


def test_by_itself_it_shows_one_rung_a_side_of_the_whole_target() -> None:
    one = glft().calculate_ladder(quote_config(), 0.3, 1.0, 0.4, market())
    assert [level.size for level in one.bids] == pytest.approx([0.7 * 0.4])
    assert [level.size for level in one.asks] == pytest.approx([0.4])
    assert one.bids[0].price == pytest.approx(MID * (1 - (total(one.spread) + total(one.skew)) / 1e4), rel=1e-12)
    bid, ask = glft().calculate_quotes(quote_config(), 0.3, 1.0, 0.4, market())
    assert bid is not None
    assert ask is not None
    assert (bid.price, ask.price) == (one.bids[0].price, one.asks[0].price)


def test_long_inventory_shrinks_the_bids_only() -> None:
    flat, long = ladder(glft(), 0.0), ladder(glft(), 0.3)
    assert long.bids[0].size == pytest.approx(0.7 * flat.bids[0].size)
    assert long.asks[0].size == pytest.approx(flat.asks[0].size)


def test_quotes_are_the_best_rungs() -> None:
    strategy = in_rungs(glft(mode="exact"))
    bid, ask = strategy.calculate_quotes(quote_config(), 0.1, 1.0, 0.4, market())
    best = ladder(strategy.glft, 0.1)
    assert bid is not None
    assert ask is not None
    assert (bid.price, ask.price) == (best.bids[0].price, best.asks[0].price)
    assert strategy.calculate_quotes(quote_config(), 1.0, 1.0, 0.4, market())[0] is None


MARKETS = {
    "sigma": floats(0, 0.02),
    "kappa": floats(20, 1e5),
    "fills": floats(0, 50),
    "arrivals": floats(0, 50),
    "flow": floats(-1, 1),
}


@given(sampled_from(VARIANTS), floats(-1.5, 1.5), *MARKETS.values())
def test_whatever_the_market_quotes_are_ordered_and_explained(
    settings: dict[str, Any], position: float, sigma: float, kappa: float, fills: float, arrivals: float, flow: float
) -> None:
    params = market(
        sigma_effective=sigma, kappa=kappa, fill_intensity=fills, arrival_intensity=arrivals, flow_imbalance=flow
    )
    strategy = glft(**settings)
    result = ladder(strategy, position, params)
    assert all(a.price > b.price for a, b in zip(result.bids, result.bids[1:], strict=False))
    assert all(a.price < b.price for a, b in zip(result.asks, result.asks[1:], strict=False))
    half, skew = total(result.spread), total(result.skew)
    assert half >= 1.0 - 1e-9
    assert abs(skew) <= 0.8 * half * (1 + 1e-9)
    if result.bids:
        assert result.bids[0].price == pytest.approx(MID * (1 - (half + skew) / 1e4), rel=1e-12)
    if result.asks:
        assert result.asks[0].price == pytest.approx(MID * (1 + (half - skew) / 1e4), rel=1e-12)
    for side, room in ((result.bids, 1.0 - position), (result.asks, 1.0 + position)):
        assert sum(level.size for level in side) <= min(0.4, max(room, 0.0)) * (1 + 1e-9)
        assert all(level.size <= 0.5 * min(0.4, max(room, 0.0)) * (1 + 1e-9) for level in side)


@given(sampled_from(VARIANTS), floats(-1, 1), floats(0, 0.5))
def test_the_longer_we_are_the_lower_we_quote(settings: dict[str, Any], position: float, more: float) -> None:
    strategy = glft(**settings, max_skew_fraction=100.0)
    risk = RiskConfig(inventory_sensitivity=0.0)
    order = 0.2
    low = strategy.spread(market(), position, order, risk.gamma(market(), position).value)
    high = strategy.spread(market(), position + more, order, risk.gamma(market(), position + more).value)
    assert high.half + high.skew >= low.half + low.skew - 1e-12  # bid depth
    assert high.half - high.skew <= low.half - low.skew + 1e-12  # ask depth


@given(sampled_from(VARIANTS), floats(-1, 1), floats(1e-5, 1e-2), floats(1e-5, 1e-2))
def test_what_was_asked_before_changes_nothing(
    settings: dict[str, Any], position: float, sigma: float, other: float
) -> None:
    fresh, used = glft(**settings), glft(**settings)
    ladder(used, 0.1, market(sigma_effective=other))
    first, second = (ladder(s, position, market(sigma_effective=sigma)) for s in (fresh, used))
    assert [(x.price, x.size) for x in first.bids + first.asks] == [
        (x.price, x.size) for x in second.bids + second.asks
    ]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("mode", "fast"),
        ("solution", "guess"),
        ("seed_skew", "none"),
        ("inventory_skew_bps_at_max", -1.0),
        ("risk_widening_exponent", 2.0),
        ("min_spread_floor", -0.1),
        ("max_holding_time_s", 0.0),
        ("maker_fee_rate", 0.5),
        ("max_skew_fraction", 0.0),
    ],
)
def test_impossible_settings_are_refused_by_name(setting: str, value: Any) -> None:
    with pytest.raises(ValueError, match=setting):
        glft(**{setting: value})
