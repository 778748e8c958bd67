"""What the screen shows besides the engine's view."""

import msgspec

from hyperquote.book.grid import Grid
from hyperquote.market_maker.infra.journal_schema import SessionInfo


class RecentFill(msgspec.Struct):
    """One of our last fills. `markout_bps`: what the mid moved our way since, up to `markout_s` after it."""

    exchange_ms: int
    is_buy: bool
    size: float  # base units
    px: float  # USD
    level: int
    markout_bps: float | None
    markout_s: float


class ScreenState(msgspec.Struct):
    """Kept up to date by the runner between two drawings."""

    info: SessionInfo
    bids: list[tuple[float, float]] = []  # (price USD, size base units), best first
    asks: list[tuple[float, float]] = []
    fills: list[RecentFill] = []  # newest first
    cycle_ms: float | None = None
    rate_budget: int | None = None
    max_drawdown: float | None = None  # fraction at which the kill switch acts
    is_paused: bool = False
    notice: str = ""  # the newest warning
    question: str = ""  # what the operator is being asked; stands before everything else

    @property
    def grid(self) -> Grid:
        """The price and size grid of the asset."""
        return Grid(self.info.sz_decimals, self.info.max_price_decimals)
