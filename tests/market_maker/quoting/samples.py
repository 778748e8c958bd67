"""Markets and orders for tests: everything has a plain default, a test names what it changes."""

from typing import Any

from hyperquote.book.grid import Grid
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import QuoteConfig, WantedOrder
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder

BTC = Grid(5)
MID = 100_000.0


def market(**changes: Any) -> MarketParams:
    facts: dict[str, Any] = {
        "mid": MID,
        "best_bid": MID - 1.0,
        "best_ask": MID + 1.0,
        "microprice": MID,
        "sigma": 2e-4,
        "sigma_effective": 2e-4,
        "sigma_total": 2e-4,
        "kappa": 2_500.0,
        "kappa_bid": 2_500.0,
        "kappa_ask": 2_500.0,
        "fill_intensity": 0.5,
        "arrival_intensity": 0.5,
        "is_toxic_regime": False,
        "jump_ratio": 1.0,
        "jump_ratio_medium": 1.0,
        "volatility_regime": 1,
        "beta_book": 0.0,
        "beta_flow": 0.0,
        "book_imbalance": 0.0,
        "flow_imbalance": 0.0,
    }
    if "kappa" in changes:  # of both sides, unless they are told apart
        changes = {"kappa_bid": changes["kappa"], "kappa_ask": changes["kappa"]} | changes
    return MarketParams(**(facts | changes))


def quote_config(mid: float = MID, sz_decimals: int = 5) -> QuoteConfig:
    return QuoteConfig(mid, 6 - sz_decimals, sz_decimals, 10.0)


def wish(is_buy: bool, px_units: int, lots: int, level: int = 0) -> WantedOrder:
    return WantedOrder(is_buy, px_units, lots, level, False)


def resting(
    is_buy: bool, px_units: int, lots: int, level: int = 0, *, filled: int = 0, state: str = OrderState.RESTING
) -> TrackedOrder:
    order = TrackedOrder(f"0x{is_buy:d}{px_units:x}{lots:x}", is_buy, px_units, lots + filled, level, False, 0)
    order.filled_lots = filled
    order.state = state
    return order
