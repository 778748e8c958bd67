"""Stylised facts of a market, recorded or synthetic, as plain numbers and curves by the same rules.

Run:  python benchmarks/stylised_facts.py [--minutes 35] [--seed 1] [--scenario calm] [--recordings FOLDER [--keep]]

Prints a table for BTC, ETH and SOL: recorded beside synthetic. The recorded column is kept in `recorded_facts.json`
beside this file, so that nobody needs the recordings; with FOLDER (one folder a coin: bbo, l2, trades.parquet) it is
measured anew, and kept with --keep.

Every fact is a list: one number, or one for each place on an axis that `AXES` names.
After Cont (2001), Quantitative Finance 1(2), 223-236, and Bouchaud, Bonart, Donier & Gould (2018), Trades, Quotes and
Prices, Cambridge.
"""

import argparse
import json
from bisect import bisect_right
from collections.abc import Sequence
from math import log, sqrt
from pathlib import Path

from benchmarks.measure_traders import (
    Session,
    correlation,
    fano,
    impact_bps,
    kurtosis,
    mean,
    quantile,
    recorded,
    returns_bps,
    sampled_mids,
    sigma,
    spreads_ticks,
    synthetic,
)

from hyperquote.local_exchange.listing import default_listings
from hyperquote.local_exchange.traders.scenario import CALM, SCENARIO_NAMES

Facts = dict[str, list[float]]

KEPT = Path(__file__).with_name("recorded_facts.json")
TICKS = [1, 2, 3, 4, 5]
LEVELS = [0, 1, 2, 5, 10, 19]
LAGS = [1, 2, 5, 10, 30]
HORIZONS_S = [1, 2, 5, 10, 30, 60]
WINDOWS_S = [1, 10, 60]
SHARES = [0.5, 0.75, 0.9, 0.99]
AFTER_S = [0.5, 1, 2, 5, 10, 30]
AXES: dict[str, tuple[str, list[float]]] = {
    "spread": ("share of the time at this many ticks or fewer", [*TICKS]),
    "depth": ("mean USD thousands from the touch to this many ticks behind it, a side", [*LEVELS]),
    "rate": ("aggressive orders a second", []),
    "durations": ("standard deviation of the time between orders over its mean", []),
    "fano": ("variance over mean of the orders in windows of this many seconds", [*WINDOWS_S]),
    "branching": ("share of orders that others provoked, 1 − 1/√Fano of a minute", []),
    "counts": ("autocorrelation of the orders a second, at lags of seconds", [*LAGS]),
    "kurtosis": ("kurtosis of 1 s returns", []),
    "clustering": ("autocorrelation of the size of 1 s returns, at lags of seconds", [*LAGS]),
    "signature": ("volatility (bp/√s) measured over this many seconds", [*HORIZONS_S]),
    "sizes": ("order size (USD) that this share stays below", [*SHARES]),
    "tail": ("exponent of the tail of sizes, Hill's, largest twentieth", []),
    "response": ("mean move (bp) in an order's direction after this many seconds", [*AFTER_S]),
    "signs": ("autocorrelation of the direction of orders, at lags of orders", [*LAGS]),
}
DEPTH_UNIT_USD = 1_000.0


def depth_profile(session: Session) -> list[float]:
    """Return the mean size (USD thousands) from the touch to so many ticks behind it, over both sides."""
    found: list[list[float]] = [[] for _ in LEVELS]
    for book in session.books:
        for levels in book:
            touch = levels[0][0]
            for at, ticks in enumerate(LEVELS):
                reach = (ticks + 0.5) * session.tick
                usd = sum(px * size for px, size in levels if abs(px - touch) < reach)
                found[at].append(usd / DEPTH_UNIT_USD)
    return [mean(each) for each in found]


def counts_per_s(session: Session) -> list[float]:
    """Return how many aggressive orders came in each second from the first quote to the last."""
    start_ms = session.quotes[0].time_ms
    counts = [0.0] * max(int(session.seconds), 1)
    for order in session.orders:
        second = (order.time_ms - start_ms) // 1_000
        if second < len(counts):
            counts[second] += 1.0
    return counts


def hill(values: Sequence[float], share: float = 0.05) -> float:
    """Return the exponent α of a tail P(x > X) ~ X^−α, from the largest `share` of the values.

    Hill (1975), Annals of Statistics 3(5), 1163-1174: 1/α is the mean of ln(x/x₀) over those above x₀.
    """
    ordered = sorted(values, reverse=True)
    top = max(int(len(ordered) * share), 2)
    return 1.0 / mean([log(value / ordered[top]) for value in ordered[:top]])


