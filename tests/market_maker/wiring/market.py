"""A seeded market as events: a random walk of the touch, a deep book under it, trades through both."""

from random import Random

from librt.vecs import vec

from hyperquote.book.grid import Grid
from hyperquote.market_maker.events import AssetContext, Bbo, Book, Event, Trade

T0_MS = 1_757_030_400_000  # 2025-09-05 00:00:00 UTC: the day rolls exactly 24 h later
LAG_MS = 50  # the venue's clock against ours
LEVELS = 20


class Market:
    """Prices in whole ticks of 0.1 around 4000 USD; every number comes from one seeded generator."""

    def __init__(self, grid: Grid, seed: int) -> None:
        self._grid = grid
        self._random = Random(seed)
        self._tid = 0
        self.tick = 0.1
        self.mid_ticks = 80_001  # of half a tick: the touch is one tick wide
        self.volatility_ticks = 1.0  # how far the touch may jump in one step
        self.trade_usd = 2_000.0  # mean size
        self.is_predictable = False  # whether the touch moves where its sizes lean
        self._lean = 0.0

    @property
    def bid(self) -> float:
        """Best bid (USD)."""
        return round((self.mid_ticks - 1) / 2 * self.tick, 6)

    @property
    def ask(self) -> float:
        """Best ask (USD)."""
        return round((self.mid_ticks + 1) / 2 * self.tick, 6)

    def move(self, ticks: int) -> None:
        """Shift the touch."""
        self.mid_ticks += 2 * ticks

    def bbo(self, now_ms: int) -> Bbo:
        """The touch; sizes lean at random."""
        lean = self._random.uniform(-0.9, 0.9)
        self._lean = lean
        return Bbo(now_ms - LAG_MS, now_ms * 1_000_000, self.bid, 5 + 4 * lean, self.ask, 5 - 4 * lean)

    def book(self, now_ms: int, *, is_deep: bool = True, scale: float = 1.0) -> Book:
        """Twenty levels a side whose depth thins out away from the touch."""
        bids = [round(self.bid - level * 5 * self.tick, 6) for level in range(LEVELS)]
        asks = [round(self.ask + level * 5 * self.tick, 6) for level in range(LEVELS)]
        sizes = [scale * self._random.uniform(8, 12) * 0.9**level for level in range(2 * LEVELS)]
        return Book(
            now_ms - LAG_MS,
            now_ms * 1_000_000,
            vec[float](bids),
            vec[float](sizes[:LEVELS]),
            vec[float](asks),
            vec[float](sizes[LEVELS:]),
            is_deep,
        )

    def trade(self, now_ms: int, *, usd: float | None = None, is_buy: bool | None = None) -> Trade:
        """A market order that reaches none, one or a few levels into the book."""
        self._tid += 1
        buys = self._random.random() < 0.5 if is_buy is None else is_buy
        reach = min(int(self._random.expovariate(0.7)), LEVELS - 1) * 5 * self.tick
        px = self.ask + reach if buys else self.bid - reach
        size = (usd if usd is not None else self._random.uniform(0.6, 1.4) * self.trade_usd) / px
        return Trade(now_ms - LAG_MS, now_ms * 1_000_000, round(px, 6), size, buys, self._tid)

    def context(self, now_ms: int, *, funding_rate: float = 0.0000125) -> AssetContext:
        """Mark and oracle at the mid."""
        mid = (self.bid + self.ask) / 2
        return AssetContext(now_ms - LAG_MS, now_ms * 1_000_000, mid, mid, funding_rate, 1_000.0)

    def step(self, number: int, now_ms: int) -> list[Event]:
        """What a tenth of a second brings."""
        reach = int(self.volatility_ticks)
        if reach > 0:
            leaning = round(3 * self._lean) if self.is_predictable else 0
            self.move(self._random.randint(-reach, reach) + leaning)
        events: list[Event] = [self.bbo(now_ms)]
        if number % 5 == 0:
            events.append(self.book(now_ms))
        if self._random.random() < 0.5:
            events.append(self.trade(now_ms))
        if number % 30 == 0:
            events.append(self.context(now_ms))
        return events
