"""What the monitors look at: one snapshot of everything that can go wrong."""

from typing import Final

from mypy_extensions import mypyc_attr


@mypyc_attr(acyclic=True)
class RiskState:
    """Money in USD, sizes in base units, ages in seconds (−1: nothing came yet)."""

    def __init__(
        self,
        now_ns: int,
        mid: float,
        position: float,
        max_position: float,
        worst_long: float,
        worst_short: float,
        account_value_usd: float,
        daily_pnl_usd: float,
        peak_pnl_usd: float,
        bbo_age_s: float,
        book_age_s: float,
        trades_age_s: float,
        user_age_s: float,
        cascade_severity: float,
        cascade_pulls: bool,
        margin_buffer: float = 1.0,
        is_liquidated: bool = False,
        flash_move: float = 0.0,
        throttled: int = 0,
        budget_left: float = 1.0,
    ) -> None:
        self.now_ns: Final = now_ns
        self.mid: Final = mid
        self.position: Final = position  # signed
        self.max_position: Final = max_position
        self.worst_long: Final = worst_long  # position if every open buy filled
        self.worst_short: Final = worst_short  # position if every open sell filled
        self.account_value_usd: Final = account_value_usd
        self.daily_pnl_usd: Final = daily_pnl_usd
        self.peak_pnl_usd: Final = peak_pnl_usd
        self.bbo_age_s: Final = bbo_age_s
        self.book_age_s: Final = book_age_s
        self.trades_age_s: Final = trades_age_s
        self.user_age_s: Final = user_age_s
        self.cascade_severity: Final = cascade_severity
        self.cascade_pulls: Final = cascade_pulls
        self.margin_buffer: Final = margin_buffer  # (equity − maintenance margin)/equity
        self.is_liquidated: Final = is_liquidated  # the venue has closed a position of ours by force
        self.flash_move: Final = flash_move  # of the mid within 5 s, as a fraction
        self.throttled: Final = throttled  # requests turned away in the last 60 s
        self.budget_left: Final = budget_left  # share of the address's requests

    @property
    def position_value_usd(self) -> float:
        """|position| · mid."""
        return abs(self.position) * self.mid

    @property
    def drawdown(self) -> float:
        """(peak − current P&L) / account value; the peak starts at 0, so losses count from the first dollar."""
        if self.account_value_usd <= 0.0:
            return 1.0 if self.daily_pnl_usd < self.peak_pnl_usd else 0.0
        return (self.peak_pnl_usd - self.daily_pnl_usd) / self.account_value_usd