def order_usd(session: Session) -> list[float]:
    """Return the notional of each aggressive order at the mid before it."""
    times = [quote.time_ms for quote in session.quotes]
    sizes: list[float] = []
    for order in session.orders:
        at = max(bisect_right(times, order.time_ms) - 1, 0)
        sizes.append(order.size * session.quotes[at].mid)
    return sizes


def facts_of(session: Session) -> Facts:
    """Return every fact of a market; each list is as long as its axis, or one number."""
    spreads = spreads_ticks(session)
    moves = returns_bps(sampled_mids(session), 1)
    gaps = [(b.time_ms - a.time_ms) / 1_000.0 for a, b in zip(session.orders, session.orders[1:], strict=False)]
    gap = mean(gaps)
    counts = counts_per_s(session)
    sizes = order_usd(session)
    signs = [1.0 if order.is_buy else -1.0 for order in session.orders]
    minute = fano(session, 60)
    return {
        "spread": [mean([float(spread <= ticks) for spread in spreads]) for ticks in TICKS],
        "depth": depth_profile(session),
        "rate": [len(session.orders) / session.seconds],
        "durations": [sqrt(mean([(each - gap) ** 2 for each in gaps])) / gap],
        "fano": [fano(session, window) for window in WINDOWS_S],
        "branching": [1.0 - 1.0 / sqrt(max(minute, 1.0))],
        "counts": [correlation(counts, lag) for lag in LAGS],
        "kurtosis": [kurtosis(moves)],
        "clustering": [correlation([abs(move) for move in moves], lag) for lag in LAGS],
        "signature": [sigma(session, horizon) for horizon in HORIZONS_S],
        "sizes": [quantile(sizes, share) for share in SHARES],
        "tail": [hill(sizes)],
        "response": [impact_bps(session, int(after * 1_000)) for after in AFTER_S],
        "signs": [correlation(signs, lag) for lag in LAGS],
    }


def kept() -> dict[str, Facts]:
    """Return the recorded facts by coin, as they were measured once."""
    found: dict[str, Facts] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def tick_usd(coin: str) -> float:
    """Return the tick of a coin at its usual price."""
    listing = next(each for each in default_listings() if each.name == coin)
    return listing.grid.px(listing.grid.tick(listing.start_units))


def keep(facts: dict[str, Facts]) -> None:
    """Write the recorded facts, four digits each."""
    short = {coin: {k: [float(f"{v:.4g}") for v in vs] for k, vs in each.items()} for coin, each in facts.items()}
    lines = [
        f'"{coin}": {{\n' + ",\n".join(f'  "{k}": {json.dumps(vs)}' for k, vs in each.items()) + "\n}"
        for coin, each in short.items()
    ]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def table(real: dict[str, Facts], made: dict[str, Facts]) -> list[str]:
    """Return the rows of a Markdown table: fact, places, and two columns a coin."""
    head = "| fact | at | " + " | ".join(f"{coin} recorded | synthetic" for coin in made) + " |"
    rows = [head, "|---|---|" + "---|---|" * len(made)]
    for name, (_, places) in AXES.items():
        cells = [f"{numbers(each[name])}" for coin in made for each in (real[coin], made[coin])]
        rows.append(f"| {name} | {' '.join(f'{place:g}' for place in places)} | " + " | ".join(cells) + " |")
    return rows


def numbers(values: Sequence[float]) -> str:
    """Return a list in three digits."""
    return " ".join(f"{value:.2g}" if abs(value) < 100 else f"{value:.0f}" for value in values)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=35.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", choices=SCENARIO_NAMES, default="calm")
    parser.add_argument("--recordings", type=Path)
    parser.add_argument("--keep", action="store_true", help="write the recorded facts to recorded_facts.json")
    options = parser.parse_args()
    real = kept() if options.recordings is None else {}
    if options.recordings is not None:
        for coin in CALM:
            real[coin] = facts_of(recorded(options.recordings / coin, tick_usd(coin)))
        if options.keep:
            keep(real)
    made = {
        coin: facts_of(synthetic(CALM[coin], options.seed, options.minutes, coin, options.scenario)) for coin in CALM
    }
    print("\n".join(table(real, made)))
    for name, (words, _) in AXES.items():
        print(f"{name:12} {words}")


if __name__ == "__main__":
    main()
