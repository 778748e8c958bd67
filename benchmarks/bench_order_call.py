"""One order, from its numbers to its outcome: what each client makes the CPU do beyond a raw socket.

    python benchmarks/bench_order_call.py

Build, sign, post, read the answer: the everyday call of each client, one order in flight, against a server on the
loopback that answers the same each time. What counts is the CPU time of the client's process, less what a raw socket
needs to send the same bytes and read the answer. All three sign with coincurve. Contestants take turns, and the best of
several rounds counts.
"""

import asyncio
import socket
import sys
import time

import aiohttp
from eth_account import Account
from hyperliquid.exchange import Exchange
from loopback import ORDER_REPLY, answer, best_of

from hyperquote import build
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.exchange.builder import OrderBuilder
from hyperquote.exchange.client import ExchangeClient
from hyperquote.exchange.envelope import seal
from hyperquote.meta import Asset, Universe
from hyperquote.signature.wallet import Wallet

try:
    from async_hyperliquid import AsyncHyperliquid
except ImportError:
    print("peers are missing: pip install --require-hashes -r benchmarks/requirements.txt")
    raise SystemExit(2) from None

KEY = "0x" + "0123456789" * 6 + "0123"
WALLET = Wallet.from_key(KEY)
ETH = Asset("ETH", 0, 4, 25)
SIZE, PX = 0.0147, 1670.1
ROUNDS = 7
WARM_UP = 50
TARGETS = {"official SDK": 1 / 8, "async-hyperliquid": 1 / 3}


def raw(port: int, count: int) -> float:
    """A socket that sends a body that is ready and reads until the answer is there."""
    body = seal(PlaceOrders(orders=(OrderBuilder(ETH).buy(SIZE).at(PX).build(),)), WALLET, 1, is_mainnet=False).encode()
    head = f"POST /exchange HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start_ns = 0
        for sent in range(WARM_UP + count):
            if sent == WARM_UP:
                start_ns = time.process_time_ns()
            connection.sendall(request)
            reply = connection.recv(65_536)
            while not reply.endswith(ORDER_REPLY):
                reply += connection.recv(65_536)
        return (time.process_time_ns() - start_ns) / count / 1_000


async def _ours(port: int, count: int) -> float:
    client = ExchangeClient(f"http://127.0.0.1:{port}", WALLET, universe=Universe([ETH]))
    start_ns = 0
    for sent in range(WARM_UP + count):
        if sent == WARM_UP:
            start_ns = time.process_time_ns()
        outcome = await client.order("ETH", True, SIZE, PX, tif="Ioc")
        assert isinstance(outcome, Resting)
    spent_ns = time.process_time_ns() - start_ns
    await client.close()
    return spent_ns / count / 1_000


def ours(port: int, count: int) -> float:
    """Our client: budgets, nonces, typed outcome and errors included."""
    return asyncio.run(_ours(port, count))


def official(port: int, count: int) -> float:
    """The official SDK, its metadata handed in."""
    meta: dict[str, object] = {"universe": [{"name": "ETH", "szDecimals": 4}]}
    spot_meta: dict[str, object] = {"universe": [], "tokens": []}
    exchange = Exchange(Account.from_key(KEY), f"http://127.0.0.1:{port}", meta=meta, spot_meta=spot_meta)
    start_ns = 0
    for sent in range(WARM_UP + count):
        if sent == WARM_UP:
            start_ns = time.process_time_ns()
        reply = exchange.order("ETH", True, SIZE, PX, {"limit": {"tif": "Ioc"}})
        assert reply["response"]["data"]["statuses"][0]["resting"]["oid"]
    spent_ns = time.process_time_ns() - start_ns
    exchange.session.close()
    return spent_ns / count / 1_000


async def _peer(port: int, count: int) -> float:
    client = AsyncHyperliquid(WALLET.address, KEY, is_mainnet=False, session=aiohttp.ClientSession())
    # it knows the two public venues only: its endpoint and its metadata are put where they belong
    client.exchange._request_url = f"http://127.0.0.1:{port}/exchange"
    client.coin_assets, client.coin_names, client.asset_sz_decimals = {"ETH": 0}, {"ETH": "ETH"}, {0: 4}
    client._metas_initialized = True
    start_ns = 0
    for sent in range(WARM_UP + count):
        if sent == WARM_UP:
            start_ns = time.process_time_ns()
        kind = {"limit": {"tif": "Ioc"}}
        reply = await client.place_order("ETH", True, SIZE, PX, is_market=False, order_type=kind)
        assert reply["response"]["data"]["statuses"][0]["resting"]["oid"]
    spent_ns = time.process_time_ns() - start_ns
    await client.session.close()
    return spent_ns / count / 1_000


def peer(port: int, count: int) -> float:
    """async-hyperliquid, which uses aiohttp as we do."""
    return asyncio.run(_peer(port, count))


RUNS = {
    "raw socket": (raw, 2_000),
    "hyperquote": (ours, 1_000),
    "async-hyperliquid": (peer, 300),
    "official SDK": (official, 200),
}


def main() -> int:
    """Measure, print the ratios, and return how many targets were missed."""
    best = best_of(ROUNDS, RUNS, answer)
    floor = best["raw socket"]
    print(f"the {build.NAME} build; CPU time of the client an order, best of {ROUNDS} rounds")
    for name, us in best.items():
        print(f"{name:18} {us:8.1f} µs   {us - floor:8.1f} µs above the raw socket")
    missed = 0
    for name, target in TARGETS.items():
        share = (best["hyperquote"] - floor) / (best[name] - floor)
        missed += share > target
        word = "met" if share <= target else "MISSED"
        print(f"{word:6} 1/{1 / share:.1f} of the {name} (at most 1/{1 / target:.0f})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
