from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.fake_view import NOON_MS, money, params, view

from hyperquote.market_maker.infra.exposition import Family, Histogram, exposition
from hyperquote.market_maker.infra.metrics import COUNTABLE, SETTABLE, Metrics, gate_kind
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.view import FeedView, View

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def metrics() -> Metrics:
    return Metrics("BTC", "0.1.0", "compiled", NOON_MS * 1_000_000)


def parsed(text: str) -> Samples:
    samples: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("asset") == "BTC"
            # the parser calls every counter …_total, whatever the page says
            name = sample.name if f"{sample.name}{{" in text else sample.name.removesuffix("_total")
            samples[name, tuple(sorted(labels.items()))] = sample.value
    return samples


def value(name: str, seen: View, **labels: str) -> float | None:
    return parsed(metrics().text(seen)).get((name, tuple(sorted(labels.items()))))


def counts(**changes: int) -> dict[str, int]:
    return view().counts | changes


MOVES: list[tuple[str, Callable[[], View], float]] = [
    ("mm_position", lambda: view(position=-0.25), -0.25),
    ("mm_max_position", lambda: view(max_position=0.7), 0.7),
    ("mm_inventory_utilization", lambda: view(position=-0.6, max_position=0.5), -1.2),
    ("mm_daily_pnl", lambda: view(money=money(daily=-3.5)), -3.5),
    ("mm_cascade_severity", lambda: view(cascade_severity=1.5), 1.5),
    ("mm_adverse_selection_bps", lambda: view(adverse_selection_bps=-0.7), -0.7),
    ("mm_informed_probability", lambda: view(informed_probability=0.31), 0.31),
    ("mm_peak_pnl", lambda: view(money=money(peak=9.25)), 9.25),
    ("mm_drawdown_pct", lambda: view(drawdown=0.02), 2.0),
    ("mm_realized_pnl", lambda: view(money=money(realized=2.5)), 2.5),
    ("mm_unrealized_pnl", lambda: view(money=money(unrealized=-1.5)), -1.5),
    ("mm_orders_placed", lambda: view(counts=counts(placed=311)), 311),
    ("mm_orders_filled", lambda: view(counts=counts(filled=41)), 41),
    ("mm_orders_cancelled", lambda: view(counts=counts(cancelled=261)), 261),
    ("mm_orders_rejected", lambda: view(counts=counts(rejected=5)), 5),
    ("mm_fills", lambda: view(counts=counts(fills=47)), 47),
    ("mm_invariant_violations_total", lambda: view(counts=counts(violations=2)), 2),
    ("mm_data_quality_issues_total", lambda: view(counts=counts(malformed=8)), 8),
    ("mm_fill_volume_buy", lambda: view(volumes={"buy": 1.5, "sell": 0.0, "notional": 1.0}), 1.5),
    ("mm_fill_volume_sell", lambda: view(volumes={"buy": 0.0, "sell": 2.5, "notional": 1.0}), 2.5),
    ("mm_mid_price", lambda: view(mid=100_000.0), 100_000),
    ("mm_spread_bps", lambda: view(mid=100_000.0, best_bid=99_995.0, best_ask=100_005.0), 1.0),
    ("mm_sigma", lambda: view(params=params(sigma=0.0004)), 0.0004),
    ("mm_jump_ratio", lambda: view(params=params(jump_ratio=2.5)), 2.5),
    ("mm_kappa", lambda: view(params=params(kappa=1_000.0)), 1_000),
    ("mm_microprice_deviation_bps", lambda: view(params=params(mid=100_000.0, microprice=100_003.0)), 0.3),
    ("mm_book_imbalance", lambda: view(params=params(book_imbalance=0.75)), 0.75),
    ("mm_flow_imbalance", lambda: view(params=params(flow_imbalance=-0.5)), -0.5),
    ("mm_beta_book", lambda: view(params=params(beta_book=0.5)), 0.5),
    ("mm_beta_flow", lambda: view(params=params(beta_flow=0.25)), 0.25),
    ("mm_kill_switch_triggered", lambda: view(kill_reasons=["drawdown"]), 1),
    ("mm_data_staleness_secs", lambda: view(feeds=[FeedView("bbo", 4.0, 5.0), FeedView("book", 6.5, 5.0)]), 4.0),
    ("mm_uptime_secs", lambda: view(local_ns=(NOON_MS + 5_000) * 1_000_000), 5.0),
]


@pytest.mark.parametrize(("name", "moved", "expected"), MOVES, ids=[name for name, _, _ in MOVES])
def test_each_metric_moves_with_its_input(name: str, moved: Callable[[], View], expected: float) -> None:
    before, after = value(name, view()), value(name, moved())
    assert after == pytest.approx(expected)
    assert before is not None
    assert before != after


@pytest.mark.parametrize(("regime", "expected"), [(0, 0), (1, 0), (2, 1), (3, 2)])
def test_volatility_regime_counts_from_normal(regime: int, expected: int) -> None:
    assert value("mm_volatility_regime", view(params=params(volatility_regime=regime))) == expected


@pytest.mark.parametrize("name", SETTABLE)
def test_a_gauge_that_the_view_lacks_is_absent_until_somebody_sets_it(name: str) -> None:
    page = metrics()
    assert name not in page.text(view())
    page.set(name, 1.25)
    assert parsed(page.text(view()))[name, ()] == 1.25


@pytest.mark.parametrize("name", COUNTABLE)
def test_a_happening_counts(name: str) -> None:
    page = metrics()
    page.count(name)
    page.count(name)
    assert parsed(page.text(view()))[name, ()] == 2


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="mm_websocket_connected"):
        metrics().set("mm_typo", 1.0)
    with pytest.raises(ValueError, match="mm_reconnects_total"):
        metrics().count("mm_typo")


def test_beliefs_are_absent_while_warming_up() -> None:
    text = metrics().text(view(params=None, mid=0.0, best_bid=0.0, best_ask=0.0))
    assert "mm_sigma" not in text
    assert "mm_mid_price" not in text
    assert "mm_position" in text


def test_a_feed_without_data_has_no_age() -> None:
    seen = view(feeds=[FeedView("book", -1.0, 5.0), FeedView("user", 2.0, 60.0)])
    assert value("mm_feed_age_secs", seen, feed="user") == 2.0
    assert value("mm_feed_age_secs", seen, feed="book") is None
    assert value("mm_data_staleness_secs", seen) is None


def test_every_part_of_the_spread_and_every_factor_is_told_by_name() -> None:
    seen = view(spread=[Component("base", 3.5)], gamma_factors=[Component("volatility", 1.2)])
    assert value("mm_spread_component_bps", seen, component="base") == 3.5
    assert value("mm_gamma_factor", seen, factor="volatility") == 1.2
    assert value("mm_ladder_shadow_price", seen, side="bid", binding="Margin") == 0.25


def test_a_gate_reads_one_while_it_blocks_and_zero_after() -> None:
    page = metrics()
    blocked = parsed(page.text(view(gates=["book stale 6.1 s", "ask: reduce-only (position 1.02 × limit)"])))
    assert blocked["mm_gate", (("reason", "book stale"),)] == 1
    assert blocked["mm_gate", (("reason", "ask: reduce-only"),)] == 1
    assert parsed(page.text(view()))["mm_gate", (("reason", "book stale"),)] == 0


def test_gates_cannot_flood_the_scraper() -> None:
    page = metrics()
    letters = "abcdefghijklmnopqrstuvwxyz"
    page.text(view(gates=[a + b for a in letters for b in letters]))
    assert page.text(view()).count("mm_gate{") <= 65


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("book stale 6.1 s", "book stale"),
        ("warming up: 14/20 volume ticks, 10/10 books", "warming up"),
        ("ask: reduce-only (position 1.02 × limit)", "ask: reduce-only"),
        ("drawdown 12.40 USD", "drawdown"),
        ("no account value", "no account value"),
        ("6.1", "other"),
    ],
)
def test_figures_are_no_part_of_a_gates_label(reason: str, kind: str) -> None:
    assert gate_kind(reason) == kind


def test_quote_cycles_fill_the_histogram_and_the_last_one_is_told() -> None:
    page = metrics()
    for seconds in (2e-5, 2e-4, 5.0):
        page.observe_cycle(seconds)
    samples = parsed(page.text(view()))
    assert samples["mm_quote_cycle_latency_ms", ()] == 5_000
    assert samples["mm_quote_cycle_seconds_count", ()] == 3
    assert samples["mm_quote_cycle_seconds_sum", ()] == pytest.approx(5.00022)
    assert samples["mm_quote_cycle_seconds_bucket", (("le", "0.00025"),)] == 2
    assert samples["mm_quote_cycle_seconds_bucket", (("le", "+Inf"),)] == 3


def test_the_build_is_told() -> None:
    assert value("mm_build_info", view(), version="0.1.0", build="compiled") == 1


def test_labels_and_help_are_escaped() -> None:
    family = Family("x", "gauge", "two\nlines")
    family.add(1.5, (("reason", 'a "quoted" back\\slash\nline'),))
    text = exposition([family], (("asset", "BTC"),))
    (sample,) = next(iter(text_string_to_metric_families(text))).samples
    assert sample.labels["reason"] == 'a "quoted" back\\slash\nline'
    assert text.startswith("# HELP x two\\nlines\n")


@pytest.mark.parametrize(("given", "text"), [(float("nan"), "NaN"), (float("inf"), "+Inf"), (-float("inf"), "-Inf")])
def test_values_that_are_no_numbers_have_their_own_words(given: float, text: str) -> None:
    family = Family("x", "gauge", "")
    family.add(given)
    assert exposition([family], (("asset", "BTC"),)).endswith(f'x{{asset="BTC"}} {text}\n')


def test_histogram_bounds_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        Histogram((1.0, 0.5))


def test_counters_keep_their_exact_names() -> None:
    text: Any = metrics().text(view())
    assert "# TYPE mm_orders_placed counter\nmm_orders_placed{" in text
    assert "mm_orders_placed_total" not in text
