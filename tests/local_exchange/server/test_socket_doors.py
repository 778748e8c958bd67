"""The doors over real sockets: whatever is thrown at them, others are served, and nothing is kept of it."""

import asyncio
import json
import os
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any

import aiohttp
import pytest

from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import PENDING_POSTS, Gateway
from hyperquote.local_exchange.rules import Rules
from hyperquote.local_exchange.server.app import BODY_LIMIT, ExchangeServer, wall_ms
from hyperquote.local_exchange.server.porter import Porter
from hyperquote.signature.wallet import Wallet

WALLET = Wallet.from_key("0x" + "11" * 32)
THROWN = 200_000 if os.environ.get("HYPERQUOTE_NIGHTLY") else 8_000
AT_ONCE = 8
HEAD = b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
WORDS: list[Any] = [
    "BTC",
    "ETH",
    "",
    "0x" + "1" * 40,
    "0x1",
    0,
    -1,
    2**70,
    1.5,
    None,
    True,
    [],
    {},
    "Ω",
    "1m",
    "trades",
]
KEYS = [
    "type",
    "user",
    "coin",
    "oid",
    "dex",
    "startTime",
    "action",
    "nonce",
    "signature",
    "method",
    "subscription",
    "id",
]
TYPES = ["meta", "l2Book", "allMids", "clearinghouseState", "order", "cancel", "candle", "bbo", "userFills", "nonsense"]


@asynccontextmanager
async def served(**options: Any) -> AsyncIterator[tuple[ExchangeServer, int]]:
    rules = Rules(blocks=options.pop("blocks", False))
    exchange = LocalExchange(wall_ms(), rules=rules)
    server = ExchangeServer(Gateway(exchange), block_ms=options.pop("block_ms", 5), **options)
    exchange.fund(WALLET.address, 100, wall_ms())
    port = await server.start()
    try:
        yield server, port
    finally:
        await server.close()


async def is_served(port: int) -> bool:
    async with aiohttp.ClientSession() as http:
        body = {"type": "meta"}
        async with http.post(f"http://127.0.0.1:{port}/info", json=body, timeout=aiohttp.ClientTimeout(5)) as reply:
            return reply.status == 200


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"http://127.0.0.1:{port}/ws") as ws:
        yield ws


