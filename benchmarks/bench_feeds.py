"""Whether a hundred readers of one coin are told in time while its book changes a thousand times a second.

    python benchmarks/bench_feeds.py --seconds 20

The exchange lives in a process of its own, a block every 70 ms; somebody inside places, takes and cancels BTC orders
so that its book changes a thousand times a second. A hundred WebSockets subscribe to bbo, l2Book (fast), trades.
The lag of a frame is from the time that stands in it, which is its block's, to its arrival; it is taken from every
reader's bbo and l2Book frames. `first` and `last` are the medians over the first and the last third of the run.
"""

import argparse
import asyncio
import multiprocessing
import resource
import time
from multiprocessing.connection import Connection
from statistics import median, quantiles

import aiohttp
import msgspec

from hyperquote import build
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.server.app import BLOCK_MS, ExchangeServer, wall_ms
from hyperquote.local_exchange.server.garbage import prefer_short_pauses

READERS = 100
EVENTS_PER_S = 1_000
MOST_GROWTH_MS = 5.0
TARGET_P99_MS = 70.0
FEEDS = ({"type": "bbo"}, {"type": "l2Book", "fast": True}, {"type": "trades"})
MAKER, TAKER = "0x" + "a" * 40, "0x" + "b" * 40


class Head(msgspec.Struct):
    """What of a frame is looked at."""

    time: int


class Frame(msgspec.Struct):
    """A bbo or l2Book frame; the data of trades is a list, and is not decoded."""

    data: Head


class Busy(Participant):
    """Makes so many changes to the book of BTC in each block, a tenth of them trades."""

    def __init__(self, per_block: int) -> None:
        self._per_block = per_block
        self._resting: list[int] = []
        self.events = 0

    def step(self, exchange: LocalExchange, now_ms: int) -> None:
        """Place, cancel and take around the middle."""
        core = exchange.core
        mark = exchange.house.mark_units(0) // 10 * 10
        for _ in range(self._per_block):
            self.events += 1
            n = self.events
            is_buy = n % 2 == 0
            away = (10 + 10 * (n * 7 % 40)) * (-1 if is_buy else 1)
            if n % 10 == 9:
                core.place(TAKER, 0, is_buy, mark + (5_000 if is_buy else -5_000), 10, "Ioc", False, "", now_ms)
            elif len(self._resting) > 200:
                core.cancel(MAKER, 0, self._resting.pop(0), now_ms)
            else:
                placed = core.place(MAKER, 0, is_buy, mark + away, 1_000, "Alo", False, "", now_ms)
                self._resting.append(placed.oid)


def serve(pipe: Connection) -> None:
    """Run the exchange until the pipe says stop; tell how much CPU time it took and how many changes it made."""

    async def run() -> None:
        exchange = LocalExchange(wall_ms())
        for account in (MAKER, TAKER):
            exchange.fund(account, 1_000_000_000, wall_ms())
        busy = Busy(EVENTS_PER_S * BLOCK_MS // 1_000)
        exchange.add_participant(busy)
        prefer_short_pauses()
        server = ExchangeServer(Gateway(exchange))
        pipe.send(await server.start())
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        pipe.send((usage.ru_utime + usage.ru_stime, busy.events))
        await server.close()

    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        asyncio.run(run())
    else:
        uvloop.run(run())


async def read(http: aiohttp.ClientSession, port: int, until: float, lags: list[tuple[float, float]]) -> int:
    """Subscribe and note when each frame came and how old it was (ms); return the number of frames."""
    decoder = msgspec.json.Decoder(Frame)
    frames = 0
    async with http.ws_connect(f"http://127.0.0.1:{port}/ws", decode_text=False) as ws:
        for feed in FEEDS:
            await ws.send_str(
                msgspec.json.encode({"method": "subscribe", "subscription": {"coin": "BTC", **feed}}).decode()
            )
        while (now := time.time()) < until:
            data = (await ws.receive()).data
            frames += 1
            if data[:17] in {b'{"channel":"bbo",', b'{"channel":"l2Boo'}:
                now = time.time()
                lags.append((now, now * 1_000 - decoder.decode(data).data.time))
    return frames


async def measure(port: int, seconds: float) -> tuple[list[tuple[float, float]], int]:
    """Let everybody read; return (when, lag in ms) of each dated frame and the number of all."""
    lags: list[tuple[float, float]] = []
    until = time.time() + seconds
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        frames = await asyncio.gather(*(read(http, port, until, lags) for _ in range(READERS)))
    return lags, sum(frames)


def main() -> None:
    """Measure, print, and end with an error if the lag grows or is long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    lags, frames = asyncio.run(measure(port, seconds))
    here.send("stop")
    cpu_s, events = here.recv()
    server.join()
    lags.sort()
    third = len(lags) // 3
    first, last = (median(lag for _, lag in part) for part in (lags[:third], lags[-third:]))
    p99 = quantiles((lag for _, lag in lags), n=100)[98]
    is_met = last - first < MOST_GROWTH_MS and p99 < TARGET_P99_MS
    print(f"{build.NAME} core, {READERS} readers, {events / seconds:,.0f} changes of the book a second")
    print(
        f"{frames / seconds:,.0f} frames/s   lag p50 first {first:.1f} ms, last {last:.1f} ms, p99 {p99:.1f} ms   "
        f"CPU of the exchange {100 * cpu_s / seconds:.0f} %"
    )
    print(f"target no growth, p99 < {TARGET_P99_MS:g} ms: {'met' if is_met else 'MISSED'}")
    raise SystemExit(0 if is_met else 1)


if __name__ == "__main__":
    main()
