"""The picture of the synthetic crowd: a minute of its market, and the value that nobody sees."""

from docs.plot import Plot

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import default_listings
from hyperquote.local_exchange.matching.facts import TradeFact
from hyperquote.local_exchange.traders.crowd import populate

START_MS, BLOCK_MS, SEED = 1_760_000_000_000, 70, 6
FROM_S, UNTIL_S = 30.0, 90.0


def traders() -> Plot:
    """The value leads, the makers follow, and trades reach beyond the touch."""
    exchange = LocalExchange(START_MS, default_listings()[:1], seed=SEED)
    populate(exchange, SEED)
    grid, core = exchange.listings[0].grid, exchange.core
    times: list[float] = []
    values: list[float] = []
    mids: list[float] = []
    trade_times: dict[bool, list[float]] = {True: [], False: []}
    trade_prices: dict[bool, list[float]] = {True: [], False: []}
    for now_ms in range(START_MS, START_MS + int(UNTIL_S * 1_000), BLOCK_MS):
        exchange.advance(now_ms)
        second = (now_ms - START_MS) / 1_000.0
        facts = core.drain()
        if second < FROM_S:
            continue
        times.append(second - FROM_S)
        values.append(grid.px(exchange.oracle.assets[0].oracle_units))
        mids.append((grid.px(core.best_units(0, True)) + grid.px(core.best_units(0, False))) / 2.0)
        for fact in facts:
            if isinstance(fact, TradeFact):
                trade_times[fact.taker_is_buy].append(second - FROM_S)
                trade_prices[fact.taker_is_buy].append(grid.px(fact.px_units))
    plot = Plot(f"A minute of the synthetic BTC market (seed {SEED})", "seconds", "USD")
    plot.line("value", times, values, "#bbbbbb")
    plot.line("mid", times, mids, "#1f77b4")
    plot.points("buys", trade_times[True], trade_prices[True], "#2ca02c")
    plot.points("sells", trade_times[False], trade_prices[False], "#d62728")
    return plot
