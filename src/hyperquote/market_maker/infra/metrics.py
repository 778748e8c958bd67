"""What a scraper sees of a session: the engine's view and our own counters under the specified names."""

import re
from math import sqrt

from hyperquote.consts import BPS
from hyperquote.market_maker.events import Feed
from hyperquote.market_maker.infra.exposition import Family, Histogram, exposition
from hyperquote.market_maker.view import View

CYCLE_BOUNDS_S = (1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 0.1, 1.0)
MARKET_FEEDS = (Feed.BBO, Feed.BOOK, Feed.TRADES)
MAX_GATE_SERIES = 64  # a label's values stay in the scraper for ever: never more than this

# What the view does not carry: exported from the moment that somebody sets it.
SETTABLE = {
    "mm_account_repair_secs": "How long the newest gap of the private feeds lasted until all was read again (s)",
    "mm_event_loop_lag_secs": "How late the newest timer came (s)",
    "mm_rate_budget_remaining": "Requests that the address may still send",
    "mm_websocket_connected": "1 while the stream is connected and acknowledged",
}
COUNTABLE = {
    "mm_reconnects_total": "Times the stream was opened again",
}
_FIGURES = re.compile(r"\s*\(|(?:^|\s)[−+-]?\d")


def gate_kind(reason: str) -> str:
    """Return a gate's reason without its figures, so that the label has few values: book stale 6.1 s → book stale."""
    return _FIGURES.split(reason, maxsplit=1)[0].strip(" :,;") or "other"


class Metrics:
    """The metrics of one session. `started_ns`: UTC ns."""

    def __init__(self, asset: str, version: str, build: str, started_ns: int) -> None:
        self._common = (("asset", asset),)
        self._version = version
        self._build = build
        self._started_ns = started_ns
        self._cycles = Histogram(CYCLE_BOUNDS_S)
        self._last_cycle_s: float | None = None
        self._set: dict[str, float] = {}
        self._counted: dict[str, int] = {}
        self._gates: dict[str, int] = {}  # kinds seen so far; those not in force now read 0

    def observe_cycle(self, seconds: float) -> None:
        """Record how long one quote cycle took."""
        self._cycles.observe(seconds)
        self._last_cycle_s = seconds

    def set(self, name: str, value: float) -> None:
        """Set a gauge that the view does not carry; its name is one of `SETTABLE`."""
        if name not in SETTABLE:
            raise ValueError(f"no gauge {name}; there are {', '.join(SETTABLE)}")
        self._set[name] = value

    def count(self, name: str) -> None:
        """Count one happening; its name is one of `COUNTABLE`."""
        if name not in COUNTABLE:
            raise ValueError(f"no counter {name}; there are {', '.join(COUNTABLE)}")
        self._counted[name] = self._counted.get(name, 0) + 1

    def text(self, view: View) -> str:
        """Return the page as of `view`. What is not known yet is absent, never zero."""
        families = [
            *_position(view),
            *_money(view),
            *_orders(view),
            *_market(view),
            *_models(view),
            *_explanations(view),
            *_feeds(view),
            self._gate_family(view),
            *self._own(view),
        ]
        return exposition(families, self._common)

    def _gate_family(self, view: View) -> Family:
        for kind in self._gates:
            self._gates[kind] = 0
        for reason in view.gates:
            kind = gate_kind(reason)
            if kind not in self._gates and len(self._gates) >= MAX_GATE_SERIES:
                kind = "other"
            self._gates[kind] = 1
        family = Family("mm_gate", "gauge", "1 while this reason blocks quoting or one side of it")
        for kind, value in self._gates.items():
            family.add(value, (("reason", kind),))
        return family

    def _own(self, view: View) -> list[Family]:
        cycle = Family("mm_quote_cycle_seconds", "histogram", "Time from the first gate to the last command (s)")
        self._cycles.fill(cycle)
        last = _gauge(
            "mm_quote_cycle_latency_ms",
            "Time that the last quote cycle took (ms)",
            None if self._last_cycle_s is None else self._last_cycle_s * 1e3,
        )
        uptime = _gauge("mm_uptime_secs", "Age of the session (s)", (view.local_ns - self._started_ns) / 1e9)
        build = Family("mm_build_info", "gauge", "Always 1; the labels say what runs")
        build.add(1, (("version", self._version), ("build", self._build)))
        known = [_gauge(name, SETTABLE[name], value) for name, value in self._set.items()]
        counted = [_counter(name, COUNTABLE[name], value) for name, value in self._counted.items()]
        return [last, cycle, uptime, build, *known, *counted]


