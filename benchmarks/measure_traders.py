"""Measure a market, recorded or synthetic, by the same rules: what the crowd is calibrated with.

Run:  python benchmarks/measure_traders.py [--coin BTC] [--minutes 35] [--seed 1] [--recording FOLDER]

Prints one column for the synthetic market of a coin and, given a recording of it (bbo.parquet, l2.parquet,
trades.parquet), one for that.
"""

import argparse
from bisect import bisect_right
from collections.abc import Sequence
from math import log, sqrt
from pathlib import Path
from time import perf_counter

from hyperquote import build
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import default_listings
from hyperquote.local_exchange.matching.facts import TradeFact
from hyperquote.local_exchange.traders.crowd import Crowd
from hyperquote.local_exchange.traders.scenario import CALM, CALM_NAME, Scenario

BLOCK_MS = 70
START_MS = 1_760_000_000_000
BOOK_MS = 560  # between two looks at the depth, a multiple of a block and about the recording's
REACHES_BPS = (0.05, 0.5, 1.0, 2.0, 3.0)
HORIZONS_S = (1, 5, 10, 30, 60)


class Quote:
    """Best prices (USD) and sizes (base units) at a time."""

    def __init__(self, time_ms: int, bid: float, bid_size: float, ask: float, ask_size: float) -> None:
        self.time_ms = time_ms
        self.bid, self.bid_size, self.ask, self.ask_size = bid, bid_size, ask, ask_size

    @property
    def mid(self) -> float:
        """The middle (USD)."""
        return (self.bid + self.ask) / 2.0


class Aggression:
    """One aggressive order: its trades of one moment and side, together."""

    def __init__(self, time_ms: int, is_buy: bool) -> None:
        self.time_ms = time_ms
        self.is_buy = is_buy
        self.size = 0.0
        self.furthest = 0.0

    def add(self, px: float, size: float) -> None:
        """Add one of its trades."""
        self.size += size
        if self.furthest == 0.0 or (px > self.furthest) == self.is_buy:
            self.furthest = px


class Session:
    """All that is measured of a market: quotes, aggressive orders, (bids, asks) as (price, size) lists, best first."""

    def __init__(self, tick: float) -> None:
        self.tick = tick  # USD
        self.quotes: list[Quote] = []
        self.orders: list[Aggression] = []
        self.books: list[tuple[list[tuple[float, float]], list[tuple[float, float]]]] = []
        self.step_s = 0.0

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.quotes[-1].time_ms - self.quotes[0].time_ms) / 1_000.0

    def add_trade(self, time_ms: int, is_buy: bool, px: float, size: float) -> None:
        """Add a trade to the order it belongs to: the last one, if moment and side agree."""
        last = self.orders[-1] if self.orders else None
        if last is None or last.time_ms != time_ms or last.is_buy != is_buy:
            last = Aggression(time_ms, is_buy)
            self.orders.append(last)
        last.add(px, size)


def synthetic(scenario: Scenario, seed: int, minutes: float, coin: str = "BTC", name: str = CALM_NAME) -> Session:
    """Let a crowd trade one coin by itself for a while, a block every 70 ms; `name` varies the calm `scenario`."""
    listing = next(each for each in default_listings() if each.name == coin)
    exchange = LocalExchange(START_MS, [listing], seed=seed)
    grid, core = listing.grid, exchange.core
    exchange.add_participant(Crowd(0, listing, scenario, seed))
    if name != CALM_NAME:
        exchange.set_scenario(name, START_MS)
    session = Session(grid.px(grid.tick(listing.start_units)))
    last = (0, 0, 0, 0)
    for now_ms in range(START_MS, START_MS + int(minutes * 60_000), BLOCK_MS):
        before = perf_counter()
        exchange.advance(now_ms)
        session.step_s += perf_counter() - before
        for fact in core.drain():
            if isinstance(fact, TradeFact):
                session.add_trade(now_ms, fact.taker_is_buy, grid.px(fact.px_units), grid.size(fact.lots))
        bids, asks = core.levels(0, True, 20), core.levels(0, False, 20)
        best = (bids[0].px_units, bids[0].lots, asks[0].px_units, asks[0].lots)
        if best != last:
            last = best
            session.quotes.append(
                Quote(now_ms, grid.px(best[0]), grid.size(best[1]), grid.px(best[2]), grid.size(best[3]))
            )
        if (now_ms - START_MS) % BOOK_MS == 0:
            session.books.append(
                (
                    [(grid.px(level.px_units), grid.size(level.lots)) for level in bids],
                    [(grid.px(level.px_units), grid.size(level.lots)) for level in asks],
                )
            )
    return session


