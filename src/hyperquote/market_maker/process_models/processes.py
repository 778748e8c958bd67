"""The processes that run beside the price: order flow, funding, the spread, and the session."""

from typing import Final

from hyperquote.market_maker.process_models.control import InventoryControl
from hyperquote.market_maker.process_models.funding import FundingForecast
from hyperquote.market_maker.process_models.hawkes import HawkesFlow
from hyperquote.market_maker.process_models.spread import SpreadProcess


class ProcessModels:
    """One of each; beliefs feed them, strategies read their views. `ms` is event time throughout."""

    def __init__(
        self, hawkes: HawkesFlow, funding: FundingForecast, spread: SpreadProcess, control: InventoryControl
    ) -> None:
        self.hawkes: Final = hawkes
        self.funding: Final = funding
        self.spread: Final = spread
        self.control: Final = control

    def on_trade(self, ms: int, is_buy: bool) -> None:
        """Take a public trade."""
        self.hawkes.on_trade(ms, is_buy)

    def on_touch(self, ms: int, bid: float, ask: float) -> None:
        """Take a best bid and offer (USD)."""
        self.spread.update(ms, bid, ask)

    def on_context(self, ms: int, funding_rate: float, mark_px: float, oracle_px: float) -> None:
        """Take what the venue says about funding (fraction per hour) and its reference prices (USD)."""
        self.funding.update(ms, funding_rate, mark_px, oracle_px)
        self.control.on_funding(ms, funding_rate)

    def advance(self, ms: int) -> None:
        """Let time pass without news."""
        self.hawkes.advance(ms)
        self.spread.advance(ms)
        self.funding.advance(ms)
        self.control.advance(ms)
