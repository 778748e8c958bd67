"""One frame of each hot channel, from text to values with names: ours against what the official SDK does.

    python benchmarks/bench_decode.py

The official SDK parses a frame with `json.loads` into dicts and lists of strings, and so do we here for it; ours are
typed structs, checked on the way. The best of many short rounds counts.
"""

import json
import sys
import time
from collections.abc import Callable

from hyperquote import build
from hyperquote.ws.channels import decode_frame

TARGET = 2.5
ROUNDS = 60
REPEATS = 200
USER = "0x" + "ab" * 20


def levels(start: int, step: int) -> list[dict[str, object]]:
    """Twenty levels of a book."""
    return [{"px": f"{start + step * i}.5", "sz": f"{i + 1}.2345", "n": i + 1} for i in range(20)]


FILL = {
    "coin": "BTC",
    "px": "50000.0",
    "sz": "0.01",
    "side": "B",
    "time": 1_700_000_000_000,
    "startPosition": "0.0",
    "dir": "Open Long",
    "closedPnl": "0.0",
    "hash": "0x" + "0" * 64,
    "oid": 77_738_308,
    "crossed": False,
    "fee": "0.05",
    "tid": 118_906_512_037_719,
    "feeToken": "USDC",
}
TRADE = {
    "coin": "BTC",
    "side": "A",
    "px": "50000.0",
    "sz": "0.01",
    "time": 1_700_000_000_000,
    "hash": "0x" + "0" * 64,
    "tid": 118_906_512_037_719,
    "users": [USER, USER],
}
ORDER = {"coin": "BTC", "side": "B", "limitPx": "50000.0", "sz": "0.01", "oid": 1, "timestamp": 1, "origSz": "0.01"}
CHANNELS: dict[str, object] = {
    "l2Book": {"coin": "BTC", "time": 1_700_000_000_000, "levels": [levels(50_000, -1), levels(50_001, 1)]},
    "bbo": {"coin": "BTC", "time": 1_700_000_000_000, "bbo": [levels(50_000, 1)[0], levels(50_001, 1)[0]]},
    "trades": [TRADE] * 5,
    "userFills": {"user": USER, "fills": [FILL] * 3},
    "orderUpdates": [{"order": ORDER, "status": "open", "statusTimestamp": 1}] * 3,
    "allMids": {"mids": {f"COIN{i}": f"{i}.5" for i in range(200)}},
}


def best_us(run: Callable[[str], object], text: str) -> float:
    """Time per call in µs, the best round."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        for _ in range(REPEATS):
            run(text)
        best = min(best, (time.perf_counter_ns() - start) / REPEATS / 1_000)
    return best


def main() -> int:
    """Measure, print the ratios, and return how many targets were missed."""
    print(f"the {build.NAME} build; target {TARGET} ×")
    missed = 0
    for channel, data in CHANNELS.items():
        text = json.dumps({"channel": channel, "data": data})
        ours, official = best_us(decode_frame, text), best_us(json.loads, text)
        missed += official / ours < TARGET
        word = "met" if official / ours >= TARGET else "MISSED"
        print(f"{word:6} {channel:13} ours {ours:7.2f} µs   json.loads {official:7.2f} µs   {official / ours:5.2f} ×")
    return missed


if __name__ == "__main__":
    sys.exit(main())
