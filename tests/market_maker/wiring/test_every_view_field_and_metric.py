"""Everything that watchers see moves: each field of the view and each metric, driven by events."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.market_maker.wiring.harness import Bench, figures, offers_taken
from tests.market_maker.wiring.market import T0_MS

from hyperquote.market_maker.events import (
    NO_TIME,
    AssetContext,
    Bbo,
    Disconnected,
    FundingPayment,
    Outcome,
    PlaceReply,
    Rejected,
    Trade,
)
from hyperquote.market_maker.infra.metrics import COUNTABLE, SETTABLE, Metrics

Drive = Callable[[Bench], None]
BESIDE = {*SETTABLE, *COUNTABLE, "mm_build_info"}  # the shell's own: shown by the tests of infra


def quoting(bench: Bench) -> None:
    """Warm, quoting, calm."""
    bench.warm_up().calm()


def trading(bench: Bench) -> None:
    """Filled on both sides, with time enough to measure what the fills cost."""
    quoting(bench)
    bench.fill(is_buy=True, lots=400)
    bench.run(5)
    bench.market.move(4)
    bench.run(12)
    bench.fill(is_buy=False, lots=150)
    bench.market.move(-6)
    bench.run(30)


def losing(bench: Bench) -> None:
    trading(bench)
    bench.market.move(-300)
    bench.run(10)


def refused(bench: Bench) -> None:
    bench.venue.refuses = "no"
    bench.start()
    bench.run(100)


def killed(bench: Bench) -> None:
    quoting(bench)
    bench.stop("operator", is_kill=True)
    bench.tick(10)


def disconnected(bench: Bench) -> None:
    quoting(bench)
    bench.tell(Disconnected(0, bench.now_ns))
    bench.run(2)


def unmeasured(bench: Bench) -> None:
    """Filled, and cut off before it was seen what the fill costs."""
    quoting(bench)
    bench.fill(is_buy=True, lots=100)
    bench.tell(Disconnected(0, bench.now_ns))
    bench.run(2)


def unheard(bench: Bench) -> None:
    """For longer than a minute nothing is known of our own account: the dead man's switch goes off."""
    disconnected(bench)
    bench.run(620)


def unsynced(bench: Bench) -> None:
    """The venue holds an order of ours that we never heard of."""
    quoting(bench)
    bench.plant_orphan()
    while bench.engine.auditor.unsynced == 0:
        bench.run(1)


def contradicted(bench: Bench) -> None:
    """An order that rests is said to have been refused."""
    quoting(bench)
    cloid = next(iter(bench.venue.open))
    bench.tell(PlaceReply(NO_TIME, bench.now_ns, [Outcome(cloid, Outcome.REJECTED, 0, 0, "no")]))


def forced(bench: Bench) -> None:
    quoting(bench)
    bench.liquidate(500.0)


def funded(bench: Bench) -> None:
    quoting(bench)
    bench.tell(FundingPayment(bench.now_ms, bench.now_ns, 5_000_000))


def malformed(bench: Bench) -> None:
    quoting(bench)
    bench.tell(Rejected(0, bench.now_ns, "bbo", "nonsense"))


def doubled(bench: Bench) -> None:
    quoting(bench)
    bench.tell(bench.fill(is_buy=True, lots=10))


def missing_a_fill(bench: Bench) -> None:
    """Somebody trades on our account, and we hear of the second fill only."""
    quoting(bench)
    bench.venue.trade_elsewhere(True, bench.grid.floor_units(bench.market.bid), 10, bench.now_ns)
    bench.fill_elsewhere(is_buy=True, lots=10)


def selling_out(bench: Bench) -> None:
    """After a quiet minute the tape shows large sells, each lower than the one before; open interest falls after it."""
    quoting(bench)
    bench.run(650)
    for _ in range(30):
        bench.now_ms += 20
        bench.market.move(-6)
        bench.tell(bench.market.trade(bench.now_ms, usd=400_000.0, is_buy=False))
    bench.tell(AssetContext(bench.now_ms, bench.now_ns, bench.market.bid, bench.market.bid, 0.0, 900.0))


def named(bench: Bench) -> None:
    """A public trade of a known liquidator, then one in which none took part."""
    quoting(bench)
    for is_forced in (True, False):
        trade = bench.market.trade(bench.now_ms, usd=500.0, is_buy=False)
        times = (trade.exchange_ms, trade.local_ns)
        bench.tell(Trade(*times, trade.px, trade.sz, trade.is_buy, trade.tid, is_forced))


