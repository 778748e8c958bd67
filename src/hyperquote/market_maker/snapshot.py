"""Draw the engine's state into a `View` for watchers."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.market_maker.adverse_selection.alpha import informed_probability
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.quoting.types import Component, Ladder
from hyperquote.market_maker.risk.aggregator import mode_name
from hyperquote.market_maker.risk.verdict import Mode
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.view import LevelView, MoneyView, View

_MICRO_USD: Final = 1e-6
_HALF_MICRO_USD: Final = 5e-7
_NONE: Final[list[Component]] = []
_ENDING: Final = {OrderState.CANCEL_CONFIRMED, OrderState.FILLED_IMMEDIATELY, OrderState.FILLED_DURING_CANCEL}


def money_of(engine: MarketMaker) -> MoneyView:
    """Return the session's profit and loss with its parts (USD)."""
    money = engine.holdings.money
    return MoneyView(
        realized=float(money.realized) * _HALF_MICRO_USD,
        unrealized=float(money.unrealized) * _HALF_MICRO_USD,
        fees=float(money.fees_micro) * _MICRO_USD,
        funding=float(money.funding_micro) * _MICRO_USD,
        spread=float(money.spread) * _HALF_MICRO_USD,
        adverse=float(money.adverse) * _HALF_MICRO_USD,
        inventory=float(money.inventory) * _HALF_MICRO_USD,
        total=engine.judge.total_usd,
        peak=engine.judge.peak_usd,
        equity=engine.judge.account_value_usd,
        daily=engine.judge.daily_usd,
    )


def _sizing(ladder: Ladder) -> list[Component]:
    bid, ask = ladder.bid_sizing, ladder.ask_sizing
    return [Component(f"bid {bid.binding}", bid.shadow_price), Component(f"ask {ask.binding}", ask.shadow_price)]


def view_of(engine: MarketMaker) -> View:
    """Return the engine as it stands after its last event."""
    holdings, beliefs, quoter = engine.holdings, engine.beliefs, engine.quoter
    grid = engine.settings.grid
    now_ns = engine.now_ns
    ladder = quoter.ladder
    context = beliefs.context
    costs = beliefs.adverse_selection.value
    state = engine.risk_state()
    mode = engine.judge.verdict.mode
    reason = engine.judge.verdict.reason
    if mode == Mode.OPEN and quoter.reduce_only.is_active:
        mode, reason = Mode.REDUCE_ONLY, quoter.reduce_only.reason
    return View(
        local_ns=now_ns,
        mid=state.mid,
        best_bid=grid.px(beliefs.best_bid_units),
        best_ask=grid.px(beliefs.best_ask_units),
        params=quoter.params,
        warmup=beliefs.warmup_text(),
        gates=[*engine.gates.shut(), *quoter.side_reasons],
        mode=mode_name(mode),
        mode_reason=reason,
        spread=ladder.spread if ladder is not None else _NONE,
        skew=ladder.skew if ladder is not None else _NONE,
        gamma_factors=ladder.gamma_factors if ladder is not None else _NONE,
        sizing=_sizing(ladder) if ladder is not None else _NONE,
        orders=_orders(engine, grid),
        position=state.position,
        max_position=quoter.max_position,
        money=money_of(engine),
        drawdown=state.drawdown,
        feeds=beliefs.clocks.views(now_ns),
        counts=_counts(engine),
        volumes={
            "buy": grid.size(holdings.bought_lots),
            "sell": grid.size(holdings.sold_lots),
            "notional": float(holdings.turnover_micro) * _MICRO_USD,
        },
        markout_bps=_markouts(engine),
        checksum=engine.checksum.value,
        mark_px=context.mark_px if context is not None else 0.0,
        oracle_px=context.oracle_px if context is not None else 0.0,
        funding_rate=context.funding_rate if context is not None else 0.0,
        leverage=holdings.leverage,
        kill_reasons=list(engine.kill_switch.reasons),
        cascade_severity=state.cascade_severity,
        adverse_selection_bps=None if costs is None else costs / BPS,
        informed_probability=_informed(engine),
    )


def _orders(engine: MarketMaker, grid: Grid) -> list[LevelView]:
    """What rests or may rest at the venue; what is only kept for late fills is no order any more."""
    queues, params = engine.quoter.queues, engine.quoter.params
    now_ms = engine.beliefs.event_ms(engine.now_ns)
    shown: list[LevelView] = []
    for order in engine.holdings.orders.open():
        if order.state in _ENDING:
            continue
        chance: float | None = None
        if params is not None:
            chance = queues.fill_probability(order, params.mid, params.sigma_effective, now_ms)
        size = grid.size(order.remaining_lots)
        px, ahead = grid.px(order.px_units), queues.ahead(order)
        shown.append(LevelView(order.is_buy, px, size, order.level, order.state, ahead, chance))
    return shown


def _counts(engine: MarketMaker) -> dict[str, int]:
    holdings, orders, quoter = engine.holdings, engine.holdings.orders, engine.quoter
    return {
        "decisions": quoter.decisions,
        "placed": orders.placed,
        "filled": orders.filled,
        "fills": holdings.fills,
        "cancelled": orders.cancelled,
        "rejected": orders.rejected,
        "malformed": engine.malformed,
        "duplicates": holdings.dedup.duplicates,
        "violations": holdings.chain_breaks + holdings.position.corrections + engine.auditor.orphans,
        "liquidations_own": engine.beliefs.liquidation.own_events,
        "liquidations_liquidator": engine.beliefs.liquidation.liquidator_events,
        "liquidations_proxy": engine.beliefs.liquidation.proxy_events,
        "markouts_discarded": engine.beliefs.adverse_selection.discarded,
        "account_gaps": engine.lifecycle.gaps,
        "buys": holdings.buys,
        "sells": holdings.fills - holdings.buys,
        "held": quoter.held,
        "cycles": quoter.cycles,
        "cycles_two_sided": quoter.cycles_two_sided,
        "unsynced": engine.auditor.unsynced,
        "order_violations": orders.violations,
        "dead_man_armed": 1 if engine.switch.armed_until_ms else 0,
        "dead_man_triggers": engine.switch.triggers,
    }


def _markouts(engine: MarketMaker) -> dict[str, float]:
    found: dict[str, float] = {}
    for markout in engine.beliefs.adverse_selection.curve():
        value = markout.value
        if value is None:
            continue
        name = f"{float(markout.horizon_ms) / 1_000.0:g}s"
        found[name] = value
        error = markout.error_bps()
        if error is not None:
            found[f"{name}_se"] = error
    return found


def _informed(engine: MarketMaker) -> float | None:
    params = engine.quoter.params
    if params is None:
        return None
    settings = engine.beliefs.adverse_selection.settings
    return informed_probability(settings, params.sigma, params.sigma_total, params.flow_imbalance, params.jump_ratio)
