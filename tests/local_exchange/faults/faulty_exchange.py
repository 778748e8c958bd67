"""A served exchange with a plan of faults in force, a maker and a taker with money, and raw sockets to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from hyperquote import Hyperliquid
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.plan import FaultPlan, decode_plan
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet

MAKER = Wallet.from_key("0x" + "11" * 32)
TAKER = Wallet.from_key("0x" + "22" * 32)


def plan_of(*faults: dict[str, Any], seed: int = 7) -> FaultPlan:
    """Return a plan as it is read from a file."""
    return decode_plan(msgspec.json.encode({"seed": seed, "faults": list(faults)}))


class Socket:
    """A raw WebSocket that remembers what it was told."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.heard: list[Any] = []

    async def subscribe(self, kind: str, **about: Any) -> None:
        """Ask for a subscription and do not wait."""
        await self.ws.send_json({"method": "subscribe", "subscription": {"type": kind, **about}})

    async def next(self, channel: str = "") -> Any:
        """Return the data of the next frame, of a channel if one is given."""
        while True:
            words = await self.ws.receive_json()
            self.heard.append(words)
            if channel in {"", words["channel"]}:
                return words["data"] if channel else words

    async def until_closed(self) -> int | None:
        """Read to the end of the connection and return its close code."""
        while True:
            message = await self.ws.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                return self.ws.close_code

    async def ping(self) -> None:
        """Say ping."""
        await self.ws.send_json({"method": "ping"})


class Faulty:
    """The server, its address, and clients for it."""

    def __init__(self, server: ExchangeServer, url: str, http: aiohttp.ClientSession) -> None:
        self.server = server
        self.exchange = server.gateway.exchange
        self.url = url
        self.http = http

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[Socket]:
        """Yield a connection."""
        async with self.http.ws_connect(self.url + "/ws") as ws:
            yield Socket(ws)

    def client(self, wallet: Wallet = MAKER) -> Hyperliquid:
        """Return our own client, not entered yet."""
        return Hyperliquid(self.url, wallet)

    async def ask(self, kind: str, **about: Any) -> Any:
        """Return the answer to a question."""
        async with self.http.post(self.url + "/info", json={"type": kind, **about}) as reply:
            return await reply.json()

    @property
    def struck(self) -> list[str]:
        """The ids of the faults on record, in order."""
        return [entry.fault for entry in self.server.injector.log]

    async def reached(self, is_so: Callable[[], bool]) -> None:
        """Let time pass until something is so."""
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    def begin(self, *faults: dict[str, Any]) -> None:
        """Put faults in force now."""
        self.server.injector.add(plan_of(*faults), self.server.clock.now_ms)


@asynccontextmanager
async def faulty(*faults: dict[str, Any], book_interval_ms: int = 5) -> AsyncIterator[Faulty]:
    """Serve an empty market of two accounts with these faults in force."""
    now_ms = wall_ms()
    exchange = LocalExchange(now_ms, rules=Rules(book_interval_ms=book_interval_ms))
    for wallet in (MAKER, TAKER):
        exchange.faucet(wallet.address, "100000", now_ms)
    server = ExchangeServer(Gateway(exchange), block_ms=5, faults=plan_of(*faults) if faults else None)
    port = await server.start()
    try:
        async with asyncio.timeout(20), aiohttp.ClientSession() as http:
            yield Faulty(server, f"http://127.0.0.1:{port}", http)
    finally:
        await server.close()