def modelled(bench: Bench) -> None:
    """Everything that the models watch happens: a rush of buyers, a wide spread, funding, forced trades, dear fills."""
    bench.warm_up()
    bench.run(700)
    bench.tell(AssetContext(bench.now_ms, bench.now_ns, 4_004.0, 4_000.0, 0.0002, 1_000.0))
    for _ in offers_taken(bench):
        pass
    for _ in range(20):
        bench.now_ms += 20
        bench.tell(bench.market.trade(bench.now_ms, is_buy=True))
    bid, ask = bench.market.bid, bench.market.ask
    bench.tell(Bbo(bench.now_ms, bench.now_ns, round(bid - 0.2, 6), 5.0, round(ask + 0.2, 6), 5.0))
    bench.tell(AssetContext(bench.now_ms, bench.now_ns, bid, bid, 0.0002, 1_000.0))
    bench.tick(2)
    bench.liquidate(5_000.0)
    bench.tick(1)


def drifting(bench: Bench) -> None:
    """The market creeps away from our bids, tick by tick."""
    quoting(bench)
    for _ in range(60):
        bench.market.move(1)
        bench.run(2)


def reducing(bench: Bench) -> None:
    """Beyond the position limit, and high volatility."""
    bench.market.volatility_ticks = 9
    bench.warm_up()
    bench.run(200)
    bench.fill_elsewhere(is_buy=True, lots=19_000)
    bench.tell(bench.venue.account(bench.now_ns))
    bench.run(20)


VIEW: dict[str, Drive] = {
    "local_ns": quoting,
    "mid": quoting,
    "best_bid": quoting,
    "best_ask": quoting,
    "params": quoting,
    "warmup": quoting,
    "gates": quoting,
    "mode": reducing,
    "mode_reason": reducing,
    "spread": quoting,
    "skew": quoting,
    "gamma_factors": quoting,
    "sizing": quoting,
    "orders": quoting,
    "position": trading,
    "max_position": quoting,
    "money": trading,
    "drawdown": losing,
    "feeds": quoting,
    "counts": trading,
    "volumes": trading,
    "markout_bps": trading,
    "checksum": quoting,
    "mark_px": quoting,
    "oracle_px": quoting,
    "funding_rate": quoting,
    "leverage": quoting,
    "kill_reasons": killed,
    "cascade_severity": forced,
    "adverse_selection_bps": trading,
    "informed_probability": quoting,
}

MONEY: dict[str, Drive] = {
    "realized": trading,
    "unrealized": trading,
    "fees": trading,
    "funding": funded,
    "spread": trading,
    "adverse": trading,
    "inventory": losing,
    "total": trading,
    "peak": trading,
    "equity": trading,
    "daily": trading,
}

COUNTS: dict[str, Drive] = {
    "decisions": quoting,
    "placed": quoting,
    "filled": trading,
    "fills": trading,
    "cancelled": disconnected,
    "rejected": refused,
    "account_gaps": disconnected,
    "malformed": malformed,
    "duplicates": doubled,
    "buys": trading,
    "sells": trading,
    "held": drifting,
    "cycles": quoting,
    "cycles_two_sided": quoting,
    "violations": missing_a_fill,
    "unsynced": unsynced,
    "order_violations": contradicted,
    "dead_man_armed": quoting,
    "dead_man_triggers": unheard,
    "liquidations_own": forced,
    "liquidations_liquidator": named,
    "liquidations_proxy": selling_out,
    "markouts_discarded": unmeasured,
}

