"""What the engine shows to watchers (screen, metrics, journal, report): values only, nothing to call back into."""

from typing import Final

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Component


class LevelView:
    """One resting or pending order of ours, in floats for people."""

    def __init__(
        self,
        is_buy: bool,
        px: float,
        size: float,
        level: int,
        state: str,
        ahead: float = 0.0,
        fill_probability: float | None = None,
    ) -> None:
        self.is_buy: Final = is_buy
        self.px: Final = px
        self.size: Final = size
        self.level: Final = level
        self.state: Final = state
        self.ahead: Final = ahead  # base units that must trade first, as far as can be seen
        self.fill_probability: Final = fill_probability  # within `queue.horizon_secs`; None while σ is unknown


class FeedView:
    """Age (s) of one feed's newest data against its limit (s); a negative age means nothing came yet."""

    def __init__(self, name: str, age_s: float, limit_s: float) -> None:
        self.name: Final = name
        self.age_s: Final = age_s
        self.limit_s: Final = limit_s


class MoneyView:
    """Profit and loss of the session in USD; `total` = spread + adverse + inventory + funding − fees."""

    def __init__(
        self,
        realized: float,
        unrealized: float,
        fees: float,
        funding: float,
        spread: float,
        adverse: float,
        inventory: float,
        total: float,
        peak: float,
        equity: float,
        daily: float,
    ) -> None:
        self.realized: Final = realized
        self.unrealized: Final = unrealized
        self.fees: Final = fees  # paid: positive costs
        self.funding: Final = funding  # received: positive gains
        self.spread: Final = spread  # earned against the mid at the fill
        self.adverse: Final = adverse  # lost to the mid's move in the first second after each fill (≤ 0 typically)
        self.inventory: Final = inventory  # mark-to-mid of what we carried, without the first second after fills
        self.total: Final = total
        self.peak: Final = peak  # highest `daily` since then, at least 0
        self.equity: Final = equity
        self.daily: Final = daily  # of `total`, what was made since 00:00 UTC or the start, whichever is later


class View:
    """The engine at one instant."""

    def __init__(
        self,
        local_ns: int,
        mid: float,
        best_bid: float,
        best_ask: float,
        params: MarketParams | None,
        warmup: str,
        gates: list[str],
        mode: str,
        mode_reason: str,
        spread: list[Component],
        skew: list[Component],
        gamma_factors: list[Component],
        sizing: list[Component],
        orders: list[LevelView],
        position: float,
        max_position: float,
        money: MoneyView,
        drawdown: float,
        feeds: list[FeedView],
        counts: dict[str, int],
        volumes: dict[str, float],
        markout_bps: dict[str, float],
        checksum: int,
        mark_px: float,
        oracle_px: float,
        funding_rate: float,
        leverage: int,
        kill_reasons: list[str],
        cascade_severity: float,
        adverse_selection_bps: float | None,
        informed_probability: float | None,
    ) -> None:
        self.local_ns: Final = local_ns
        self.mid: Final = mid  # USD, 0 until known; so are best_bid and best_ask
        self.best_bid: Final = best_bid
        self.best_ask: Final = best_ask
        self.params: Final = params  # None while warming up
        self.warmup: Final = warmup  # "" when warm, else what is missing, in words
        self.gates: Final = gates  # every reason that blocks quoting now, e.g. "book stale 6.1 s", "ask: reduce-only"
        self.mode: Final = mode  # open, widen, reduce-only, cancel-only, halted
        self.mode_reason: Final = mode_reason
        self.spread: Final = spread
        self.skew: Final = skew
        self.gamma_factors: Final = gamma_factors
        self.sizing: Final = sizing  # of each side: "bid Margin" → worth of one more unit, as in `capture.py`
        self.orders: Final = orders
        self.position: Final = position  # base units, signed
        self.max_position: Final = max_position
        self.money: Final = money
        self.drawdown: Final = drawdown  # fraction of account value
        self.feeds: Final = feeds
        self.counts: Final = counts
        """decisions, placed, filled, fills, cancelled, rejected, malformed, duplicates, buys, sells, cycles,
        cycles_two_sided, violations (of our own books), liquidations_own, liquidations_liquidator,
        liquidations_proxy, markouts_discarded (one per fill and horizon that no mid was near)"""
        self.volumes: Final = volumes  # buy, sell (base units), notional (USD)
        self.markout_bps: Final = markout_bps  # "1s" → mean signed markout of our fills (bps), "1s_se" → its error
        self.checksum: Final = checksum
        self.mark_px: Final = mark_px
        self.oracle_px: Final = oracle_px
        self.funding_rate: Final = funding_rate  # fraction per hour
        self.leverage: Final = leverage
        self.kill_reasons: Final = kill_reasons
        self.cascade_severity: Final = cascade_severity  # 0 calm, 1 and more extreme
        self.adverse_selection_bps: Final = adverse_selection_bps  # EWMA of what a fill cost; None before the first
        self.informed_probability: Final = informed_probability  # that the next trader knows more; None before warm