async def ended(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the server ends the connection."""
    async with asyncio.timeout(10):
        try:
            return await reader.read(-1)
        except ConnectionError:
            return b""


# -- slow and heavy clients ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begun", [b"", b"POST /info HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_who_brings_no_whole_head_is_let_go(begun: bytes) -> None:
    async with served(porter=Porter(patience_s=0.05)) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert b"200" not in await ended(reader)
        assert await is_served(port)
        writer.close()


async def test_who_brings_no_whole_body_is_told_so_and_let_go() -> None:
    async with served(porter=Porter(body_s=0.05)) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD % (b"exchange", 1_000) + b'{"action"')
        assert (await ended(reader)).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_socket_that_is_told_nothing_is_no_slow_client() -> None:
    async with served(porter=Porter(patience_s=0.01, body_s=0.01)) as (_, port), connected(port) as ws:
        await asyncio.sleep(0.1)
        await ws.send_str('{"method":"ping"}')
        assert (await ws.receive(timeout=10)).data == '{"channel":"pong"}'


async def test_of_too_many_connections_those_that_waited_longest_go_first() -> None:
    async with served(porter=Porter(most=4)) as (server, port):
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        for reader, _ in idle[:8]:
            assert await ended(reader) == b""
        assert await is_served(port)
        assert server.connections == {}
        for _, writer in idle:
            writer.close()


@pytest.mark.parametrize("path", [b"info", b"exchange"])
async def test_a_body_that_is_too_long_is_refused(path: bytes) -> None:
    async with served() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD % (path, BODY_LIMIT + 1) + b" " * (BODY_LIMIT + 1))
        assert (await asyncio.wait_for(reader.readline(), 10)).startswith(b"HTTP/1.1 413 ")
        writer.close()
        assert await is_served(port)


async def test_a_small_body_that_unpacks_to_a_long_one_is_refused() -> None:
    bomb = zlib.compress(b" " * (64 << 20))
    async with served() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = HEAD.replace(b"Host: x", b"Host: x\r\nContent-Encoding: deflate")
        writer.write(head % (b"info", len(bomb)) + bomb)
        status = int((await asyncio.wait_for(reader.readline(), 10)).split()[1])
        assert status in {400, 413}
        writer.close()
        assert await is_served(port)


async def test_who_asks_for_long_errors_and_does_not_read_them_is_dropped() -> None:
    async with served() as (server, port), connected(port):
        connection = next(iter(server.connections.values()))
        for _ in range(100):
            connection.offer(b"x" * (1 << 20))
            if connection.closing:
                break
        assert connection.closing


# -- the venue's limits ----------------------------------------------------------------------------------------------


async def test_the_limits_of_subscriptions_and_users_count_over_all_connections_of_an_address() -> None:
    async with served(venue_limits=True) as (_, port), aiohttp.ClientSession() as http:
        one, two = [await http.ws_connect(f"http://127.0.0.1:{port}/ws") for _ in range(2)]
        for n in range(16):
            ws = (one, two)[n % 2]
            await ws.send_json({"method": "subscribe", "subscription": {"type": "userFills", "user": f"0x{n:040x}"}})
            answer = await told(ws, {"subscriptionResponse", "error"})
            assert (answer["channel"] == "error") == (n == 15)
        assert answer["data"] == "Cannot track more than 15 total users."
        await one.close()
        while True:  # the server learns of it a moment later
            await two.send_json({"method": "subscribe", "subscription": {"type": "userFills", "user": "0x" + "f" * 40}})
            if (await told(two, {"subscriptionResponse", "error"}))["channel"] == "subscriptionResponse":
                break
        await two.close()


async def test_a_hundred_posts_may_wait_and_no_more() -> None:
    async with served(blocks=True, block_ms=500) as (_, port), connected(port) as ws:
        nonce = wall_ms()
        for n in range(PENDING_POSTS + 1):
            body = json.loads(seal(Noop(), WALLET, nonce + n, is_mainnet=False).encode())
            await ws.send_json({"method": "post", "id": n, "request": {"type": "action", "payload": body}})
        seen = [await told(ws, {"post", "error"}) for _ in range(PENDING_POSTS + 1)]
        refused = [each["data"] for each in seen if each["channel"] == "error"]
        assert refused in (["too many pending post requests id=100"], [])  # [] if a block came in between
        await ws.send_json({"method": "post", "id": 7, "request": {"type": "action", "payload": body}})
        assert (await told(ws, {"post", "error"}))["channel"] == "post"


async def told(ws: aiohttp.ClientWebSocketResponse, channels: set[str]) -> Any:
    async with asyncio.timeout(10):
        while (frame := await ws.receive_json())["channel"] not in channels:
            pass
    return frame


# -- floods ----------------------------------------------------------------------------------------------------------


def thing(rng: Random, depth: int = 0) -> Any:
    if depth > 3 or rng.random() < 0.4:
        return rng.choice(WORDS)
    if rng.random() < 0.2:
        return [thing(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): thing(rng, depth + 1) for _ in range(rng.randrange(5))}


def body_of(rng: Random) -> bytes:
    whole = {"type": rng.choice(TYPES)} | {rng.choice(KEYS): thing(rng) for _ in range(rng.randrange(4))}
    if rng.random() < 0.3:
        whole = {"action": whole, "nonce": rng.choice(WORDS), "signature": {"r": "0x1", "s": "0x2", "v": 27}}
    data = bytearray(json.dumps(whole).encode())
    if rng.random() < 0.2:
        data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.1:
        del data[rng.randrange(len(data)) :]
    if rng.random() < 0.01:
        return b"[" * 50_000
    return bytes(data)


async def test_nonsense_over_http_is_answered_each_time() -> None:
    async def client(port: int, rng: Random) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(THROWN // AT_ONCE):
            body = body_of(rng)
            writer.write(HEAD % (rng.choice([b"info", b"exchange"]), len(body)) + body)
            head = await reader.readuntil(b"\r\n\r\n")
            assert int(head.split()[1]) in {200, 400, 422}, (head, body)
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
        writer.close()

    async with served() as (server, port):
        await asyncio.gather(*(client(port, Random(seed)) for seed in range(AT_ONCE)))
        assert await is_served(port)
        assert server.gateway.exchange.house.imbalance_micro() == 0


async def test_bytes_that_are_no_http_end_their_connection_and_no_other() -> None:
    rng = Random(3)
    async with served(porter=Porter(patience_s=0.2)) as (_, port):
        for n in range(max(40, THROWN // 1_000)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            whole = bytearray(HEAD % (b"info", 15) + b'{"type":"meta"}')
            for _ in range(rng.randrange(1, 6)):
                whole[rng.randrange(len(whole))] = rng.randrange(256)
            writer.write(rng.randbytes(200) + b"\r\n\r\n" if n % 4 == 0 else bytes(whole))
            writer.write_eof()
            await ended(reader)
            writer.close()
        assert await is_served(port)


async def test_nonsense_over_sockets_is_answered_or_ends_that_socket() -> None:
    async def client(http: aiohttp.ClientSession, port: int, rng: Random) -> None:
        ws = await http.ws_connect(f"http://127.0.0.1:{port}/ws", max_msg_size=0)
        for n in range(THROWN // AT_ONCE):
            text = message(rng, n)
            with suppress(ConnectionError):
                await (ws.send_bytes(text) if rng.random() < 0.02 else ws.send_str(text.decode("utf-8", "replace")))
            if (ws.closed or n % 10 == 0) and not await ponged(ws):
                await ws.close()
                ws = await http.ws_connect(f"http://127.0.0.1:{port}/ws", max_msg_size=0)
        await ws.close()

    async with served() as (server, port), aiohttp.ClientSession() as http:
        await asyncio.gather(*(client(http, port, Random(seed)) for seed in range(AT_ONCE)))
        assert await is_served(port)
        assert server.gateway.exchange.house.imbalance_micro() == 0


async def ponged(ws: aiohttp.ClientWebSocketResponse) -> bool:
    """Return whether a ping is answered; False if the socket was ended, which an unknown coin does."""
    try:
        await ws.send_str('{"method":"ping"}')
        async with asyncio.timeout(20):
            while (frame := await ws.receive()).type is aiohttp.WSMsgType.TEXT:
                if frame.data == '{"channel":"pong"}':
                    return True
    except ConnectionError:
        pass
    return False


def message(rng: Random, n: int) -> bytes:
    if rng.random() < 0.3:
        payload = json.loads(json.dumps({"type": rng.choice(TYPES), rng.choice(KEYS): thing(rng)}))
        request = {"type": rng.choice(["info", "action", "x"]), "payload": payload}
        return json.dumps({"method": "post", "id": n, "request": request}).encode()
    if rng.random() < 0.5:
        feed = {"type": rng.choice(TYPES), "coin": rng.choice(["BTC", "ETH"]), rng.choice(KEYS): thing(rng)}
        return json.dumps({"method": rng.choice(["subscribe", "unsubscribe"]), "subscription": feed}).encode()
    return body_of(rng)


async def test_what_a_flood_left_behind_is_nothing() -> None:
    """Connections, sessions and subscriptions are gone with those who made them."""
    async with served() as (server, port), aiohttp.ClientSession() as http:
        for _ in range(5):
            sockets = [await http.ws_connect(f"http://127.0.0.1:{port}/ws") for _ in range(20)]
            for n, ws in enumerate(sockets):
                await ws.send_json({"method": "subscribe", "subscription": {"type": "l2Book", "coin": "BTC"}})
                if n % 2 and ws._response.connection is not None and ws._response.connection.transport is not None:
                    ws._response.connection.transport.abort()
                else:
                    await ws.close()
        async with asyncio.timeout(10):
            while server.connections:  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(0.01)
        assert server.gateway.exchange.hub.in_order() == []
