"""The oracle of an asset on a builder's dex: the deployer sets its prices, the venue bounds what they may do."""

from collections.abc import Sequence
from typing import Final

from hyperquote.local_exchange.clearing.mark import median
from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.oracle import AssetOracle

LEAST_PAUSE_MS: Final = 2_500  # between two calls of the deployer
STALE_MS: Final = 10_000  # without a call for so long the mark is what the book says
MOST_MARK_INPUTS: Final = 2
_DAY_MS: Final = 86_400_000
_CLAMP_PERCENT: Final = 1  # how far an update may move the mark
_DAY_FACTOR: Final = 10  # how many times the price at the start of the UTC day any price may be


class DexAssetOracle(AssetOracle):
    """Prices in price units.

    The mark is the median of the deployer's mark inputs (none to two) and of median(bid, ask, last), moved by no more
    than 1 % an update. The premium is (impact bid + impact ask)/(2·oracle) − 1.
    """

    def __init__(self, asset: int, market: Market, oracle_units: int, impact_usd: int, now_ms: int) -> None:
        super().__init__(asset, market, oracle_units, impact_usd)
        self.set_ms: int | None = None  # when the deployer called last
        self._listed_ms = now_ms
        self._mark_inputs: list[int] = []
        self._mark_units = oracle_units
        self._day = now_ms // _DAY_MS
        self._day_start_units = oracle_units

    def set_prices(self, oracle_units: int, mark_inputs: Sequence[int], now_ms: int) -> int:
        """Take the deployer's prices and return the oracle price that holds."""
        self._start_day(now_ms)
        self.oracle_units = self._within_day(oracle_units)
        self._mark_inputs = list(mark_inputs)
        self.set_ms = now_ms
        return self.oracle_units

    def update_mark(self, now_ms: int) -> int:
        self._start_day(now_ms)
        market = self.market
        local = [
            float(units) for units in (market.best_units(True), market.best_units(False), market.last_units()) if units
        ]
        is_fresh = now_ms - (self._listed_ms if self.set_ms is None else self.set_ms) <= STALE_MS
        inputs = [float(units) for units in self._mark_inputs] if is_fresh else []
        if local:
            inputs.append(median(local))
        elif is_fresh and not inputs:
            inputs.append(float(self.oracle_units))
        if inputs:
            step = max(1, self._mark_units * _CLAMP_PERCENT // 100)
            wanted = self._within_day(round(median(inputs)))
            self._mark_units = min(max(wanted, self._mark_units - step), self._mark_units + step)
        return self._mark_units

    def premium(self, impact_bid_units: float, impact_ask_units: float) -> float:
        return 0.5 * (impact_bid_units + impact_ask_units) / float(self.oracle_units) - 1.0

    def _start_day(self, now_ms: int) -> None:
        if now_ms // _DAY_MS > self._day:
            self._day = now_ms // _DAY_MS
            self._day_start_units = self._mark_units

    def _within_day(self, units: int) -> int:
        start = self._day_start_units
        return min(max(units, 1, start // _DAY_FACTOR), start * _DAY_FACTOR)
