"""How many signed orders a second the local exchange takes over HTTP, and how long a reply takes at half of that load.

Orders come over one connection with keep-alive, one request in flight at a time: account A offers, account B takes it,
sides alternating, so that half of the orders rest and half trade at once, and nothing piles up. JSON, HTTP, signature
recovery, nonces, matching, clearing and the block loop are all inside the measured time.

    single      one order a request, signing included, client and server on one core
    batches     twenty orders a request, signed beforehand as another machine would, client and server on one core
    half load   the same batches at half of the rate that is the target, each sent when it is due whatever became of
                the one before; timed from when it was due until its reply is read; the middle of three rounds

    python benchmarks/bench_exchange.py --seconds 10
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import time
from itertools import count
from multiprocessing.connection import Connection

from hyperquote import build
from hyperquote.exchange.actions.order import GTC, IOC, Order, PlaceOrders
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.local_exchange.server.garbage import prefer_short_pauses
from hyperquote.signature.wallet import Wallet

A = Wallet.from_key("0x" + "11" * 32)
B = Wallet.from_key("0x" + "22" * 32)
NONCES = count(wall_ms())
BATCH = 20
WARM_UP = 10_000  # orders
SINGLE_PER_S = 1_500
BATCHED_PER_S = 10_000
TARGET_P99_MS = 10.0


def pin(cpu: int) -> None:
    """Stay on one core where the system can pin us."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cpu})


def serve(pipe: Connection, cpu: int) -> None:
    """Run the server in its own process until the pipe says stop."""
    pin(cpu)

    async def run() -> None:
        gateway = Gateway(LocalExchange(wall_ms()))
        for wallet in (A, B):
            gateway.exchange.faucet(wallet.address, "1000000", wall_ms())
        server = ExchangeServer(gateway)
        prefer_short_pauses()
        pipe.send(await server.start())
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        pipe.send((server.gateway.exchange.checksum(), server.gateway.exchange.house.imbalance_micro()))
        await server.close()

    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        asyncio.run(run())
    else:
        uvloop.run(run())


class Client:
    """The least an HTTP client can be: one connection, one request in flight."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"POST /exchange HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"

    def post(self, body: bytes) -> bytes:
        """Send a body and return the reply's."""
        self._socket.sendall(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        reply = b""
        while True:
            reply += self._socket.recv(65_536)
            head, found, rest = reply.partition(b"\r\n\r\n")
            if found:
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
                if len(rest) == length:
                    if b'"error"' in rest or b'"err"' in rest:
                        raise SystemExit(f"refused: {rest.decode()}")
                    return rest


class Requests:
    """An endless row of signed requests of `size` orders that leave both accounts flat after every four."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._sent = 0
        self._sequence = []
        for is_buy in (False, True):
            for wallet, side, kind in ((A, is_buy, GTC), (B, not is_buy, IOC)):
                order = Order(asset=1, is_buy=side, px="4300", sz="0.1", kind=kind)
                self._sequence.append((wallet, PlaceOrders(orders=(order,) * size)))

    def next(self) -> bytes:
        """Return the next body."""
        wallet, action = self._sequence[self._sent % len(self._sequence)]
        self._sent += 1
        return seal(action, wallet, next(NONCES), is_mainnet=False).encode()


def as_fast_as_it_goes(client: Client, requests: Requests, seconds: float) -> list[float]:
    """Return the time (s) of each request from before it is signed until its reply is read."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        client.post(requests.next())
        times.append(time.perf_counter() - start)
    return times


def signed_beforehand(client: Client, requests: Requests, seconds: float) -> list[float]:
    """Return the time (s) of each request, signed before the clock runs, a few at a time."""
    times: list[float] = []
    spent = 0.0
    while spent < seconds:
        for body in [requests.next() for _ in range(200)]:
            start = time.perf_counter()
            client.post(body)
            took = time.perf_counter() - start
            times.append(took)
            spent += took
    return times


def at_a_pace(client: Client, requests: Requests, seconds: float, per_s: float) -> list[float]:
    """Return the time (s) of each request from when it was due; all are signed beforehand."""
    times: list[float] = []
    bodies = [requests.next() for _ in range(int(seconds * per_s))]
    start = time.perf_counter()
    for n, body in enumerate(bodies):
        due = start + n / per_s
        if (early := due - time.perf_counter()) > 0:
            time.sleep(early)
        client.post(body)
        times.append(time.perf_counter() - due)
    return times


def p99_ms(times: list[float]) -> float:
    """Return the 99th percentile in milliseconds."""
    return sorted(times)[int(len(times) * 0.99)] * 1_000


def told(name: str, times: list[float], size: int, busy: float) -> float:
    """Print a row and return orders a second."""
    ordered = sorted(times)
    per_s = size * len(times) / busy
    p50, p99 = (ordered[int(len(ordered) * share)] * 1_000 for share in (0.5, 0.99))
    print(f"{name:10} {per_s:9,.0f} orders/s   p50 {p50:.2f} ms   p99 {p99:.2f} ms   max {ordered[-1] * 1_000:.1f} ms")
    return per_s


def main() -> None:
    """Measure, print, and end with an error where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--cpu", type=int, default=0, help="the core that both processes share")
    options = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there, options.cpu), daemon=True)
    server.start()
    client = Client(here.recv())
    pin(options.cpu)
    print(f"{build.NAME} core, client and server on one CPU")
    single, batches = Requests(1), Requests(BATCH)
    for _ in range(WARM_UP // BATCH):
        client.post(batches.next())
    times = as_fast_as_it_goes(client, single, options.seconds)
    single_per_s = told("single", times, 1, sum(times))
    single_p99 = p99_ms(times)
    times = signed_beforehand(client, batches, options.seconds)
    batched_per_s = told("batches", times, BATCH, sum(times))
    rounds = [at_a_pace(client, batches, options.seconds, BATCHED_PER_S / BATCH / 2) for _ in range(3)]
    times = sorted(rounds, key=p99_ms)[1]
    told("half load", times, BATCH, options.seconds)
    half_p99 = p99_ms(times)
    here.send("stop")
    checksum, imbalance = here.recv()
    server.join()
    print(f"ledgers off by {imbalance}   {checksum}")
    is_met = (
        single_per_s >= SINGLE_PER_S
        and batched_per_s >= BATCHED_PER_S
        and max(single_p99, half_p99) < TARGET_P99_MS
        and imbalance == 0
    )
    print(
        f"targets: {SINGLE_PER_S} orders/s, {BATCHED_PER_S} in batches, p99 < {TARGET_P99_MS:g} ms: "
        f"{'met' if is_met else 'MISSED'}"
    )
    raise SystemExit(0 if is_met else 1)


if __name__ == "__main__":
    main()