METRICS: dict[str, Drive] = {
    "mm_position": trading,
    "mm_max_position": quoting,
    "mm_inventory_utilization": trading,
    "mm_daily_pnl": trading,
    "mm_peak_pnl": trading,
    "mm_drawdown_pct": losing,
    "mm_realized_pnl": trading,
    "mm_unrealized_pnl": trading,
    "mm_orders_placed": quoting,
    "mm_orders_filled": trading,
    "mm_orders_cancelled": disconnected,
    "mm_orders_rejected": refused,
    "mm_fills": trading,
    "mm_fill_volume_buy": trading,
    "mm_fill_volume_sell": trading,
    "mm_account_gaps_total": disconnected,
    "mm_markouts_discarded_total": unmeasured,
    "mm_unsynced": unsynced,
    "mm_order_violations_total": contradicted,
    "mm_dead_man_armed": quoting,
    "mm_dead_man_triggers": unheard,
    "mm_data_quality_issues_total": malformed,
    "mm_invariant_violations_total": missing_a_fill,
    "mm_liquidations_total": forced,
    "mm_mid_price": quoting,
    "mm_spread_bps": quoting,
    "mm_sigma": quoting,
    "mm_jump_ratio": quoting,
    "mm_kappa": quoting,
    "mm_kappa_bid": quoting,
    "mm_kappa_ask": quoting,
    "mm_microprice_deviation_bps": quoting,
    "mm_book_imbalance": quoting,
    "mm_flow_imbalance": quoting,
    "mm_beta_book": quoting,
    "mm_beta_flow": quoting,
    "mm_volatility_regime": reducing,
    "mm_kill_switch_triggered": killed,
    "mm_cascade_severity": forced,
    "mm_adverse_selection_bps": trading,
    "mm_informed_probability": quoting,
    "mm_spread_component_bps": quoting,
    "mm_gamma_factor": quoting,
    "mm_ladder_shadow_price": quoting,
    "mm_feed_age_secs": quoting,
    "mm_data_staleness_secs": quoting,
    "mm_gate": disconnected,
    "mm_uptime_secs": quoting,
}
MODELS = [
    "mm_tail_risk_multiplier",
    "mm_cascade_size_factor",
    "mm_cascade_direction",
    "mm_hawkes_buy_intensity",
    "mm_hawkes_sell_intensity",
    "mm_hawkes_imbalance",
    "mm_hawkes_activity_percentile",
    "mm_funding_rate",
    "mm_funding_forecast",
    "mm_funding_premium_bps",
    "mm_funding_skew_bps",
    "mm_spread_percentile",
    "mm_spread_regime",
    "mm_spread_fair_bps",
    "mm_session_remaining_secs",
    "mm_momentum_bps",
    "mm_falling_knife",
    "mm_rising_knife",
    "mm_near_depth",
    "mm_liquidity_gamma_mult",
    "mm_jump_intensity",
    "mm_jump_size_bps",
    "mm_sigma_heston",
    "mm_sigma_long_run",
    "mm_fair_price_doubt_bps",
    "mm_depth_decay_touch_bps",
    "mm_depth_decay_length_bps",
    "mm_depth_decay_confidence",
]
OWN = {"mm_quote_cycle_seconds", "mm_quote_cycle_latency_ms"}  # measured by who runs the engine: tests of infra


def shown(thing: object) -> Any:
    """A value of the view as plain data."""
    if isinstance(thing, list):
        return [shown(item) for item in thing]
    if isinstance(thing, str | int | float | dict) or thing is None:
        return thing
    return {name: shown(value) for name, value in figures(thing).items()}


def scraped(bench: Bench) -> dict[str, list[tuple[str, float]]]:
    """The metrics page by family."""
    text = Metrics("ETH", "0", "any", T0_MS * 1_000_000).text(bench.view)
    return {
        family.name: [(f"{sample.name}{sample.labels}", sample.value) for sample in family.samples]
        for family in text_string_to_metric_families(text)
        if family.samples
    }


def test_the_tables_name_everything() -> None:
    bench = Bench()
    trading(bench)
    assert VIEW.keys() == figures(bench.view).keys()
    assert MONEY.keys() == figures(bench.view.money).keys()
    assert COUNTS.keys() == bench.view.counts.keys()
    families = {name.removesuffix("_total") for name in (METRICS.keys() | {*MODELS} | OWN | BESIDE)}
    assert scraped(bench).keys() <= families


@pytest.mark.parametrize("name", VIEW)
def test_a_field_of_the_view_moves(name: str) -> None:
    bench = Bench()
    before = shown(getattr(bench.view, name))
    VIEW[name](bench)
    assert shown(getattr(bench.view, name)) != before


@pytest.mark.parametrize("name", MONEY)
def test_a_part_of_the_money_moves(name: str) -> None:
    bench = Bench()
    before = getattr(bench.view.money, name)
    MONEY[name](bench)
    assert getattr(bench.view.money, name) != before


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_moves(name: str) -> None:
    bench = Bench()
    COUNTS[name](bench)
    assert bench.view.counts[name] > 0


@pytest.mark.parametrize("volume", ["buy", "sell", "notional"])
def test_a_volume_moves(volume: str) -> None:
    bench = Bench()
    trading(bench)
    assert bench.view.volumes[volume] > 0


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_moves(name: str) -> None:
    bench = Bench()
    family = name.removesuffix("_total")
    before = scraped(bench).get(family)
    METRICS[name](bench)
    after = scraped(bench).get(family)
    assert after is not None
    assert after != before


@cache
def in_a_rush() -> tuple[dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]]:
    """The page just warm, when the models say nothing yet, and after all that they watch has happened."""
    bench = Bench(
        {
            "hjb": {"is_used": True},
            "depth_decay": {"min_fills": 5},
            "cascade": {"cascade_ratio": 1.05},
            "estimator": {"jump_sigmas": 1.5},
        }
    )
    bench.warm_up()
    before = scraped(bench)
    modelled(bench)
    return before, scraped(bench)


@pytest.mark.parametrize("name", MODELS)
def test_a_figure_of_the_models_moves(name: str) -> None:
    before, after = in_a_rush()
    assert before[name] != after[name]


def test_the_way_to_reduce_only_is_shown() -> None:
    bench = Bench()
    reducing(bench)
    assert bench.view.mode == "reduce-only"
    assert any(gate.startswith("bid off: ") for gate in bench.view.gates)
