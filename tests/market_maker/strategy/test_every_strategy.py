"""What every strategy must keep to, ours and a stranger's of twenty lines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, sampled_from
from tests.market_maker.quoting.samples import BTC, MID, market, quote_config, resting

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.filter import room
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.price_grid import SizeRules, ladder_of_quotes, to_orders
from hyperquote.market_maker.quoting.reconcile import reconcile
from hyperquote.market_maker.quoting.types import Ladder, Quote, QuoteConfig, WantedOrder
from hyperquote.market_maker.strategy.base import QuotingStrategy, side_sizes
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.ladder import LadderStrategy
from hyperquote.market_maker.strategy.risk_config import RiskConfig
from hyperquote.market_maker.strategy.symmetric import InventoryAwareStrategy, SymmetricStrategy


class ImbalanceStrategy(QuotingStrategy):
    """A user's own: lean half a spread towards the side where the book is heavier."""

    name = "imbalance"

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        half = config.mid_price * 5e-4
        fair = config.mid_price + 0.5 * half * market_params.book_imbalance
        bid_size, ask_size = side_sizes(position, max_position, target_liquidity)
        return (
            Quote(fair - half, bid_size) if bid_size > 0 else None,
            Quote(fair + half, ask_size) if ask_size > 0 else None,
        )


SHAPES: list[dict[str, Any]] = [
    {},
    {"spacing": "geometric", "sizing": "value"},
    {"spacing": "linear", "sizing": "optimizer"},
    {"sizing": "optimizer", "intensity": "exponential"},
]
STRATEGIES: list[QuotingStrategy] = [
    SymmetricStrategy(),
    InventoryAwareStrategy(10.0, 0.0, 5.0),
    InventoryAwareStrategy(10.0, 3.0),
    ImbalanceStrategy(),
    *[
        strategy
        for mode, solution in (("seed", "closed_form"), ("exact", "closed_form"), ("exact", "ground_state"))
        for strategy in (
            GLFTStrategy(RiskConfig(), mode, solution),
            *(LadderStrategy(GLFTStrategy(RiskConfig(), mode, solution), LadderSettings(**shape)) for shape in SHAPES),
        )
    ],
]
RULES = SizeRules(BTC, 0.4, 0.5, 10.0)
LIMIT_LOTS = 100_000


def ladder_of(strategy: QuotingStrategy, position: float, params: MarketParams) -> Ladder:
    """What the quote cycle does: the ladder, or for a strategy with one level its quotes."""
    config = quote_config(params.mid)
    ladder = strategy.calculate_ladder(config, position, 1.0, 0.4, params)
    if ladder is not None:
        return ladder
    bid, ask = strategy.calculate_quotes(config, position, 1.0, 0.4, params)
    return ladder_of_quotes(bid, ask, params.mid)


def orders_of(
    strategy: QuotingStrategy, position: float, params: MarketParams, reduce_only: str = ""
) -> list[WantedOrder]:
    allowed = room(BTC.lots(position), LIMIT_LOTS, reduce_only, LIMIT_LOTS, LIMIT_LOTS)
    bid, ask = BTC.units(params.best_bid), BTC.units(params.best_ask)
    ladder = ladder_of(strategy, position, params)
    return to_orders(ladder, BTC, RULES, bid, ask, allowed.bid_lots, allowed.ask_lots).orders


@given(
    sampled_from(STRATEGIES),
    floats(-1.2, 1.2),
    floats(1e-6, 0.01),
    floats(50, 5e4),
    floats(0, 20),
    floats(-1, 1),
    floats(-0.001, 0.001),
    sampled_from(["", "drill"]),
)
def test_orders_rest_fit_the_limits_and_never_grow_a_position_in_reduce_only(
    strategy: QuotingStrategy,
    position: float,
    sigma: float,
    kappa: float,
    rate: float,
    imbalance: float,
    offset: float,
    reduce_only: str,
) -> None:
    params = market(
        microprice=MID * (1 + offset),
        sigma_effective=sigma,
        kappa=kappa,
        fill_intensity=rate,
        arrival_intensity=rate,
        book_imbalance=imbalance,
        flow_imbalance=imbalance,
    )
    orders = orders_of(strategy, position, params, reduce_only)
    lots = BTC.lots(position)
    bids = [order for order in orders if order.is_buy]
    asks = [order for order in orders if not order.is_buy]
    assert all(order.px_units < BTC.units(params.best_ask) for order in bids)
    assert all(order.px_units > BTC.units(params.best_bid) for order in asks)
    assert not bids or not asks or bids[0].px_units < asks[0].px_units
    assert all(order.px_units * order.lots >= 10_000_000 and BTC.is_on_tick(order.px_units) for order in orders)
    for side, sign in ((bids, 1), (asks, -1)):
        total = sum(order.lots for order in side)
        assert total <= 40_000
        after = lots + sign * total
        assert abs(after) <= max(LIMIT_LOTS, abs(lots))
        if reduce_only:
            assert abs(after) <= abs(lots)
            assert after * lots >= 0


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_a_market_that_stands_still_costs_no_command(strategy: QuotingStrategy) -> None:
    orders = orders_of(strategy, 0.1, market())
    assert orders
    live = [resting(order.is_buy, order.px_units, order.lots, order.level) for order in orders]
    again = orders_of(strategy, 0.1, market())
    result = reconcile(again, live, 0.0, 0.0, 10_000, 30_000, 30_000, LIMIT_LOTS)
    assert (result.cancels, result.places, result.kept) == ([], [], len(orders))


def test_names_are_what_reports_print() -> None:
    assert [strategy.name for strategy in STRATEGIES[:6]] == [
        "symmetric",
        "inventory_aware",
        "inventory_aware",
        "imbalance",
        "glft",
        "ladder",
    ]
    assert QuotingStrategy().name == "QuotingStrategy"


def test_a_strategy_without_quotes_is_no_strategy() -> None:
    with pytest.raises(NotImplementedError):
        QuotingStrategy().calculate_quotes(quote_config(), 0.0, 1.0, 1.0, market())


def test_symmetric_quotes_by_hand() -> None:
    bid, ask = SymmetricStrategy(10.0).calculate_quotes(quote_config(), 0.9, 1.0, 0.4, market())
    assert bid is not None
    assert ask is not None
    assert [bid.price, ask.price] == pytest.approx([99_900.0, 100_100.0])
    assert [bid.size, ask.size] == pytest.approx([0.1, 0.4])
    assert SymmetricStrategy().calculate_quotes(quote_config(), 1.0, 1.0, 0.4, market())[0] is None


def test_inventory_aware_leans_by_base_unit_and_by_share_of_the_limit() -> None:
    for strategy in (InventoryAwareStrategy(10.0, 4.0), InventoryAwareStrategy(10.0, 0.0, 8.0)):
        bid, ask = strategy.calculate_quotes(quote_config(), 1.0, 2.0, 0.4, market())
        assert bid is not None
        assert ask is not None
        assert 0.5 * (bid.price + ask.price) == pytest.approx(MID * (1 - 4e-4))


@pytest.mark.parametrize("settings", [(0.0, 0.0, 0.0), (10.0, -1.0, 0.0), (10.0, 0.0, -1.0), (20_000.0, 0.0, 0.0)])
def test_impossible_settings_are_refused(settings: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        InventoryAwareStrategy(*settings)