def _gauge(name: str, explanation: str, value: float | None) -> Family:
    family = Family(name, "gauge", explanation)
    if value is not None:
        family.add(value)
    return family


def _counter(name: str, explanation: str, value: float | None) -> Family:
    family = Family(name, "counter", explanation)
    if value is not None:
        family.add(value)
    return family


def _position(view: View) -> list[Family]:
    used = view.position / view.max_position if view.max_position > 0 else None
    return [
        _gauge("mm_position", "Position (base units, signed)", view.position),
        _gauge("mm_max_position", "Position limit in force (base units)", view.max_position),
        _gauge("mm_inventory_utilization", "Position as a fraction of its limit, signed", used),
        _gauge("mm_cascade_severity", "Liquidation cascade: 0 calm, 1 and above extreme", view.cascade_severity),
        _gauge(
            "mm_adverse_selection_bps",
            "Signed EWMA of what the mid moved against our fills within 1 s (bp, positive = cost)",
            view.adverse_selection_bps,
        ),
        _gauge(
            "mm_informed_probability",
            "Probability that the next trader knows more than the book",
            view.informed_probability,
        ),
        _gauge("mm_kill_switch_triggered", "1 once the kill switch has latched", 1.0 if view.kill_reasons else 0.0),
    ]


def _money(view: View) -> list[Family]:
    money = view.money
    return [
        _gauge(
            "mm_daily_pnl",
            "P&L since the session or the day began: realised, unrealised, fees, funding (USD)",
            money.daily,
        ),
        _gauge("mm_peak_pnl", "Highest mm_daily_pnl so far, at least 0 (USD)", max(money.peak, 0.0)),
        _gauge("mm_drawdown_pct", "Fall from the peak (% of account value)", 100 * view.drawdown),
        _gauge("mm_realized_pnl", "P&L of closed trades (USD)", money.realized),
        _gauge("mm_unrealized_pnl", "Open position marked to mid (USD)", money.unrealized),
    ]


def _orders(view: View) -> list[Family]:
    counts, volumes = view.counts, view.volumes
    return [
        _counter("mm_orders_placed", "Orders that the venue accepted", counts.get("placed")),
        _counter("mm_orders_filled", "Orders with at least one fill", counts.get("filled")),
        _counter("mm_orders_cancelled", "Cancels that the venue confirmed, whoever asked", counts.get("cancelled")),
        _counter("mm_orders_rejected", "Orders that the venue refused", counts.get("rejected")),
        _counter("mm_fills", "Fills, several of one order counted singly", counts.get("fills")),
        _counter("mm_fill_volume_buy", "Volume bought (base units)", volumes.get("buy")),
        _counter("mm_fill_volume_sell", "Volume sold (base units)", volumes.get("sell")),
        _counter("mm_data_quality_issues_total", "Malformed messages dropped", counts.get("malformed")),
        _counter("mm_account_gaps_total", "Times the private feeds broke", counts.get("account_gaps")),
        _counter(
            "mm_markouts_discarded_total",
            "Horizons of fills left unmeasured: the mids broke off",
            counts.get("markouts_discarded"),
        ),
        _gauge("mm_unsynced", "Comparisons of orders in a row that found differences", counts.get("unsynced")),
        _counter("mm_order_violations_total", "Words on orders that cannot be", counts.get("order_violations")),
        _gauge(
            "mm_dead_man_armed", "1 while the venue cancels everything unless told not to", counts.get("dead_man_armed")
        ),
        _gauge("mm_dead_man_triggers", "Times that switch went off today (UTC)", counts.get("dead_man_triggers")),
        _counter("mm_invariant_violations_total", "Checks of our own books that failed", counts.get("violations")),
        _liquidations(view),
    ]


def _liquidations(view: View) -> Family:
    family = Family("mm_liquidations_total", "counter", "Forced trades, by how we learnt of them")
    for source in ("own", "liquidator", "proxy"):
        value = view.counts.get(f"liquidations_{source}")
        if value is not None:
            family.add(value, (("source", source),))
    return family


def _market(view: View) -> list[Family]:
    mid, params = view.mid, view.params
    spread = (
        (view.best_ask - view.best_bid) / mid / BPS if mid > 0 and view.best_bid > 0 and view.best_ask > 0 else None
    )
    families = [
        _gauge("mm_mid_price", "Latest accepted mid (USD)", mid if mid > 0 else None),
        _gauge("mm_spread_bps", "Spread of the market (bp of mid)", spread),
    ]
    if params is None:
        return families
    deviation = (params.microprice / params.mid - 1) / BPS
    return [
        *families,
        _gauge("mm_sigma", "Volatility without jumps (fraction per square root of a second)", params.sigma),
        _gauge("mm_jump_ratio", "Realised over bipower variance", params.jump_ratio),
        _gauge("mm_kappa", "Decay of fill intensity with depth (per fraction of price)", params.kappa),
        _gauge("mm_kappa_bid", "That of our bids, met by sellers", params.kappa_bid),
        _gauge("mm_kappa_ask", "That of our asks, met by buyers", params.kappa_ask),
        _gauge("mm_microprice_deviation_bps", "Microprice against mid (bp)", deviation),
        _gauge("mm_book_imbalance", "Imbalance of the book, -1 to 1", params.book_imbalance),
        _gauge("mm_flow_imbalance", "Imbalance of trades, -1 to 1", params.flow_imbalance),
        _gauge("mm_beta_book", "Microprice coefficient of book imbalance", params.beta_book),
        _gauge("mm_beta_flow", "Microprice coefficient of flow imbalance", params.beta_flow),
        # our regimes count from low = 0; the metric knows no low and counts from normal = 0
        _gauge("mm_volatility_regime", "0 normal, 1 high, 2 extreme", max(params.volatility_regime - 1, 0)),
    ]