def recorded(folder: Path, tick: float = 1.0) -> Session:
    """Read a recording of quotes, books and trades; trades from before the first quote are left out."""
    from pyarrow import parquet  # noqa: PLC0415  only this needs it

    session = Session(tick)
    for row in parquet.read_table(folder / "bbo.parquet").to_pylist():
        session.quotes.append(Quote(row["exch_ts_ms"], row["bid_px"], row["bid_sz"], row["ask_px"], row["ask_sz"]))
    start_ms = session.quotes[0].time_ms
    seen: set[int] = set()
    for row in parquet.read_table(folder / "trades.parquet").to_pylist():
        if row["exch_ts_ms"] >= start_ms and row["tid"] not in seen:
            seen.add(row["tid"])
            session.add_trade(row["exch_ts_ms"], row["side"] == "buy", row["px"], row["sz"])
    for row in parquet.read_table(folder / "l2.parquet").to_pylist():
        bids = [(row[f"bid_px_{i}"], row[f"bid_sz_{i}"]) for i in range(20)]
        asks = [(row[f"ask_px_{i}"], row[f"ask_sz_{i}"]) for i in range(20)]
        session.books.append((bids, asks))
    return session


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all are below; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def mean(values: Sequence[float]) -> float:
    """Return the average; 0 of none."""
    return sum(values) / len(values) if values else 0.0


def correlation(values: Sequence[float], lag: int) -> float:
    """Return the autocorrelation at a lag."""
    middle = mean(values)
    centred = [value - middle for value in values]
    spread = sum(each * each for each in centred)
    return sum(a * b for a, b in zip(centred, centred[lag:], strict=False)) / spread


def sampled_mids(session: Session, step_ms: int = 1_000) -> list[float]:
    """Return the mid at each step from the first quote to the last."""
    times = [quote.time_ms for quote in session.quotes]
    return [session.quotes[bisect_right(times, time_ms) - 1].mid for time_ms in range(times[0], times[-1] + 1, step_ms)]


def returns_bps(mids: Sequence[float], horizon: int) -> list[float]:
    """Return the overlapping log returns over `horizon` samples, in bps."""
    return [log(b / a) * 1e4 for a, b in zip(mids, mids[horizon:], strict=False)]


def sigma(session: Session, horizon_s: int) -> float:
    """Return the volatility measured at a horizon (bps/√s)."""
    moves = returns_bps(sampled_mids(session), horizon_s)
    return sqrt(mean([move * move for move in moves]) / horizon_s)


def kurtosis(values: Sequence[float]) -> float:
    """Return the fourth moment about the mean over the squared second: 3 for a Gaussian."""
    middle = mean(values)
    return mean([(v - middle) ** 4 for v in values]) / mean([(v - middle) ** 2 for v in values]) ** 2


def spreads_ticks(session: Session) -> list[float]:
    """Return the spread in ticks, once a tenth of a second."""
    times = [quote.time_ms for quote in session.quotes]
    quotes = (session.quotes[bisect_right(times, t) - 1] for t in range(times[0], times[-1] + 1, 100))
    return [round((quote.ask - quote.bid) / session.tick) for quote in quotes]


def reaches_bps(session: Session) -> list[float]:
    """Return how far beyond the last earlier mid each aggressive order traded."""
    times = [quote.time_ms for quote in session.quotes]
    found: list[float] = []
    for order in session.orders:
        at = bisect_right(times, order.time_ms - 1) - 1
        if at >= 0:
            away = log(order.furthest / session.quotes[at].mid) * 1e4
            found.append(away if order.is_buy else -away)
    return found


def reach_rate(session: Session, reach_bps: float) -> float:
    """Return how often a second an aggressive order reaches further than this beyond the mid, per side."""
    return sum(reach > reach_bps for reach in reaches_bps(session)) / session.seconds / 2.0


