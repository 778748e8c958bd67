"""A small recorded market, made here: a seeded walk with trades that cross the spread, written as a recording is."""

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

START_MS = 1_757_000_000_000
LEVELS = 5
DELAY_US = 60_000


def write_recording(folder: Path, *, seconds: int = 150, mid: float = 110_000.0, seed: int = 1) -> Path:
    """Ten touches and a few trades a second, a book every half second; ticks of 1 USD."""
    rng = Random(seed)
    folder.mkdir(parents=True)
    touches: list[dict[str, float]] = []
    books: list[dict[str, float]] = []
    trades: list[dict[str, object]] = []
    bid = mid
    for step in range(seconds * 10):
        at_ms = START_MS + 100 * step
        bid += rng.choice((-4.0, -2.0, 0.0, 0.0, 2.0, 4.0))
        stamp = {"local_ts_us": at_ms * 1_000 + DELAY_US, "exch_ts_ms": at_ms}
        sizes = [round(rng.uniform(0.05, 4.0), 5) for _ in range(2 * LEVELS)]
        touches.append({**stamp, "bid_px": bid, "bid_sz": sizes[0], "ask_px": bid + 1.0, "ask_sz": sizes[LEVELS]})
        if step % 5 == 0:
            row: dict[str, float] = dict(stamp)
            for level in range(LEVELS):
                row |= {f"bid_px_{level}": bid - level, f"bid_sz_{level}": sizes[level]}
                row |= {f"ask_px_{level}": bid + 1.0 + level, f"ask_sz_{level}": sizes[LEVELS + level]}
            books.append(row)
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            is_buy = rng.random() < 0.5
            reach = rng.choice((0.0, 0.0, 0.0, 15.0, 60.0))
            px = bid + 1.0 + reach if is_buy else bid - reach
            size = round(rng.uniform(0.05, 0.8), 5)
            side = "buy" if is_buy else "sell"
            trades.append({**stamp, "px": px, "sz": size, "side": side, "tid": len(trades) + 1})
    for name, rows in (("bbo", touches), ("l2", books), ("trades", trades)):
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder
