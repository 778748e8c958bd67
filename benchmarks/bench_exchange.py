"""How many signed orders a second the local exchange takes from one client, both on one core.

Every request is one signed order over HTTP with keep-alive, one in flight at a time: account A offers, account B
takes it, sides alternating, so that half of the orders rest and half trade at once, and nothing piles up. Signing is
inside the measured time; so are JSON, HTTP, signature recovery, nonces, matching, clearing and the block loop.

    python benchmarks/bench_exchange.py --seconds 10
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import time
from multiprocessing.connection import Connection

from hyperquote import build
from hyperquote.exchange.actions.order import GTC, IOC, Order, PlaceOrders
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet

A = Wallet.from_key("0x" + "11" * 32)
B = Wallet.from_key("0x" + "22" * 32)
WARM_UP = 500
TARGET_PER_S = 1_500
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
                    return rest


def orders() -> list[tuple[Wallet, PlaceOrders]]:
    """Return the four orders that leave both accounts flat again."""
    sequence = []
    for is_buy in (False, True):
        for wallet, side, kind in ((A, is_buy, GTC), (B, not is_buy, IOC)):
            order = Order(asset=1, is_buy=side, px="4300", sz="0.1", kind=kind)
            sequence.append((wallet, PlaceOrders(orders=(order,))))
    return sequence


def measure(port: int, seconds: float) -> list[float]:
    """Return the time (s) of each order from before it is signed until its reply is read."""
    client, sequence = Client(port), orders()
    nonce = wall_ms()
    times: list[float] = []
    sent = 0
    end = 0.0
    while sent < WARM_UP or time.perf_counter() < end:
        wallet, action = sequence[sent % len(sequence)]
        nonce += 1
        start = time.perf_counter()
        reply = client.post(seal(action, wallet, nonce, is_mainnet=False).encode())
        took = time.perf_counter() - start
        if b'"error"' in reply or b'"err"' in reply:
            raise SystemExit(f"refused: {reply.decode()}")
        sent += 1
        if sent == WARM_UP:
            end = time.perf_counter() + seconds
        elif sent > WARM_UP:
            times.append(took)
    return times


def main() -> None:
    """Measure, print, and say whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--cpu", type=int, default=0, help="the core that both processes share")
    options = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there, options.cpu), daemon=True)
    server.start()
    port = here.recv()
    pin(options.cpu)
    times = sorted(measure(port, options.seconds))
    here.send("stop")
    checksum, imbalance = here.recv()
    server.join()
    per_s = len(times) / sum(times)
    p50, p99 = (times[int(len(times) * share)] * 1_000 for share in (0.5, 0.99))
    verdict = "met" if per_s >= TARGET_PER_S and p99 < TARGET_P99_MS else "MISSED"
    print(f"{build.NAME} core, client and server on one CPU, {len(times)} signed orders, ledgers off by {imbalance}")
    print(f"{per_s:,.0f} orders/s   p50 {p50:.2f} ms   p99 {p99:.2f} ms   max {times[-1] * 1_000:.1f} ms   {checksum}")
    print(f"target {TARGET_PER_S} orders/s and p99 < {TARGET_P99_MS:g} ms: {verdict}")


if __name__ == "__main__":
    main()
