"""One frame of each hot channel, from text to values with names: ours against what the official SDK does.

    python benchmarks/bench_decode.py

Twice: the parsers alone, and the whole way from the text of a frame to the user's callback. The official SDK parses
with `json.loads` into dicts and lists of strings, and around it writes a log line that nobody reads and finds the
callback; ours are typed structs, checked on the way, and around that we find the feed, note that it lives and stamp the
time. The target is for both. Contestants take turns, and the best of many short rounds counts.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from hyperliquid.websocket_manager import ActiveSubscription, WebsocketManager, subscription_to_identifier

from hyperquote import build
from hyperquote.ws.channels import (
    AllMidsSubscription,
    BboSubscription,
    L2BookSubscription,
    OrderUpdatesSubscription,
    TradesSubscription,
    UserFillsSubscription,
    decode_frame,
)
from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.client import WsManager
from hyperquote.ws.stream import Listener

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


SUBSCRIPTIONS: dict[str, Subscription[Any]] = {
    "l2Book": L2BookSubscription("BTC"),
    "bbo": BboSubscription("BTC"),
    "trades": TradesSubscription("BTC"),
    "userFills": UserFillsSubscription(USER),
    "orderUpdates": OrderUpdatesSubscription(USER),
    "allMids": AllMidsSubscription(),
}


def official_path(channel: str) -> Callable[[str], object]:
    """What the official SDK does with a frame, down to a callback that does nothing."""
    manager = WebsocketManager("http://127.0.0.1:9")  # a thread that is never started
    words = {"type": channel, "coin": "BTC", "user": USER}
    manager.active_subscriptions[subscription_to_identifier(words)].append(ActiveSubscription(lambda message: None, 1))
    return lambda text: manager.on_message(None, text)


def our_path(channel: str) -> Callable[[str], object]:
    """What our client does with a frame, down to such a callback."""
    subscription = SUBSCRIPTIONS[channel]
    manager = WsManager("ws://127.0.0.1:9/ws")  # never started either
    manager.session.subscribe(subscription)
    manager.session.connected(0)
    manager._taps[subscription] = [Listener(subscription, lambda data, local_ns: None)]

    def run(text: str) -> None:
        now_ns = time.time_ns()
        manager._apply(manager.session.received(text, now_ns), now_ns)

    return run


def best_us(runs: tuple[Callable[[str], object], ...], text: str) -> list[float]:
    """Time per call in µs of each, the best round."""
    best = [float("inf")] * len(runs)
    for _ in range(ROUNDS):
        for place, run in enumerate(runs):
            start = time.perf_counter_ns()
            for _ in range(REPEATS):
                run(text)
            best[place] = min(best[place], (time.perf_counter_ns() - start) / REPEATS / 1_000)
    return best


def main() -> int:
    """Measure, print the ratios, and return how many targets were missed."""
    print(f"the {build.NAME} build; target {TARGET} ×")
    missed = 0
    for channel, data in CHANNELS.items():
        text = json.dumps({"channel": channel, "data": data}, separators=(",", ":"))  # as the venue writes it
        for words, runs in (
            ("parser", (decode_frame, json.loads)),
            ("to the callback", (our_path(channel), official_path(channel))),
        ):
            ours, official = best_us(runs, text)
            missed += official / ours < TARGET
            word = "met" if official / ours >= TARGET else "MISSED"
            print(
                f"{word:6} {channel:12} {words:15} {ours:7.2f} µs, official {official:7.2f} µs {official / ours:6.2f} ×"
            )
    return missed


if __name__ == "__main__":
    sys.exit(main())
