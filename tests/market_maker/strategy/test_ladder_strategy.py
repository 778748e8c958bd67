"""The ladder: GLFT's spread in rungs, sized by what our fills cost and what the account can carry."""

from typing import Any

import pytest
from tests.market_maker.quoting.samples import market

from hyperquote.market_maker.models import CostView, Models
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.types import Ladder, QuoteConfig
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.ladder import LadderStrategy
from hyperquote.market_maker.strategy.risk_config import RiskConfig

MID = 100_000.0


def made(
    position: float = 0.0, cost: CostView | None = None, fee: float = 0.0, money: Any = (), **shape: Any
) -> Ladder:
    strategy = LadderStrategy(GLFTStrategy(RiskConfig(), "exact"), LadderSettings(**shape), fee)
    config = QuoteConfig(MID, 1, 5, 10.0, *money)
    return strategy.calculate_ladder(config, position, 1.0, 0.4, market(models=Models(cost=cost)))


def sizes(ladder: Ladder) -> list[float]:
    return [level.size for level in ladder.bids]


def test_the_best_rung_is_the_quote_of_glft_for_an_order_of_its_size() -> None:
    ladder = made()
    glft = GLFTStrategy(RiskConfig(), "exact")
    one = glft.calculate_ladder(QuoteConfig(MID, 1, 5, 10.0), 0.0, 1.0, ladder.bids[0].size, market())
    assert ladder.bids[0].price == pytest.approx(one.bids[0].price, rel=1e-12)
    assert [part.name for part in ladder.spread] == [part.name for part in one.spread]


@pytest.mark.parametrize("sizing", ["value", "optimizer"])
@pytest.mark.parametrize("cost", [CostView(at_touch_bps=6.0), CostView(decay_bps=30.0)])
def test_rungs_where_we_are_picked_off_are_smaller(sizing: str, cost: CostView) -> None:
    usual, dear = sizes(made(sizing=sizing)), sizes(made(cost=cost, sizing=sizing))
    assert dear[0] / sum(dear) < usual[0] / sum(usual)


def test_the_fee_is_part_of_what_a_rung_is_worth() -> None:
    free, dear = sizes(made(sizing="value")), sizes(made(sizing="value", fee=0.0002))
    assert dear[0] / sum(dear) < free[0] / sum(free)


def test_geometric_sizes_ask_for_no_worth() -> None:
    assert sizes(made(cost=CostView(at_touch_bps=6.0))) == sizes(made())
    assert (made().bid_sizing.binding, made().bid_sizing.shadow_price) == ("None", 0.0)


def test_margin_bounds_the_side_that_grows_the_position_and_not_the_one_that_reduces_it() -> None:
    poor = (5_000.0, 5.0)  # USD of margin at 5x: a quarter of a bitcoin
    long = made(0.2, money=poor, sizing="optimizer")
    assert sum(sizes(long)) * MID / 5.0 <= 5_000.0 * (1 + 1e-9)
    assert long.bid_sizing.binding == "Margin"
    assert long.bid_sizing.shadow_price > 0.0
    assert long.ask_sizing.binding != "Margin"
    assert sum(level.size for level in long.asks) > sum(sizes(long))
    assert made(0.2, sizing="optimizer").bid_sizing.binding == "Position"


def test_it_speaks_for_its_glft() -> None:
    glft = GLFTStrategy(RiskConfig(), "exact", maker_fee_rate=0.00015)
    ladder = LadderStrategy(glft, LadderSettings())
    assert ladder.lowest_half_spread() == glft.lowest_half_spread()
    skew = ladder.full_position_skew_bps(market(), 1.0, 0.4)
    assert skew == pytest.approx(glft.skew_bps_at_max(market(), 0.4 * 0.490513, MID), rel=1e-5)
    assert ladder.calculate_quotes(QuoteConfig(MID, 1, 5, 10.0), 0.0, 1.0, 0.0, market()) == (None, None)
