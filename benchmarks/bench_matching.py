"""How many orders a second the trading core places, matches and cancels, in this build.

Run:  python benchmarks/bench_matching.py [actions]

Four makers keep 200 post-only quotes around a walking price and replace the oldest; every tenth action is a
taker that crosses. All of validation, margin, fees, ledgers and facts is included; facts are drained as the
feeds would. The price-time book is also timed alone, and so is an exchange on which every order trades: one offers,
another takes all of it.
"""

import sys
from random import Random
from time import perf_counter

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.matching import core as core_module
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket

ETH = 1
MARK = 3_000_00
MAKERS = [f"0x{digit * 40}" for digit in "abcd"]
TAKER = "0x" + "e" * 40
QUOTES = 200
MATCHED_PER_S = 100_000


def drawn_actions(n: int) -> list[tuple[int, bool, int, int]]:
    """Return n seeded actions: who (4 = the taker), side, distance in ticks of 0.1 USD, lots."""
    random = Random(7)
    return [
        (4 if i % 10 == 9 else i % 4, random.random() < 0.5, random.randint(1, 40), random.randint(50, 2_000))
        for i in range(n)
    ]


def core_rate(actions: list[tuple[int, bool, int, int]]) -> tuple[float, int]:
    """Return actions a second (a cancel counts as one) and the number of facts told."""
    core = TradingCore(ClearingHouse())
    core.list_asset(ETH, Grid(4), PriceTimeMarket(), 25, MARK)
    for account in (*MAKERS, TAKER):
        core.clearing.deposit(account, 10**15)
    resting: list[tuple[str, int]] = []
    done = told = oldest = 0
    start = perf_counter()
    for now, (who, is_buy, ticks, lots) in enumerate(actions):
        if who == 4:
            core.place(TAKER, ETH, is_buy, MARK + (200 if is_buy else -200), lots, "Ioc", False, "", now)
        else:
            units = MARK - 10 * ticks if is_buy else MARK + 10 * ticks
            placed = core.place(MAKERS[who], ETH, is_buy, units, lots, "Alo", False, "", now)
            resting.append((MAKERS[who], placed.oid))
        done += 1
        if len(resting) - oldest > QUOTES:
            core.cancel(resting[oldest][0], ETH, resting[oldest][1], now)
            oldest += 1
            done += 1
        if now % 64 == 0:
            told += len(core.drain())
    return done / (perf_counter() - start), told


def book_rate(actions: list[tuple[int, bool, int, int]]) -> float:
    """Return orders a second of the book alone: rest, match, remove."""
    market = PriceTimeMarket()
    resting: list[BookOrder] = []
    done = oldest = 0
    start = perf_counter()
    for oid, (who, is_buy, ticks, lots) in enumerate(actions):
        sign = -1 if is_buy else 1
        units = MARK - sign * 200 if who == 4 else MARK + sign * 10 * ticks
        order = BookOrder(oid, "maker" if who < 4 else "taker", ETH, is_buy, units, lots, "Gtc", False, "", oid)
        if who == 4:
            market.take(order, oid)
        else:
            market.rest(order, oid)
            resting.append(order)
        done += 1
        if len(resting) - oldest > QUOTES:
            market.remove(resting[oldest])
            oldest += 1
            done += 1
    return done / (perf_counter() - start)


def matched_rate(n: int) -> float:
    """Return orders a second where each is half of a trade."""
    core = TradingCore(ClearingHouse())
    core.list_asset(ETH, Grid(4), PriceTimeMarket(), 25, MARK)
    maker = MAKERS[0]
    for account in (maker, TAKER):
        core.clearing.deposit(account, 10**15)
    trades = 0
    start = perf_counter()
    for now in range(n // 2):
        is_buy = now % 2 == 0
        core.place(maker, ETH, is_buy, MARK, 1_000, "Gtc", False, "", now)
        placed = core.place(TAKER, ETH, not is_buy, MARK, 1_000, "Ioc", False, "", now)
        trades += placed.status == "filled"
        if now % 64 == 0:
            core.drain()
    rate = n / (perf_counter() - start)
    if trades != n // 2:
        raise SystemExit(f"{n // 2 - trades} of {n // 2} orders did not trade")
    return rate


def main() -> None:
    """Print one line for each layer, best of three, and end with an error if the compiled core misses its target."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    actions = drawn_actions(n)
    build = "interpreted" if core_module.__file__.endswith(".py") else "compiled"
    best = max(core_rate(actions) for _ in range(3))
    print(f"{build}: trading core  {best[0]:>12,.0f} actions/s  ({best[1]:,} facts)")
    print(f"{build}: book alone    {max(book_rate(actions) for _ in range(3)):>12,.0f} actions/s")
    matched = max(matched_rate(n) for _ in range(3))
    print(f"{build}: all matched   {matched:>12,.0f} orders/s")
    if build == "compiled" and matched < MATCHED_PER_S:
        raise SystemExit(f"MISSED: {MATCHED_PER_S:,} matched orders a second")


if __name__ == "__main__":
    main()