def _models(view: View) -> list[Family]:
    params = view.params
    if params is None:
        return []
    models = params.models
    momentum, liquidity, jump, variance, fair = (
        models.momentum,
        models.liquidity,
        models.jump,
        models.variance,
        models.fair_price,
    )
    hawkes, funding, spread, cascade, cost = (
        models.hawkes,
        models.funding,
        models.spread,
        models.cascade,
        models.cost,
    )
    return [
        _gauge("mm_tail_risk_multiplier", "Factor of risk aversion in a cascade, 1 to 5", cascade.tail_multiplier),
        _gauge("mm_cascade_size_factor", "Share of the usual size quoted in a cascade, 0 to 1", cascade.size_factor),
        _gauge("mm_cascade_direction", "1 longs are sold out, -1 shorts are bought in, 0 neither", cascade.direction),
        _gauge("mm_hawkes_buy_intensity", "Aggressive buys per second, self-exciting", hawkes.buy_intensity),
        _gauge("mm_hawkes_sell_intensity", "Aggressive sells per second, self-exciting", hawkes.sell_intensity),
        _gauge("mm_hawkes_imbalance", "Imbalance of the two intensities, -1 to 1", hawkes.imbalance),
        _gauge("mm_hawkes_activity_percentile", "Rank of activity in five minutes, 0 to 1", hawkes.activity_percentile),
        _gauge("mm_funding_rate", "Funding rate (fraction per hour, positive: longs pay)", funding.rate),
        _gauge("mm_funding_forecast", "Funding that a long pays within the horizon (fraction)", funding.forecast),
        _gauge("mm_funding_premium_bps", "Mark over oracle, smoothed (bp)", funding.premium / BPS),
        _gauge("mm_funding_skew_bps", "Shift of both quotes by funding (bp, positive: down)", funding.skew / BPS),
        _gauge("mm_spread_percentile", "Rank of the market's spread in five minutes, 0 to 1", spread.percentile),
        _gauge("mm_spread_regime", "0 very tight, 1 tight, 2 normal, 3 wide, 4 very wide", spread.regime),
        _gauge("mm_spread_fair_bps", "Spread of the market expected in ten seconds (bp)", spread.fair_spread / BPS),
        _gauge(
            "mm_session_remaining_secs", "Rest of the controller's session, 0 when unused", models.control.remaining_s
        ),
        _gauge(
            "mm_momentum_bps", "Run of the price of volume ticks in the last half second (bp)", momentum.momentum_bps
        ),
        _gauge("mm_falling_knife", "How dangerous a fall is to bids, 0 to 3", momentum.falling_knife),
        _gauge("mm_rising_knife", "How dangerous a rise is to asks, 0 to 3", momentum.rising_knife),
        _gauge("mm_near_depth", "Size near the mid on both sides (base units)", liquidity.near_depth),
        _gauge("mm_liquidity_gamma_mult", "Factor of risk aversion in a thin book, 1 to 2", liquidity.gamma_mult),
        _gauge("mm_jump_intensity", "Jumps of the price per second", jump.intensity),
        _gauge("mm_jump_size_bps", "Mean size of a jump (bp)", jump.mean / BPS),
        _gauge("mm_sigma_heston", "Volatility of the variance process (per root second)", sqrt(variance.variance)),
        _gauge("mm_sigma_long_run", "Volatility that it returns to (per root second)", sqrt(variance.theta)),
        _gauge("mm_fair_price_doubt_bps", "Standard deviation of the filtered price (bp)", fair.deviation / BPS),
        _gauge("mm_depth_decay_touch_bps", "Expected cost of a fill at the touch (bp)", cost.at_touch_bps),
        _gauge("mm_depth_decay_length_bps", "Depth at which that cost has fallen by e (bp)", cost.decay_bps),
        _gauge("mm_depth_decay_confidence", "Root of R2 of the newest fit, 0 = defaults", cost.decay_confidence),
    ]


def _explanations(view: View) -> list[Family]:
    spread = Family("mm_spread_component_bps", "gauge", "Parts of the quoted half-spread (bp); they sum to it")
    for part in view.spread:
        spread.add(part.bps, (("component", part.name),))
    gamma = Family("mm_gamma_factor", "gauge", "Factors of risk aversion; the factor gamma is their result")
    for part in view.gamma_factors:
        gamma.add(part.bps, (("factor", part.name),))
    worth = Family("mm_ladder_shadow_price", "gauge", "Worth of one more unit of size, by side and binding budget")
    for part in view.sizing:
        side, _, binding = part.name.partition(" ")
        worth.add(part.bps, (("side", side), ("binding", binding)))
    return [spread, gamma, worth]


def _feeds(view: View) -> list[Family]:
    ages = Family("mm_feed_age_secs", "gauge", "Age of each feed's newest data (s)")
    newest: float | None = None
    for feed in view.feeds:
        if feed.age_s < 0:
            continue
        ages.add(feed.age_s, (("feed", feed.name),))
        if feed.name in MARKET_FEEDS:
            newest = feed.age_s if newest is None else min(newest, feed.age_s)
    return [_gauge("mm_data_staleness_secs", "Age of the most recent market data of any feed (s)", newest), ages]
