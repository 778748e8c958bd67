"""A frame of l2Book, from the socket to a book of floats in the user's hands: ours, the official SDK, `websockets`.

    python benchmarks/bench_book.py

A server on the loopback floods each client with the same book of twenty levels a side; what counts is how many a
second arrive as floats in the user's code, the client alone being busy. The official SDK hands out dicts of text,
which its user turns into floats. `websockets` is tried twice: with structs of text and `float()`, as one would write
it first, and with structs of floats, the best that can be made of it with msgspec. Contestants take turns, and the
best of several rounds counts.
"""

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Callable

import msgspec
from hyperliquid.websocket_manager import WebsocketManager
from loopback import best_of, flood

from hyperquote import build
from hyperquote.info.requests.l2_book import L2Book
from hyperquote.ws.channels import L2BookSubscription
from hyperquote.ws.client import WsManager
from hyperquote.ws.float_book import FloatBook, FloatBookSubscription

try:
    import websockets
except ImportError:
    print("peers are missing: pip install --require-hashes -r benchmarks/requirements.txt")
    raise SystemExit(2) from None

ROUNDS = 7
WARM_UP = 100


class Meter:
    """Notes the time of the first and of the last of so many books."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.seen = 0
        self.start_ns = 0
        self.end_ns = 0

    def is_over(self) -> bool:
        """Count one book; whether it was the last."""
        self.seen += 1
        if self.seen == WARM_UP:
            self.start_ns = time.perf_counter_ns()
        elif self.seen == WARM_UP + self.count:
            self.end_ns = time.perf_counter_ns()
        return self.seen >= WARM_UP + self.count

    @property
    def us(self) -> float:
        """Time per book (µs)."""
        return (self.end_ns - self.start_ns) / self.count / 1_000


def official(port: int, count: int) -> float:
    """The official SDK: its thread calls us with dicts of text."""
    meter, done = Meter(count), threading.Event()

    def on_book(message: dict) -> None:  # type: ignore[type-arg]
        for side in message["data"]["levels"]:
            [(float(level["px"]), float(level["sz"])) for level in side]
        if meter.is_over():
            done.set()

    manager = WebsocketManager(f"http://127.0.0.1:{port}")
    manager.daemon = manager.ping_sender.daemon = True
    manager.subscribe({"type": "l2Book", "coin": "BTC"}, on_book)
    manager.start()
    done.wait()
    manager.stop_event.set()
    manager.ws.keep_running = False
    manager.ws.sock.shutdown()
    manager.join()
    return meter.us


async def _ours_floats(port: int, meter: Meter) -> float:
    done = asyncio.Event()

    def on_book(book: FloatBook, local_ns: int) -> None:
        if meter.is_over():
            done.set()

    manager = WsManager(f"ws://127.0.0.1:{port}/ws")
    await manager.listen(FloatBookSubscription("BTC"), on_book)
    await done.wait()
    await manager.close()
    return meter.us


async def _ours_text(port: int, meter: Meter) -> float:
    done = asyncio.Event()

    def on_book(book: L2Book, local_ns: int) -> None:
        for side in book.levels:
            [(float(level.px), float(level.sz)) for level in side]
        if meter.is_over():
            done.set()

    manager = WsManager(f"ws://127.0.0.1:{port}/ws")
    await manager.listen(L2BookSubscription("BTC"), on_book)
    await done.wait()
    await manager.close()
    return meter.us


def ours(port: int, count: int) -> float:
    """Our client, asked for floats: reconnects, gaps and time stamps included."""
    return asyncio.run(_ours_floats(port, Meter(count)))


def ours_text(port: int, count: int) -> float:
    """Our client, asked for text that the user turns into floats."""
    return asyncio.run(_ours_text(port, Meter(count)))


class TextLevel(msgspec.Struct):
    """A level as it stands on the wire."""

    px: str
    sz: str
    n: int


class FloatLevel(msgspec.Struct):
    """A level, read as floats."""

    px: float
    sz: float
    n: int


class TextBook(msgspec.Struct):
    """A book of text."""

    coin: str
    time: int
    levels: tuple[list[TextLevel], list[TextLevel]]


class NumberBook(msgspec.Struct):
    """A book of floats."""

    coin: str
    time: int
    levels: tuple[list[FloatLevel], list[FloatLevel]]


class TextFrame(msgspec.Struct):
    """A frame with a book of text."""

    channel: str
    data: TextBook


class NumberFrame(msgspec.Struct):
    """A frame with a book of floats."""

    channel: str
    data: NumberBook


async def _peer(port: int, meter: Meter, is_text: bool) -> float:
    text = msgspec.json.Decoder(TextFrame)
    numbers = msgspec.json.Decoder(NumberFrame, strict=False)
    socket = await websockets.connect(f"ws://127.0.0.1:{port}/ws", compression=None)
    await socket.send('{"method":"subscribe","subscription":{"type":"l2Book","coin":"BTC"}}')
    await socket.recv()
    is_over = False
    while not is_over:
        data = await socket.recv(decode=False)
        if is_text:
            for side in text.decode(data).data.levels:
                [(float(level.px), float(level.sz)) for level in side]
        else:
            numbers.decode(data)
        is_over = meter.is_over()
    socket.transport.abort()
    return meter.us


def peer_text(port: int, count: int) -> float:
    """`websockets`, structs of text, `float()`."""
    return asyncio.run(_peer(port, Meter(count), is_text=True))


def peer_floats(port: int, count: int) -> float:
    """`websockets`, structs of floats."""
    return asyncio.run(_peer(port, Meter(count), is_text=False))


RUNS: dict[str, tuple[Callable[[int, int], float], int]] = {
    "hyperquote, book of floats": (ours, 5_000),
    "hyperquote, text and float()": (ours_text, 5_000),
    "websockets, structs of floats": (peer_floats, 5_000),
    "websockets, text and float()": (peer_text, 5_000),
    "official SDK": (official, 300),
}
TARGETS = {"official SDK": 30.0, "websockets, text and float()": 1.5, "websockets, structs of floats": 1.5}


def main() -> int:
    """Measure, print the ratios, and return how many targets were missed."""
    logging.getLogger("websocket").setLevel(logging.CRITICAL)  # it complains of a server that stops
    best = best_of(ROUNDS, RUNS, flood)
    us = best["hyperquote, book of floats"]
    print(f"the {build.NAME} build; best of {ROUNDS} rounds; twenty levels a side")
    for name, each in best.items():
        print(f"{name:32} {each:8.1f} µs   {1e6 / each:9,.0f} books/s   {each / us:6.2f} ×")
    missed = 0
    for name, target in TARGETS.items():
        ratio = best[name] / us
        missed += ratio < target
        print(f"{'met' if ratio >= target else 'MISSED':6} {ratio:6.2f} × the {name} (target {target:g} ×)")
    return missed


if __name__ == "__main__":
    sys.exit(main())
