"""The local exchange's oracle: prices come in, marks, premiums and hourly funding come out."""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.funding import (
    HOUR_MS,
    INTEREST_8H,
    SAMPLE_MS,
    PremiumHour,
    hourly_rate,
    premium,
    rate_e10,
)
from hyperquote.local_exchange.clearing.mark import UPDATE_MS, MarkPrice
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.matching.order import Level

IMPACT_USD_MAJORS: Final = 20_000  # BTC and ETH
IMPACT_USD: Final = 6_000  # every other perp
_DEPTH: Final = 1_000  # levels an impact price may walk


class FundingRow:
    """The funding of one hour that ended at `time_ms`: hourly rate in 1e-10, mean premium as a fraction."""

    def __init__(self, time_ms: int, funding_e10: int, mean_premium: float) -> None:
        self.time_ms: Final = time_ms
        self.funding_e10: Final = funding_e10
        self.mean_premium: Final = mean_premium


class AssetOracle:
    """Oracle state of one asset, prices in price units.

    `impact_bid_units` and `impact_ask_units` are None while the book cannot fill the impact notional, and
    `last_premium` with them.
    """

    def __init__(self, asset: int, market: Market, oracle_units: int, impact_usd: int) -> None:
        self.asset: Final = asset
        self.market: Final = market
        self.impact_micro: Final = impact_usd * MICRO
        self.oracle_units = oracle_units
        self.impact_bid_units: float | None = None
        self.impact_ask_units: float | None = None
        self.last_premium: float | None = None
        self.history: Final[list[FundingRow]] = []
        self.multiplier = 1.0  # of the funding rate
        self.interest_8h = INTEREST_8H
        self._mark: Final = MarkPrice()
        self._hour = PremiumHour()

    def update_mark(self, now_ms: int) -> int:
        """Return the new mark price."""
        market = self.market
        bid, ask = market.best_units(True), market.best_units(False)
        return self._mark.update(self.oracle_units, bid, ask, market.last_units(), now_ms)

    def sample_premium(self) -> None:
        """Measure impact prices and premium; a book too thin for either gives no sample."""
        self.impact_bid_units = impact_units(self.market.levels(True, _DEPTH), self.impact_micro)
        self.impact_ask_units = impact_units(self.market.levels(False, _DEPTH), self.impact_micro)
        self.last_premium = None
        if self.impact_bid_units is not None and self.impact_ask_units is not None:
            self.last_premium = self.premium(self.impact_bid_units, self.impact_ask_units)
            self._hour.add(self.last_premium)

    def premium(self, impact_bid_units: float, impact_ask_units: float) -> float:
        """Return the premium (fraction) of impact prices over the oracle."""
        return premium(impact_bid_units, impact_ask_units, float(self.oracle_units))

    @property
    def funding_e10(self) -> int:
        """The hourly rate (1e-10) that the hour would end with if it ended now."""
        return rate_e10(self.multiplier * hourly_rate(self._hour.mean, self.interest_8h))

    def close_hour(self, time_ms: int) -> FundingRow:
        """End the hour and start the next."""
        row = FundingRow(time_ms, self.funding_e10, self._hour.mean)
        self.history.append(row)
        self._hour = PremiumHour()
        return row


class Oracle:
    """Moves marks, samples premiums and settles funding for all assets of a trading core as time passes."""

    def __init__(self, core: TradingCore, now_ms: int) -> None:
        self.assets: Final[dict[int, AssetOracle]] = {}
        self._core: Final = core
        self._next_mark_ms = now_ms
        self._next_sample_ms = now_ms
        self._next_hour_ms = (now_ms // HOUR_MS + 1) * HOUR_MS

    def list_asset(self, asset: int, oracle_units: int, impact_usd: int = IMPACT_USD) -> None:
        """Give an asset that the core lists its first oracle price (price units)."""
        self.add(AssetOracle(asset, self._core.assets[asset].market, oracle_units, impact_usd))

    def add(self, oracle: AssetOracle) -> None:
        """Take an oracle of an asset that the core lists."""
        self.assets[oracle.asset] = oracle
        self._core.assets[oracle.asset].conduct.oracle_units = oracle.oracle_units

    def set_price(self, asset: int, oracle_units: int) -> None:
        """Take a new oracle price (price units); the mark follows at its next update."""
        if oracle_units <= 0:
            raise ValueError(f"an oracle price must be positive, not {oracle_units} price units")
        self.assets[asset].oracle_units = oracle_units
        self._core.assets[asset].conduct.oracle_units = oracle_units

    def advance(self, now_ms: int) -> None:
        """Do what is due: marks every 3 s, premium samples every 5 s, funding at each full UTC hour.

        A late call does each thing once. Funding hours are never skipped: each is paid, dated at its hour.
        """
        if now_ms >= self._next_mark_ms:
            self._next_mark_ms = _next(now_ms, UPDATE_MS)
            for oracle in self.assets.values():
                self._core.clearing.of(oracle.asset).set_mark(oracle.asset, oracle.update_mark(now_ms))
        if now_ms >= self._next_sample_ms:
            self._next_sample_ms = _next(now_ms, SAMPLE_MS)
            for oracle in self.assets.values():
                oracle.sample_premium()
        while now_ms >= self._next_hour_ms:
            for oracle in self.assets.values():
                row = oracle.close_hour(self._next_hour_ms)
                self._core.settle_funding(oracle.asset, row.funding_e10, oracle.oracle_units, self._next_hour_ms)
            self._next_hour_ms += HOUR_MS


def _next(now_ms: int, interval_ms: int) -> int:
    return (now_ms // interval_ms + 1) * interval_ms


def impact_units(levels: list[Level], notional_micro: int) -> float | None:
    """Return the average price (price units) of trading a notional against levels; None when they hold less."""
    left = notional_micro
    lots = 0.0
    for level in levels:
        traded = min(left, level.lots * level.px_units)
        lots += traded / level.px_units
        left -= traded
        if left == 0:
            return notional_micro / lots
    return None
