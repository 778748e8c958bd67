"""What we have made, what can go wrong, and how strict that makes us."""

from math import inf
from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.market_maker.core.beliefs import Beliefs
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.risk.aggregator import RiskAggregator
from hyperquote.market_maker.risk.mid_range import MidRange
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Verdict
from hyperquote.market_maker.safety.request_ledger import RequestLedger

_DAY_MS: Final = 86_400_000
_MICRO_USD: Final = 1e-6
_HALF_MICRO_USD: Final = 5e-7


class Judge:
    """Draws the risk state and asks the monitors; keeps the day's P&L and its peak.

    A day begins at 00:00 UTC or with the session, and its peak at 0: losses count from the first dollar.
    `verdict` is the last one; only `assess` changes anything.
    """

    def __init__(self, grid: Grid, holdings: Holdings, beliefs: Beliefs, risk: RiskAggregator) -> None:
        self._grid: Final = grid
        self._holdings: Final = holdings
        self._beliefs: Final = beliefs
        self._risk: Final = risk
        self.requests: Final = RequestLedger()
        self._mids: Final = MidRange()
        self.verdict: Verdict = CLEAR
        self.peak_usd = 0.0
        self._day = -1
        self._day_start_usd = 0.0

    @property
    def kill_reasons(self) -> list[str]:
        """Why the last verdict kills; empty when it does not."""
        return self._risk.kill_reasons

    @property
    def warnings(self) -> dict[str, str]:
        """What the monitors warn of, by their names."""
        return self._risk.warnings

    @property
    def margin_buffer(self) -> float:
        """(equity − maintenance margin)/equity: 1 without a position, 0 where the venue liquidates."""
        maintenance = float(self._holdings.maintenance_micro) * _MICRO_USD
        if maintenance <= 0.0 or not self._holdings.position.is_known:
            return 1.0
        equity = self.account_value_usd
        return (equity - maintenance) / equity if equity > 0.0 else 0.0

    def on_mid(self, now_ns: int, half_units: int) -> None:
        """Follow how far the mid travels."""
        self._mids.update(now_ns, half_units)

    @property
    def total_usd(self) -> float:
        """P&L since the session began (USD)."""
        return float(self._holdings.money.total_half_micro) * _HALF_MICRO_USD

    @property
    def daily_usd(self) -> float:
        """P&L since the day began (USD)."""
        return self.total_usd - self._day_start_usd

    @property
    def account_value_usd(self) -> float:
        """Equity at the start of the session plus what was made since (USD)."""
        return float(self._holdings.start_equity_micro) * _MICRO_USD + self.total_usd

    def assess(self, now_ns: int, max_position: float) -> Verdict:
        """Let time pass, draw the state, and judge it. `max_position` (base units) is 0 while not derived."""
        day = now_ns // 1_000_000 // _DAY_MS
        if day != self._day:
            self._day = day
            self._day_start_usd = self.total_usd
            self.peak_usd = 0.0
        self.peak_usd = max(self.peak_usd, self.daily_usd)
        self._beliefs.liquidation.advance(self._beliefs.event_ms(now_ns))
        self.verdict = self._risk.assess(self.state(now_ns, max_position))
        return self.verdict

    def state(self, now_ns: int, max_position: float) -> RiskState:
        """Collect what the monitors look at."""
        grid = self._grid
        holdings = self._holdings
        lots = holdings.position.lots
        clocks = self._beliefs.clocks
        return RiskState(
            now_ns=now_ns,
            mid=float(holdings.mid_half_units) / (2.0 * float(grid.units_per_usd)),
            position=grid.size(lots),
            max_position=max_position if max_position > 0.0 else inf,
            worst_long=grid.size(lots + holdings.orders.exposure_lots(True)),
            worst_short=grid.size(lots - holdings.orders.exposure_lots(False)),
            account_value_usd=self.account_value_usd if holdings.position.is_known else inf,
            daily_pnl_usd=self.daily_usd,
            peak_pnl_usd=self.peak_usd,
            bbo_age_s=clocks.bbo.age_s(now_ns),
            book_age_s=clocks.book.age_s(now_ns),
            trades_age_s=clocks.trades.age_s(now_ns),
            user_age_s=clocks.user.age_s(now_ns),
            cascade_severity=self._beliefs.liquidation.severity,
            cascade_pulls=self._beliefs.liquidation.is_pulling,
            margin_buffer=self.margin_buffer,
            is_liquidated=holdings.is_liquidated,
            flash_move=self._mids.move(now_ns),
            throttled=self.requests.recent(now_ns),
            budget_left=self.requests.left(),
        )
