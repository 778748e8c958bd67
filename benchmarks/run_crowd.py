"""The measuring half of bench_crowd.py; runs under whichever build its path leads to."""

import gc
import time
from zlib import crc32

from benchmarks.market import tell

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import default_listings
from hyperquote.local_exchange.traders.crowd import live_through, populate
from hyperquote.local_exchange.traders.scenario import SCENARIO_NAMES

START_MS, BLOCK_MS, SEED = 1_760_000_000_000, 70, 1
WARM_UP_S, MEASURED_S, ROUNDS = 10, 60, 3


def measure(scenario: str) -> dict[str, float]:
    """Let fresh crowds live for a minute each; return the figures of the fastest."""
    best = 0.0
    for _ in range(ROUNDS):
        exchange = LocalExchange(START_MS, default_listings(), seed=SEED, market_name="crowd")
        populate(exchange, SEED)
        begin_ms = START_MS + WARM_UP_S * 1_000
        live_through(exchange, START_MS, begin_ms, BLOCK_MS)
        exchange.set_scenario(scenario, begin_ms)
        gc.collect()
        gc.disable()
        start = time.process_time()
        live_through(exchange, begin_ms, begin_ms + MEASURED_S * 1_000, BLOCK_MS)
        took = time.process_time() - start
        gc.enable()
        best = took if best == 0.0 else min(best, took)
    trades = [trade for asset in range(3) for trade in exchange.records.trades(asset, 1_000)]
    told = "".join(f"{trade.time_ms} {trade.px_units} {trade.lots} " for trade in trades)
    return {
        "exchange s/s": MEASURED_S / best,
        "µs a block": 1e6 * best * BLOCK_MS / (MEASURED_S * 1_000),
        "trades": len(trades),
        "market": crc32(f"{told}{exchange.checksum()}".encode()),
    }


def main() -> None:
    """Measure every scenario."""
    tell({scenario: measure(scenario) for scenario in SCENARIO_NAMES})


if __name__ == "__main__":
    main()
