"""The server over real sockets, as any HTTP or WebSocket client meets it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec
import pytest

from hyperquote.errors import ConfigError
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.rules import Rules
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet

WALLET = Wallet.from_key("0x" + "11" * 32)


def new_server(**options: Any) -> ExchangeServer:
    rules = options.pop("rules", None)
    return ExchangeServer(
        Gateway(LocalExchange(wall_ms(), rules=rules)), block_ms=options.pop("block_ms", 5), **options
    )


class Client:
    """A server and a client session for it."""

    def __init__(self, server: ExchangeServer, session: aiohttp.ClientSession, port: int) -> None:
        self.server = server
        self.session = session
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    async def post(self, path: str, body: bytes, content_type: str = "application/json") -> tuple[int, str, str]:
        """Return status, content type and text."""
        async with self.session.post(self.url + path, data=body, headers={"Content-Type": content_type}) as reply:
            return reply.status, reply.content_type, await reply.text()


async def started(server: ExchangeServer) -> AsyncIterator[Client]:
    port = await server.start()
    async with aiohttp.ClientSession() as session:
        yield Client(server, session, port)
    await server.close()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async for each in started(new_server()):
        yield each


@pytest.mark.parametrize("path", ["/info", "/exchange"])
async def test_failures_have_the_venues_status_and_plain_text(client: Client, path: str) -> None:
    assert await client.post(path, b"{") == (400, "text/plain", "Failed to parse the request body as JSON")
    unreadable = "Failed to deserialize the JSON body into the target type"
    assert await client.post(path, b'{"type":"x"}') == (422, "text/plain", unreadable)
    wrong_type = "Expected request with `Content-Type: application/json`"
    assert await client.post(path, b"{}", "text/plain") == (415, "text/plain", wrong_type)


async def test_success_is_json_without_an_envelope(client: Client) -> None:
    status, content_type, text = await client.post("/info", b'{"type":"userAbstraction","user":"0x%s"}' % (b"1" * 40))
    assert (status, content_type, text) == (200, "application/json", '"default"')
    vendor = await client.post("/info", b'{"type":"perpDexs"}', "application/vnd.x+json")
    assert vendor == (200, "application/json", "[null]")


async def test_the_faucet_gives_money_and_health_tells_the_ledgers(client: Client) -> None:
    body = msgspec.json.encode({"user": WALLET.address, "usdc": "10000.5"})
    status, _, text = await client.post("/local/faucet", body)
    assert (status, msgspec.json.decode(text)) == (200, {"user": WALLET.address, "accountValue": "10000.5"})
    action = seal(Noop(), WALLET, wall_ms(), is_mainnet=False).encode()
    assert (await client.post("/exchange", action))[2] == '{"status":"ok","response":{"type":"default"}}'
    async with client.session.get(client.url + "/local/health") as reply:
        health = await reply.json()
    assert health["accounts"] == 1
    assert health["market"] == "empty"
    assert health["checksum"] == client.server.gateway.exchange.checksum()


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"{}",
        b'{"user":"0x1","usdc":"1"}',
        b'{"user":"0x%s","usdc":"-1"}' % (b"1" * 40),
        b'{"user":"0x%s","usdc":0}' % (b"1" * 40),
    ],
)
async def test_the_faucet_says_how_it_is_asked(client: Client, body: bytes) -> None:
    status, _, text = await client.post("/local/faucet", body)
    assert status == 422
    assert '{"user": "0x…", "usdc": "10000"}' in text


async def test_feeds_come_with_the_blocks(client: Client) -> None:
    async with client.session.ws_connect(client.url + "/ws") as ws:
        await ws.send_str('{"method":"subscribe","subscription":{"type":"bbo","coin":"ETH"}}')
        ack, first = await ws.receive_json(), await ws.receive_json()
        assert ack["channel"] == "subscriptionResponse"
        assert first["data"]["bbo"] == [None, None]
        await ws.send_str('{"method":"ping"}')
        assert (await ws.receive()).data == '{"channel":"pong"}'


async def test_an_unknown_coin_ends_the_connection(client: Client) -> None:
    async with client.session.ws_connect(client.url + "/ws") as ws:
        await ws.send_str('{"method":"subscribe","subscription":{"type":"bbo","coin":"NOPE"}}')
        assert (await ws.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE


async def test_a_connection_that_is_told_nothing_is_closed() -> None:
    async for client in started(new_server(silence_s=0.05)):
        async with client.session.ws_connect(client.url + "/ws") as ws:
            assert (await ws.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE


async def test_a_reader_that_does_not_read_is_dropped_and_the_others_are_not() -> None:
    rules = Rules(book_interval_ms=1)
    async for client in started(new_server(rules=rules, block_ms=1)):
        lazy = await raw_websocket(client.port)
        lazy.sendall(masked(b'{"method":"subscribe","subscription":{"type":"l2Book","coin":"ETH"}}'))
        async with client.session.ws_connect(client.url + "/ws") as ws:
            await ws.send_str('{"method":"subscribe","subscription":{"type":"l2Book","coin":"ETH"}}')
            assert (await ws.receive_json())["channel"] == "subscriptionResponse"
            connections = client.server.connections
            assert len(connections) == 2
            slow = min(connections)
            flood = b"x" * 1_000_000
            for _ in range(5_000):
                connections[slow].offer(flood)
                if connections[slow].closing:
                    break
            assert connections[slow].closing
            while (await ws.receive_json(timeout=10))["channel"] != "l2Book":
                pass
            assert (await ws.receive_json(timeout=10))["channel"] == "l2Book"
            assert len(client.server.connections) == 1
        lazy.close()


async def raw_websocket(port: int) -> socket.socket:
    """Return a socket after the WebSocket handshake; nobody will read from it."""
    raw = socket.socket()
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(raw, ("127.0.0.1", port))
    await loop.sock_sendall(
        raw,
        b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    )
    while not (await loop.sock_recv(raw, 4_096)).endswith(b"\r\n\r\n"):
        pass
    return raw


def masked(payload: bytes) -> bytes:
    """Return a short client text frame."""
    return bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload


async def test_a_taken_port_says_what_to_do(client: Client) -> None:
    with pytest.raises(ConfigError, match=rf"port {client.port} is taken by another program\. Choose one with --port"):
        await new_server().start(port=client.port)


async def test_closing_twice_is_closing_once() -> None:
    server = new_server()
    await server.start()
    await server.close()
    await server.close()


async def test_the_venues_limits_hold_when_asked_for() -> None:
    async for client in started(new_server(venue_limits=True)):
        statuses = [(await client.post("/info", b'{"type":"meta"}'))[0] for _ in range(61)]
        assert statuses == [200] * 60 + [429]
        assert await client.post("/info", b'{"type":"allMids"}') == (429, "text/plain", "null")
        sockets = [await client.session.ws_connect(client.url + "/ws") for _ in range(10)]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.session.ws_connect(client.url + "/ws")
        for ws in sockets:
            await ws.close()


async def test_a_broken_participant_does_not_stop_the_blocks(client: Client) -> None:
    class Broken(Participant):
        def __init__(self) -> None:
            self.steps = 0
            self.kept_going = asyncio.Event()

        def step(self, exchange: LocalExchange, now_ms: int) -> None:
            self.steps += 1
            if self.steps == 3:
                self.kept_going.set()
            raise RuntimeError("a bug of its own")

    broken = Broken()
    client.server.gateway.exchange.add_participant(broken)
    await asyncio.wait_for(broken.kept_going.wait(), timeout=10)
    assert (await client.post("/info", b'{"type":"perpDexs"}'))[0] == 200


async def test_with_blocks_a_reply_comes_with_the_block_of_its_action() -> None:
    server = new_server(rules=Rules(blocks=True), block_ms=20)
    server.gateway.exchange.fund(WALLET.address, 100, wall_ms())
    async for client in started(server):
        body = seal(Noop(), WALLET, wall_ms(), is_mainnet=False).encode()
        started_s = asyncio.get_running_loop().time()
        replies = await asyncio.gather(client.post("/exchange", body), client.post("/exchange", body))
        assert sorted(text[:15] for _, _, text in replies) == ['{"status":"err"', '{"status":"ok",']
        assert asyncio.get_running_loop().time() - started_s < 1.0
