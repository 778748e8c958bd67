"""No setting is for show: each one, changed, changes what the engine does, says or shows."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from tests.market_maker.wiring.harness import Bench, beliefs, described, figures, offers_taken
from tests.market_maker.wiring.market import LAG_MS

from hyperquote.market_maker.config import Config
from hyperquote.market_maker.events import NO_TIME, AssetContext, Bbo, Feed, LoopLag, OpenOrder, Throttled

Tables = dict[str, dict[str, Any]]
Trace = list[str]

SEED: Tables = {"strategy": {"glft_mode": "seed"}}
OWN: Tables = {"strategy": {"strategy_type": "hyperquote.market_maker.strategy.symmetric:SymmetricStrategy"}}
GEOMETRIC: Tables = {"ladder": {"spacing": "geometric"}}
SETTLED_OFTEN: Tables = {"funding": {"interval": 20.0, "min_observations": 1}}
BY_RATIO: Tables = {"spread_process": {"regime": "ratio"}}
JUMPY: Tables = {"estimator": {"jump_sigmas": 1.5}}
CONTROLLED: Tables = {"hjb": {"is_used": True}}
SLOW_START: Tables = {"estimator": {"min_volume_ticks": 500, "warmup_decay_secs": 10.0}}


def seen(bench: Bench) -> str:
    """What watchers see now, as a comparable line."""
    view = bench.view
    params = sorted(figures(view.params).items()) if view.params is not None else []
    orders = [(order.px, order.size, order.state, order.ahead, order.fill_probability) for order in view.orders]
    return f"{view.mode} {view.mode_reason} {view.warmup} {view.cascade_severity} {orders} {params}"


def a_lively_market(bench: Bench) -> Trace:
    """A minute of a volatile, partly predictable market in which we are filled, mostly on one side."""
    trace: Trace = []
    bench.market.is_predictable = True
    bench.start()
    for second in range(60):
        bench.market.volatility_ticks = 4 if second % 20 < 15 else 0
        if second % 9 == 8:
            bench.market.move(25 if second % 2 else -25)
        bench.run(10)
        buys = second % 4 != 3
        if second % 2 and ("bid" if buys else "ask") in bench.sides:
            bench.fill(is_buy=buys, lots=900)
        trace.append(seen(bench))
    return trace


def a_falling_market(bench: Bench) -> Trace:
    """We hold one unit while the price falls by one percent."""
    trace: Trace = []
    bench.warm_up().calm()
    bench.fill_elsewhere(is_buy=True, lots=10_000)
    for _ in range(20):
        bench.market.move(-20)
        bench.run(2)
        trace.append(seen(bench) + str(bench.view.kill_reasons))
    return trace


def feeds_that_stop(bench: Bench) -> Trace:
    """Each feed is silent for 25 s, one after the other."""
    trace: Trace = []
    bench.warm_up()
    for feed in (Feed.BBO, Feed.BOOK, Feed.TRADES, Feed.USER):
        bench.quiet = {feed}
        for _ in range(25):
            bench.run(10)
            trace.append(bench.view.mode_reason + str([view.limit_s for view in bench.view.feeds]))
        bench.quiet = set()
        bench.run(20)
    return trace


def models(bench: Bench) -> str:
    """What the models say at this moment, whether or not anything is quoted."""
    return str(sorted((name, figure) for name, figure in beliefs(bench).items() if name.startswith("models.")))


def a_busy_market(bench: Bench) -> Trace:
    """Spreads come and go, funding changes and is settled, and at the end everybody buys."""
    trace: Trace = []
    bench.warm_up()
    for second in range(90):
        bench.market.volatility_ticks = 2
        bench.run(10)
        if second % 5 == 4:
            bench.tell(bench.market.context(bench.now_ms, funding_rate=1e-4 * (second % 3 - 1)))
        if second % 9 > 5:
            bid, ask = bench.market.bid - 0.1 * (second % 4), bench.market.ask + 0.1
            bench.tell(Bbo(bench.now_ms, bench.now_ns, round(bid, 6), 5.0, round(ask, 6), 5.0))
            bench.tick(3)
        if second > 80:
            for _ in range(4):
                bench.now_ms += 10
                bench.tell(bench.market.trade(bench.now_ms, is_buy=True))
        trace.append(models(bench) + str([(part.name, part.bps) for part in bench.view.gamma_factors]))
    return trace


def runs_and_jumps(bench: Bench) -> Trace:
    """Long, we see the price run down and up in single seconds, and the book empty; it jumps now and then."""
    trace: Trace = []
    bench.warm_up()
    bench.run(100)
    bench.fill_elsewhere(is_buy=True, lots=4_000)
    for second in range(40):
        bench.run(10)
        bench.market.move(-15 if second % 2 else 15)
        for _ in range(5):
            bench.now_ms += 20
            bench.market.move(-3 if second % 2 else 3)
            bench.tell(bench.market.trade(bench.now_ms, usd=4_000.0, is_buy=second % 2 == 0))
        bench.tick(1)
        trace.append(seen(bench) + str([(part.name, part.bps) for part in bench.view.spread]))
        if second % 10 == 9:
            bench.tell(bench.market.book(bench.now_ms, scale=0.2))
            bench.tick(1)
        trace.append(models(bench) + str([(part.name, part.bps) for part in bench.view.skew]))
    return trace


def fills_at_depths(bench: Bench) -> Trace:
    """Our offers near and far are taken; the near ones by those who know."""
    trace: Trace = []
    bench.warm_up().calm()
    for _ in offers_taken(bench):
        trace.append(models(bench))
    return trace


def many_fills(bench: Bench) -> Trace:
    """Offers of ours at every depth are taken, again and again."""
    trace: Trace = []
    bench.warm_up().calm()
    for number in range(60):
        bench.run(10)
        offers = sorted((row.px_units, row.cloid) for row in bench.venue.open.values() if not row.is_buy)
        if offers:
            bench.tell(bench.venue.fill(offers[number % 3 % len(offers)][1], 1, bench.now_ns))
        bench.market.move(3 if number % 2 else -3)
        trace.append(str(beliefs(bench).get("kappa_ask")))
    return trace


def bursts(bench: Bench) -> Trace:
    """After a quiet minute, rushes of growing size take the price down; open interest falls with it."""
    trace: Trace = []
    bench.warm_up()
    bench.run(600)
    for size in range(1, 9):
        for _ in range(10):
            bench.now_ms += 20
            bench.market.move(-4 * size)
            bench.tell(bench.market.trade(bench.now_ms, usd=3_000.0 * size, is_buy=False))
        context = AssetContext(bench.now_ms, bench.now_ns, bench.market.bid, bench.market.bid, 0.0, 1_000.0 - size)
        bench.tell(context)
        bench.run(30)
        trace.append(f"{bench.view.counts['liquidations_proxy']} {bench.view.cascade_severity}")
    return trace


def liquidations(bench: Bench) -> Trace:
    """After a minute of trades, three of our fills are forced."""
    trace: Trace = []
    bench.warm_up()
    bench.run(550)
    for usd in (10_000.0, 40_000.0, 20_000.0):
        bench.liquidate(usd, is_buy=usd != 40_000.0)
        bench.run(10)
        trace.append(f"{bench.view.cascade_severity} {bench.view.mode_reason} {models(bench)}")
    return trace


def a_bad_venue(bench: Bench) -> Trace:
    """Answers stop for 20 s, an orphan appears, and at the stop nobody answers."""
    trace: Trace = []
    bench.warm_up()
    bench.venue.is_silent = True
    bench.market.move(100)
    bench.run(350)
    bench.venue.is_silent = False
    bench.run(30)
    orphan = "0x68716d6d000000ff0000000000000001"
    for _ in range(90):
        bench.venue.open[orphan] = OpenOrder(77, orphan, True, 390_000, 1, 1, bench.now_ms - LAG_MS - 5_000)
        bench.run(10)
        trace.append(str(len(bench.view.orders)))
    bench.venue.is_silent = True
    bench.stop("operator asked")
    bench.tick(400)
    return trace


def a_late_fill(bench: Bench) -> Trace:
    """An order is cancelled, and three seconds later we hear that it was filled before."""
    bench.warm_up().calm()
    cloid, order = next(iter(bench.venue.open.items()))
    fill = bench.venue.fill(cloid, 10, bench.now_ns)
    bench.market.move(60)
    bench.run(30)
    assert cloid not in bench.venue.open
    bench.tell(fill)
    return [str(bench.view.position), str(order.oid)]


def an_overloaded_machine(bench: Bench) -> Trace:
    """For a second every timer is late."""
    bench.warm_up()
    bench.tell(LoopLag(NO_TIME, bench.now_ns, 1.0))
    bench.run(10)
    bench.tell(LoopLag(NO_TIME, bench.now_ns, 0.0))
    bench.run(10)
    return [seen(bench)]


def a_busy_address(bench: Bench) -> Trace:
    """The venue turns four requests away."""
    bench.warm_up()
    for _ in range(4):
        bench.tell(Throttled(NO_TIME, bench.now_ns))
        bench.run(10)
    return [seen(bench)]


def a_thin_margin(bench: Bench) -> Trace:
    """Holding half a unit, we are told of a maintenance margin that leaves less and less of our equity."""
    trace: Trace = []
    bench.warm_up().calm()
    bench.fill_elsewhere(is_buy=True, lots=5_000)
    for share in (0.5, 0.78, 0.87):
        bench.venue.maintenance_share = share
        bench.run(150)
        trace.append(seen(bench))
    return trace


def a_flash(bench: Bench) -> Trace:
    """The price falls by a tenth at once."""
    trace: Trace = []
    bench.warm_up().calm()
    bench.market.move(-4_000)
    for _ in range(60):
        bench.run(10)
        trace.append(seen(bench))
    return trace


def informed_takers(bench: Bench) -> Trace:
    """Whoever buys from us is right: after every fill the price runs on against us."""
    trace: Trace = []
    bench.warm_up().calm()
    for _ in range(30):
        if "ask" in bench.sides:
            bench.fill(is_buy=False, lots=50)
        bench.market.move(3)
        bench.run(8)
        bench.market.move(3)
        bench.run(8)
        trace.append(str([(part.name, part.bps) for part in bench.view.spread]) + str(bench.view.adverse_selection_bps))
        trace.append(f"{bench.view.markout_bps} {models(bench)}")
    return trace


SCENARIOS = [
    a_lively_market,
    a_falling_market,
    feeds_that_stop,
    a_busy_market,
    many_fills,
    runs_and_jumps,
    liquidations,
    bursts,
    fills_at_depths,
    informed_takers,
    a_bad_venue,
    a_late_fill,
]

EFFECTS: dict[str, tuple[Any, Tables, Callable[[Bench], Trace]]] = {
    "trading.target_liquidity": (0.2, {}, a_lively_market),
    "trading.max_absolute_position_size": (1.0, {}, a_lively_market),
    "trading.max_bps_diff": (20.0, {}, a_lively_market),
    "trading.leverage": (1, {}, a_lively_market),
    "trading.min_notional": (400.0, {}, a_lively_market),
    "trading.max_order_notional": (300.0, {}, a_lively_market),
    "trading.post_only": (False, {}, a_lively_market),
    "trading.cycle_ms": (1_000, {}, a_lively_market),
    "strategy.strategy_type": ("glft", {}, a_lively_market),
    "strategy.half_spread_bps": (12.0, {"strategy": {"strategy_type": "symmetric"}}, a_lively_market),
    "strategy.inventory_skew_factor": (2.0, {"strategy": {"strategy_type": "inventory_aware"}}, a_lively_market),
    "strategy.inventory_skew_bps_at_max": (1.0, {}, a_lively_market),
    "strategy.own_options": ("half_spread_bps = 20.0", OWN, a_lively_market),
    "strategy.side_kappa": (True, {}, a_lively_market),
    "strategy.gamma_from": ("inventory_sd", {}, a_lively_market),
    "strategy.target_inventory_sd": (0.1, {"strategy": {"gamma_from": "inventory_sd"}}, a_lively_market),
    "strategy.risk_budget_usd": (100.0, {"strategy": {"gamma_from": "usd_risk"}}, a_lively_market),
    "strategy.glft_mode": ("seed", {}, a_lively_market),
    "strategy.glft_solution": ("ground_state", {}, a_lively_market),
    "strategy.seed_skew": ("literal", SEED, a_lively_market),
    "strategy.risk_widening_exponent": (0.0, SEED, a_lively_market),
    "strategy.max_skew_fraction": (0.05, {}, a_lively_market),
    "strategy.include_maker_fee": (False, {}, a_lively_market),
    "risk.gamma_base": (0.8, SEED, a_lively_market),
    "risk.sigma_baseline": (0.001, {}, a_lively_market),
    "risk.volatility_weight": (0.0, {}, a_lively_market),
    "risk.max_volatility_multiplier": (1.1, {}, a_lively_market),
    "risk.toxicity_threshold": (1.0, {}, a_lively_market),
    "risk.toxicity_sensitivity": (3.0, {"risk": {"toxicity_threshold": 1.0}}, a_lively_market),
    "risk.inventory_threshold": (0.0, {}, a_lively_market),
    "risk.inventory_sensitivity": (9.0, {"risk": {"inventory_threshold": 0.0}}, a_lively_market),
    "risk.gamma_min": (2.0, {}, a_lively_market),
    "risk.gamma_max": (0.31, {}, a_lively_market),
    "risk.max_tail_risk_multiplier": (1.0, {}, a_lively_market),
    "risk.min_spread_floor": (0.002, {}, a_lively_market),
    "risk.max_holding_time": (0.1, SEED, a_lively_market),
    "risk.flow_sensitivity": (5.0, {}, a_lively_market),
    "estimator.initial_bucket_volume": (2.0, {}, a_lively_market),
    "estimator.min_bucket_volume": (2.0, {}, a_lively_market),
    "estimator.max_bucket_volume": (0.05, {}, a_lively_market),
    "estimator.volume_window_secs": (10.0, {"estimator": {"volume_percentile": 0.2}}, a_lively_market),
    "estimator.volume_percentile": (0.2, {}, a_lively_market),
    "estimator.fast_half_life_ticks": (2.0, {}, a_lively_market),
    "estimator.medium_half_life_ticks": (5.0, {}, a_lively_market),
    "estimator.slow_half_life_ticks": (30.0, {}, a_lively_market),
    "estimator.ewma_alpha": ("ln2", {}, a_lively_market),
    "estimator.arrival_mode": ("r0", {}, a_lively_market),
    "estimator.trade_flow_window_ms": (5_000, {}, a_lively_market),
    "estimator.trade_flow_alpha": (0.5, {}, a_lively_market),
    "estimator.jump_ratio_threshold": (1.0, {}, a_lively_market),
    "estimator.kappa_book": ("density", {}, a_lively_market),
    "estimator.kappa_max_distance": (0.0008, {}, a_lively_market),
    "estimator.kappa_levels": (5, {}, a_lively_market),
    "estimator.kappa_prior_mean": (500.0, {}, a_lively_market),
    "estimator.kappa_prior_strength": (50.0, {}, a_lively_market),
    "estimator.kappa_window_ms": (10_000, {}, a_lively_market),
    "estimator.kappa_own": ("off", {}, many_fills),
    "estimator.kappa_own_memory_secs": (60.0, {}, many_fills),
    "estimator.kappa_floor": (9_000.0, {}, many_fills),
    "estimator.microprice_window_ms": (10_000, {}, a_lively_market),
    "estimator.microprice_horizon_ms": (1_000, {}, a_lively_market),
    "estimator.microprice_ridge": (5.0, {}, a_lively_market),
    "estimator.microprice_sample_ms": (400, {}, a_lively_market),
    "estimator.min_volume_ticks": (60, {}, a_lively_market),
    "estimator.min_l2_updates": (40, {}, a_lively_market),
    "estimator.min_microprice_obs": (150, {}, a_lively_market),
    "estimator.warmup_decay_secs": (2.0, SLOW_START, a_lively_market),
    "estimator.min_warmup_trades": (450, SLOW_START, a_lively_market),
    "estimator.momentum_window_ms": (2_000, {}, runs_and_jumps),
    "estimator.near_depth_bps": (3.0, {}, runs_and_jumps),
    "estimator.jump_sigmas": (1.5, {}, runs_and_jumps),
    "estimator.jump_window_secs": (20.0, JUMPY, runs_and_jumps),
    "estimator.variance_window_secs": (10.0, {}, runs_and_jumps),
    "estimator.use_kalman_filter": (True, {}, runs_and_jumps),
    "estimator.kalman_q": (1e-6, {}, runs_and_jumps),
    "estimator.kalman_r": (1e-6, {}, runs_and_jumps),
    "strategy.momentum_skew": (False, {}, runs_and_jumps),
    "strategy.protect_sides": (False, {}, runs_and_jumps),
    "strategy.charge_jumps": (True, JUMPY, runs_and_jumps),
    "ladder.ladder_levels": (3, {}, a_lively_market),
    "ladder.decay_factor": (0.9, {}, a_lively_market),
    "ladder.depth_ratio": (2.5, {}, a_lively_market),
    "ladder.sizing": ("optimizer", {}, a_lively_market),
    "ladder.intensity": ("exponential", {"ladder": {"sizing": "value"}}, a_lively_market),
    "ladder.spacing": ("linear", {}, a_lively_market),
    "ladder.min_depth_bps": (5.0, GEOMETRIC, a_lively_market),
    "ladder.max_depth_bps": (30.0, GEOMETRIC, a_lively_market),
    "ladder.min_level_size": (0.1, {}, a_lively_market),
    "ladder.max_single_order_fraction": (0.25, {}, a_lively_market),
    "kill_switch.max_daily_loss": (20.0, {}, a_falling_market),
    "kill_switch.max_drawdown": (0.002, {}, a_falling_market),
    "kill_switch.max_position_value": (3_900.0, {}, a_falling_market),
    "staleness.bbo_secs": (10.0, {}, feeds_that_stop),
    "staleness.l2_secs": (8.0, {}, feeds_that_stop),
    "staleness.trades_secs": (12.0, {}, feeds_that_stop),
    "staleness.user_secs": (12.0, {}, feeds_that_stop),
    "cascade.baseline_intensity": (0.1, {}, liquidations),
    "cascade.alpha": (0.02, {}, liquidations),
    "cascade.beta": (0.5, {}, liquidations),
    "cascade.size_scale": (2_000.0, {}, liquidations),
    "cascade.quote_pull_ratio": (9.0, {}, liquidations),
    "cascade.cascade_pull_threshold": (0.1, {}, liquidations),
    "cascade.cascade_ratio": (1.1, {}, liquidations),
    "cascade.numbers": ("original", {}, liquidations),
    "cascade.burst_quantile": (0.5, {}, bursts),
    "cascade.burst_sigmas": (30.0, {}, bursts),
    "risk.tail_risk_base": (1.5, {}, liquidations),
    "risk.tail_risk_sensitivity": (1.0, {}, liquidations),
    "risk.hawkes_activity_weight": (2.0, {}, a_busy_market),
    "risk.funding_rate_weight": (0.0, {}, a_busy_market),
    "risk.funding_rate_horizon": (7_200.0, {}, a_busy_market),
    "risk.spread_regime_tight_mult": (0.5, BY_RATIO, a_busy_market),
    "risk.spread_regime_wide_mult": (3.0, {}, a_busy_market),
    "risk.spread_percentile_window": (20.0, {}, a_busy_market),
    "hawkes.mu": (2.0, {}, a_busy_market),
    "hawkes.alpha": (0.1, {}, a_busy_market),
    "hawkes.beta": (2.0, {}, a_busy_market),
    "hawkes.gamma": (0.15, {}, a_busy_market),
    "hawkes.skew_bps": (0.0, {}, a_busy_market),
    "hawkes.max_history_secs": (60.0, {}, a_busy_market),
    "hawkes.min_trades": (100_000, {}, a_busy_market),
    "funding.interval": (30.0, {}, a_busy_market),
    "funding.ewma_half_life_periods": (1.0, SETTLED_OFTEN, a_busy_market),
    "funding.mean_reversion_speed": (2.0, {}, a_busy_market),
    "funding.long_run_rate": (0.001, {}, a_busy_market),
    "funding.max_rate": (0.00001, {}, a_busy_market),
    "funding.min_observations": (50, SETTLED_OFTEN, a_busy_market),
    "spread_process.base_fair_spread": (0.001, {}, a_busy_market),
    "spread_process.vol_sensitivity": (5.0, {}, a_busy_market),
    "spread_process.mean_reversion_speed": (1.0, {}, a_busy_market),
    "spread_process.ewma_lambda": (0.5, {}, a_busy_market),
    "spread_process.min_observations": (400, {}, a_busy_market),
    "spread_process.regime": ("ratio", {}, a_busy_market),
    "hjb.is_used": (True, {}, a_busy_market),
    "hjb.session_duration": (100.0, CONTROLLED, a_busy_market),
    "hjb.terminal_penalty": (0.01, CONTROLLED, a_busy_market),
    "hjb.funding_half_life": (10.0, CONTROLLED, a_busy_market),
    "hjb.max_gamma_mult": (2.0, CONTROLLED, a_busy_market),
    "depth_decay.as_touch_bps": (5.0, {}, fills_at_depths),
    "depth_decay.delta_char_bps": (5.0, {}, fills_at_depths),
    "depth_decay.min_fills": (5, {"strategy": {"side_kappa": True}}, fills_at_depths),
    "depth_decay.refit_fills": (7, {}, fills_at_depths),
    "adverse_selection.min_spread_adjustment": (0.003, {}, informed_takers),
    "adverse_selection.max_pending_fills": (1, {}, informed_takers),
    "adverse_selection.alpha_volatility_weight": (0.0, {}, a_busy_market),
    "adverse_selection.alpha_flow_weight": (0.0, {}, a_busy_market),
    "adverse_selection.alpha_jump_weight": (3.0, {}, a_busy_market),
    "adverse_selection.measurement_horizon_ms": (2_000, {}, informed_takers),
    "adverse_selection.ewma_alpha": (0.5, {}, informed_takers),
    "adverse_selection.min_fills_warmup": (5, {}, informed_takers),
    "adverse_selection.spread_adjustment_multiplier": (0.0, {}, informed_takers),
    "strategy.as_mode": ("off", {}, informed_takers),
    "queue.belief": ("by_cancels", {}, a_lively_market),
    "queue.expected_volume_per_second": (9.0, {}, a_lively_market),
    "queue.min_trades": (1, {}, a_lively_market),
    "queue.horizon_secs": (60.0, {}, a_lively_market),
    "queue.refresh_cost_bps": (0.0, {}, a_lively_market),
    "queue.min_order_age_for_refresh": (9.0, {}, a_lively_market),
    "strategy.preset": ("parity", {}, a_lively_market),
    "adverse_selection.max_spread_adjustment": (0.00001, {}, informed_takers),
    "safety.sync_interval": (20.0, {}, a_bad_venue),
    "safety.account_refresh": (3.0, {}, a_bad_venue),
    "safety.pending_timeout": (2.0, {}, a_bad_venue),
    "safety.cancel_timeout": (10.0, {}, a_bad_venue),
    "safety.fill_window": (1.0, {}, a_late_fill),
    "safety.orphan_grace": (15.0, {}, a_bad_venue),
    "safety.max_loop_lag": (2.0, {}, an_overloaded_machine),
    "safety.max_throttled": (9, {}, a_busy_address),
    "kill_switch.margin_buffer": (0.2, {}, a_thin_margin),
    "kill_switch.urgent_buffer": (0.25, {}, a_thin_margin),
    "kill_switch.flash_move": (0.2, {}, a_flash),
    "kill_switch.flash_hold": (3.0, {}, a_flash),
    "safety.dead_man": (90.0, {}, a_lively_market),
    "safety.shutdown_timeout": (10.0, {}, a_bad_venue),
}

# The engine never sees these: the shell uses them, and its tests show how.
ELSEWHERE = {
    "network.network": "tests/cli",
    "network.account_address": "tests/cli",
    "trading.asset": "tests/cli",
    "cascade.liquidators": "tests/market_maker/messages/test_market_messages.py",
    "logging.level": "tests/market_maker/infra/test_logging.py",
    "logging.format": "tests/market_maker/infra/test_logging.py",
    "logging.log_file": "tests/market_maker/infra/test_logging.py",
    "logging.sessions_dir": "tests/cli",
    "monitoring.metrics_port": "tests/market_maker/infra/test_metrics_server.py",
    "monitoring.metrics_host": "tests/market_maker/infra/test_metrics_server.py",
    "monitoring.dashboard_port": "tests/cli/test_command_line.py",
    "monitoring.dashboard_host": "tests/cli/test_command_line.py",
}


def every_field() -> dict[str, Any]:
    """The path of each field, and its default."""
    found: dict[str, Any] = {}
    for section in msgspec.structs.fields(Config):
        for field in msgspec.structs.fields(section.type):
            found[f"{section.name}.{field.name}"] = field.default
    return found


def outcome(tables: Tables, scenario: Callable[[Bench], Trace]) -> Trace:
    """What watchers saw and every command, in one list."""
    bench = Bench(tables)
    trace = scenario(bench)
    return trace + [described(command) for command in bench.commands]


@cache
def outcome_of(scenario: Callable[[Bench], Trace], base: str) -> Trace:
    tables: Tables = msgspec.json.decode(base)
    return outcome(tables, scenario)


def test_every_field_is_in_one_of_the_two_lists() -> None:
    assert EFFECTS.keys() | ELSEWHERE.keys() == every_field().keys()
    assert not EFFECTS.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("path", EFFECTS)
def test_changes_what_the_engine_does(path: str) -> None:
    value, base, scenario = EFFECTS[path]
    section, name = path.split(".")
    assert value != base.get(section, {}).get(name, every_field()[path])
    changed = base | {section: base.get(section, {}) | {name: value}}
    assert outcome(changed, scenario) != outcome_of(scenario, msgspec.json.encode(base).decode())


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_unchanged_setting_changes_nothing(scenario: Callable[[Bench], Trace]) -> None:
    assert outcome({}, scenario) == outcome_of(scenario, "{}")
