"""What the page is told at one instant: a view and what watchers know besides, as plain JSON."""

from typing import Final

from msgspec import Struct

from hyperquote.consts import BPS
from hyperquote.market_maker.config import KillSwitchConfig
from hyperquote.market_maker.infra.screen.panes import REGIMES
from hyperquote.market_maker.infra.screen.state import RecentFill, ScreenState
from hyperquote.market_maker.infra.watch import best_order
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.view import MoneyView, View

_MAX_LEVELS: Final = 12

Parts = list[tuple[str, float]]


class Order(Struct):
    """One order of ours; `ahead` must trade first, `p_fill` is the chance to be filled soon, None before warm."""

    is_buy: bool
    px: float
    size: float
    level: int
    state: str
    ahead: float
    p_fill: float | None


class Belief(Struct):
    """One figure that an estimator holds to be true, with its digits after the point."""

    name: str
    value: float | str
    unit: str
    digits: int = 2


class Limit(Struct):
    """How far a risk has gone towards the limit at which something happens."""

    name: str
    value: float
    limit: float
    unit: str


class Frame(Struct):
    """Prices USD, sizes base units, money USD, times UTC ms; parts of a spread in bps."""

    ms: int
    state: str  # quoting, warming up, paused, blocked, reduce-only, halted …
    why: list[str]
    mid: float
    best_bid: float
    best_ask: float
    microprice: float | None
    mark: float
    oracle: float
    funding_rate: float
    our_bid: float | None
    our_ask: float | None
    bids: list[tuple[float, float]]
    asks: list[tuple[float, float]]
    orders: list[Order]
    half_spread: Parts
    skew: Parts
    gamma: Parts
    beliefs: list[Belief]
    money: dict[str, float]
    position: float
    max_position: float
    limits: list[Limit]
    feeds: list[tuple[str, float, float]]
    counts: dict[str, int]
    markouts: list[tuple[str, float, float | None]]
    fills: list[RecentFill]
    cycle_ms: float | None
    rate_budget: int | None
    leverage: int


def frame_of(view: View, state: ScreenState, limits: KillSwitchConfig) -> Frame:
    """Draw what the page shows."""
    bid, ask = best_order(view, True), best_order(view, False)
    name, why = standing(view, is_paused=state.is_paused)
    return Frame(
        ms=view.local_ns // 1_000_000,
        state=name,
        why=why,
        mid=view.mid,
        best_bid=view.best_bid,
        best_ask=view.best_ask,
        microprice=view.params.microprice if view.params is not None else None,
        mark=view.mark_px,
        oracle=view.oracle_px,
        funding_rate=view.funding_rate,
        our_bid=bid.px if bid is not None else None,
        our_ask=ask.px if ask is not None else None,
        bids=state.bids[:_MAX_LEVELS],
        asks=state.asks[:_MAX_LEVELS],
        orders=[
            Order(each.is_buy, each.px, each.size, each.level, each.state, each.ahead, each.fill_probability)
            for each in view.orders
        ],
        half_spread=_parts(view.spread),
        skew=_parts(view.skew),
        gamma=_parts(view.gamma_factors),
        beliefs=_beliefs(view.params) if view.params is not None else [],
        money=_money(view.money),
        position=view.position,
        max_position=view.max_position,
        limits=_limits(view, limits),
        feeds=[(feed.name, feed.age_s, feed.limit_s) for feed in view.feeds],
        counts=view.counts,
        markouts=[
            (horizon, value, view.markout_bps.get(f"{horizon}_se"))
            for horizon, value in view.markout_bps.items()
            if not horizon.endswith("_se")
        ],
        fills=state.fills,
        cycle_ms=state.cycle_ms,
        rate_budget=state.rate_budget,
        leverage=view.leverage,
    )


def standing(view: View, *, is_paused: bool) -> tuple[str, list[str]]:
    """Return how the session stands in a word or two, and every reason that it does not quote both sides."""
    if view.kill_reasons:
        return "killed", view.kill_reasons
    if view.warmup:
        return "warming up", [view.warmup.removeprefix("warming up: ")]
    if is_paused:
        return "paused", view.gates
    if view.mode != "open":
        return view.mode, [view.mode_reason, *(gate for gate in view.gates if gate != view.mode_reason)]
    if not any(not order.is_buy for order in view.orders) or not any(order.is_buy for order in view.orders):
        return ("one-sided" if view.orders else "not quoting"), view.gates
    return "quoting", view.gates


def _parts(components: list[Component]) -> Parts:
    return [(part.name, part.bps) for part in components]


def _money(money: MoneyView) -> dict[str, float]:
    return {
        "total": money.total,
        "spread": money.spread,
        "adverse": money.adverse,
        "inventory": money.inventory,
        "funding": money.funding,
        "fees": -money.fees,
        "realized": money.realized,
        "unrealized": money.unrealized,
        "equity": money.equity,
        "daily": money.daily,
        "peak": money.peak,
    }


def _beliefs(params: MarketParams) -> list[Belief]:
    return [
        Belief("volatility σ", params.sigma / BPS, "bp/√s"),
        Belief("σ with jumps", params.sigma_total / BPS, "bp/√s"),
        Belief("jump ratio", params.jump_ratio, "RV/BV"),
        Belief("regime", REGIMES[min(max(params.volatility_regime, 0), 3)], ""),
        Belief("κ bid", params.kappa_bid, "1/fraction", 0),
        Belief("κ ask", params.kappa_ask, "1/fraction", 0),
        Belief("fill intensity A", params.fill_intensity, "1/s"),
        Belief("volume clock", params.arrival_intensity, "ticks/s"),
        Belief("book imbalance", params.book_imbalance, ""),
        Belief("flow imbalance", params.flow_imbalance, ""),
        Belief("microprice", (params.microprice / params.mid - 1.0) / BPS, "bp off the mid"),
        Belief("momentum", params.models.momentum.momentum_bps, "bp in ½ s"),
        Belief("depth near the touch", params.models.liquidity.near_depth, "base units"),
        Belief("jumps", 3_600.0 * params.models.jump.intensity, "an hour", 0),
        Belief("fair price doubt", params.models.fair_price.deviation / BPS, "bp"),
        Belief("cascade severity", params.models.cascade.severity, "1 = extreme"),
        Belief("adverse selection", params.as_spread_adjustment / BPS, "bp asked for"),
        Belief("P(informed)", params.models.cost.alpha, "above its rest"),
        Belief("order flow", params.models.hawkes.imbalance, "buys less sells, of both"),
        Belief("activity", params.models.hawkes.activity_percentile, "rank in 5 min"),
        Belief("spread", params.models.spread.percentile, "rank in 5 min"),
        Belief("funding forecast", params.models.funding.forecast / BPS, "bp a long pays"),
    ]


def _limits(view: View, limits: KillSwitchConfig) -> list[Limit]:
    return [
        Limit("daily loss", max(-view.money.daily, 0.0), limits.max_daily_loss, "USD"),
        Limit("drawdown", 100.0 * view.drawdown, 100.0 * limits.max_drawdown, "%"),
        Limit("position value", abs(view.position) * view.mid, limits.max_position_value, "USD"),
        Limit("inventory", abs(view.position), view.max_position, "base"),
    ]
