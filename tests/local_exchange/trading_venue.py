"""A small venue for tests: two assets, accounts with money, and short ways to trade."""

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.margin_table import MarginTable
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.facts import FillFact, OrderFact, TradeFact
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket

ETH = 1  # szDecimals 4: prices in cents, lots of 0.0001
SOL = 5  # szDecimals 2: prices in 0.0001 USD, lots of 0.01
ETH_MARK = 3_000_00
SOL_MARK = 150_0000
ALICE = "0x" + "a" * 40
BOB = "0x" + "b" * 40
CAROL = "0x" + "c" * 40
NOW = 1_760_000_000_000


class Venue:
    """ETH at 3000 USD (25x) and SOL at 150 USD (20x); Alice, Bob and Carol hold `usd` each."""

    def __init__(self, usd: int = 100_000, table: MarginTable | None = None, schedule_volume_micro: int = 0) -> None:
        self.house = ClearingHouse()
        self.core = TradingCore(self.house, schedule_volume_micro=schedule_volume_micro)
        self.eth = PriceTimeMarket()
        self.sol = PriceTimeMarket()
        self.core.list_asset(ETH, Grid(4), self.eth, 25, ETH_MARK, table)
        self.core.list_asset(SOL, Grid(2), self.sol, 20, SOL_MARK)
        for who in (ALICE, BOB, CAROL):
            self.house.deposit(who, usd * MICRO)

    def place(
        self,
        who: str,
        side: str,
        px: float,
        size: float,
        tif: str = "Gtc",
        *,
        asset: int = ETH,
        reduce_only: bool = False,
        cloid: str = "",
        now_ms: int = NOW,
    ) -> Placed:
        """Place an order in USD and base units; `side` is "buy" or "sell"."""
        grid = self.core.assets[asset].grid
        units, lots = grid.units(px), grid.lots(size)
        return self.core.place(who, asset, side == "buy", units, lots, tif, reduce_only, cloid, now_ms)

    def buy(self, who: str, px: float, size: float, tif: str = "Gtc", **rest: bool) -> Placed:
        """Buy ETH."""
        return self.place(who, "buy", px, size, tif, reduce_only=rest.get("reduce_only", False))

    def sell(self, who: str, px: float, size: float, tif: str = "Gtc", **rest: bool) -> Placed:
        """Sell ETH."""
        return self.place(who, "sell", px, size, tif, reduce_only=rest.get("reduce_only", False))

    def lots(self, who: str, asset: int = ETH) -> int:
        """Return a position in lots."""
        return self.house.position(who, asset).lots

    def statuses(self) -> list[tuple[int, str]]:
        """Drain the facts and return (oid, status) of the orders among them."""
        return [(fact.oid, fact.status) for fact in self.core.drain() if isinstance(fact, OrderFact)]

    def fills(self) -> list[FillFact]:
        """Drain the facts and return the fills."""
        return [fact for fact in self.core.drain() if isinstance(fact, FillFact)]

    def trades(self) -> list[TradeFact]:
        """Drain the facts and return the trades."""
        return [fact for fact in self.core.drain() if isinstance(fact, TradeFact)]