def fano(session: Session, window_s: int) -> float:
    """Return variance over mean of the number of aggressive orders in windows of this length."""
    start_ms = session.quotes[0].time_ms
    counts = [0] * max(int(session.seconds) // window_s, 1)
    for order in session.orders:
        window = (order.time_ms - start_ms) // (1_000 * window_s)
        if window < len(counts):
            counts[window] += 1
    middle = mean(counts)
    return mean([(count - middle) ** 2 for count in counts]) / middle


def impact_bps(session: Session, after_ms: int) -> float:
    """Return how far the mid is in an aggressive order's direction this long after it, on average."""
    times = [quote.time_ms for quote in session.quotes]
    found: list[float] = []
    for order in session.orders:
        before = bisect_right(times, order.time_ms - 1) - 1
        if before >= 0 and order.time_ms + after_ms <= times[-1]:
            later = session.quotes[bisect_right(times, order.time_ms + after_ms) - 1].mid
            move = log(later / session.quotes[before].mid) * 1e4
            found.append(move if order.is_buy else -move)
    return mean(found)


def depth(session: Session, side: int, within_bps: float) -> float:
    """Return the mean size within a distance of the touch, bids (0) or asks (1), in base units."""
    found: list[float] = []
    for book in session.books:
        levels = book[side]
        limit = levels[0][0] * within_bps * 1e-4
        found.append(sum(size for px, size in levels if abs(px - levels[0][0]) <= limit))
    return mean(found)


def table(session: Session) -> dict[str, str]:
    """Return all measures by name, as text."""
    moves = returns_bps(sampled_mids(session), 1)
    sizes = [order.size for order in session.orders]
    touch = [size for quote in session.quotes for size in (quote.bid_size, quote.ask_size)]
    behind = [size for book in session.books for levels in book for _, size in levels[1:20]]
    spreads = spreads_ticks(session)
    gaps = [(b.time_ms - a.time_ms) / 1_000.0 for a, b in zip(session.orders, session.orders[1:], strict=False)]
    gap = mean(gaps)
    return {
        "spread (ticks): median, mean, 95 %, 99 %": f"{quantile(spreads, 0.5):.0f}  {mean(spreads):.2f}"
        f"  {quantile(spreads, 0.95):.0f}  {quantile(spreads, 0.99):.0f}",
        "σ (bp/√s) at 1, 5, 10, 30, 60 s": "  ".join(f"{sigma(session, h):.2f}" for h in HORIZONS_S),
        "kurtosis of 1 s returns": f"{kurtosis(moves):.0f}",
        "autocorrelation of 1 s returns, lags 1 2 3": "  ".join(f"{correlation(moves, k):+.2f}" for k in (1, 2, 3)),
        "autocorrelation of their size, lags 1 2 5": "  ".join(
            f"{correlation([abs(move) for move in moves], k):.2f}" for k in (1, 2, 5)
        ),
        "changes of the best quotes a second": f"{len(session.quotes) / session.seconds:.1f}",
        "touch size: median, mean": f"{quantile(touch, 0.5):.1f}  {mean(touch):.1f}",
        "level size behind it: median, mean": f"{quantile(behind, 0.5):.2f}  {mean(behind):.2f}",
        "depth within 1 bp of the touch: bids, asks": f"{depth(session, 0, 1.0):.0f}  {depth(session, 1, 1.0):.0f}",
        "aggressive orders a second": f"{len(sizes) / session.seconds:.2f}",
        "volume a second": f"{sum(sizes) / session.seconds:.2f}",
        "order size: 10, 50, 75, 90, 95, 99 %": "  ".join(
            f"{quantile(sizes, share):.2g}" for share in (0.1, 0.5, 0.75, 0.9, 0.95, 0.99)
        ),
        "variation of the time between orders": f"{sqrt(mean([(g - gap) ** 2 for g in gaps])) / gap:.2f}",
        "Fano factor of orders in 1, 10, 60 s": "  ".join(f"{fano(session, w):.1f}" for w in (1, 10, 60)),
        "orders a second and side reaching 0.05, 0.5, 1, 2, 3 bp beyond mid": "  ".join(
            f"{reach_rate(session, reach):.3f}" for reach in REACHES_BPS
        ),
        "impact of an order (bp) after 0.5, 5 s": "  ".join(f"{impact_bps(session, ms):.2f}" for ms in (500, 5_000)),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coin", choices=list(CALM), default="BTC")
    parser.add_argument("--minutes", type=float, default=35.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recording", type=Path)
    options = parser.parse_args()
    made = synthetic(CALM[options.coin], options.seed, options.minutes, options.coin)
    columns = [table(made)]
    if options.recording is not None:
        columns.append(table(recorded(options.recording, made.tick)))
    blocks = options.minutes * 60_000 / BLOCK_MS
    print(f"{build.NAME} core, {made.step_s / blocks * 1e3:.3f} ms a block, sizes in {options.coin}")
    print(f"{'':70} {'synthetic':40} {'recorded' if len(columns) > 1 else ''}")
    for name in columns[0]:
        print(f"{name:70}", " ".join(f"{column[name]:40}" for column in columns).rstrip())


if __name__ == "__main__":
    main()
