"""The whole client, awaited and plain, against a small venue on the loopback."""

import asyncio
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from hyperquote import Hyperliquid, sync
from hyperquote.errors import (
    ConfigError,
    NotConnected,
    ProtocolError,
    RateLimited,
    ServerError,
    TransportError,
    ValidationError,
)
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.info.client import InfoClient
from hyperquote.ws.channels import BboSubscription

KEY = "0x" + "11" * 32
USER = "0x" + "0a" * 20
ANSWERS: dict[str, Any] = {
    "meta": {"universe": [{"szDecimals": 4, "name": "ETH", "maxLeverage": 25, "marginTableId": 25}]},
    "spotMeta": {
        "universe": [{"tokens": [1, 0], "name": "@1", "index": 1, "isCanonical": False}],
        "tokens": [
            {"name": name, "szDecimals": 2, "weiDecimals": 8, "index": index, "tokenId": "0x0", "isCanonical": False}
            for index, name in enumerate(("USDC", "HYPE"))
        ],
    },
    "l2Book": {"coin": "ETH", "time": 1, "levels": [[{"px": "3120.1", "sz": "0.4", "n": 1}], []]},
}
ASKED: list[dict[str, Any]] = []  # what `info` was asked, last at the end
DONE = {"status": "ok", "response": {"type": "default"}}


async def info(request: web.Request) -> web.Response:
    asked = await request.json()
    ASKED.append(asked)
    if asked["type"] == "userFees":
        return web.json_response(None, status=429)
    if asked["type"] == "userRole":
        return web.Response(status=502, text="bad gateway")
    return web.json_response(ANSWERS[asked["type"]])


async def exchange(request: web.Request) -> web.Response:
    assert {"action", "nonce", "signature"} <= set(await request.json())
    return web.json_response(DONE)


async def feed(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            break
        said = json.loads(message.data)
        if said["method"] == "subscribe":
            coin = said["subscription"]["coin"]
            await socket.send_json({"channel": "subscriptionResponse", "data": said})
            for time in (1, 2):
                await socket.send_json({"channel": "bbo", "data": {"coin": coin, "time": time, "bbo": [None, None]}})
        elif said["method"] == "post":
            response = {"type": "action", "payload": DONE}
            await socket.send_json({"channel": "post", "data": {"id": said["id"], "response": response}})
    return socket


async def opened() -> tuple[web.AppRunner, str]:
    app = web.Application()
    app.router.add_post("/info", info)
    app.router.add_post("/exchange", exchange)
    app.router.add_get("/ws", feed)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A venue in a thread of its own: the plain client blocks the one that the tests run in."""
    thread = sync.LoopThread()
    runner, url = thread.run(opened())
    yield url
    thread.run(runner.cleanup())
    thread.stop()


async def test_entering_loads_what_can_be_traded(url: str) -> None:
    async with Hyperliquid(url) as hl:
        assert hl.universe.asset("ETH").sz_decimals == 4
        assert hl.universe.asset("HYPE/USDC").index == 10_001
        assert (await hl.info.l2_book("ETH")).bids[0].px == "3120.1"


async def test_every_method_and_feed_with_a_coin_takes_a_spot_pair_by_its_friendly_name(url: str) -> None:
    calls = {
        "active_asset_data": ("0x" + "12" * 20, "HYPE/USDC"),
        "candles": ("HYPE/USDC", "1m", 0),
        "funding_history": ("HYPE/USDC", 0),
        "l2_book": ("HYPE/USDC",),
        "recent_trades": ("HYPE/USDC",),
    }
    methods = inspect.getmembers(InfoClient, inspect.iscoroutinefunction)
    assert [name for name, method in methods if "coin" in inspect.signature(method).parameters] == sorted(calls)
    async with Hyperliquid(url) as hl:
        for name, arguments in calls.items():
            with suppress(ServerError, ProtocolError):  # this venue has few answers; what was asked counts
                await getattr(hl.info, name)(*arguments)
            assert (ASKED[-1]["req"] if "req" in ASKED[-1] else ASKED[-1])["coin"] == "@1", name
        async with hl.ws.subscribe(BboSubscription("HYPE/USDC")) as stream:
            assert stream.subscription == BboSubscription("@1")
            assert (await anext(stream)).coin == "@1"
        assert hl.universe.coin("a coin that is new") == "a coin that is new"


async def test_without_a_wallet_acting_says_what_is_missing(url: str) -> None:
    async with Hyperliquid(url) as hl:
        with pytest.raises(ConfigError, match="actions need a key"):
            _ = hl.exchange


async def test_acts_over_http_and_over_the_socket_with_the_same_words(url: str) -> None:
    async with Hyperliquid(url, KEY) as hl:
        assert hl.exchange.universe is hl.universe
        await hl.exchange.schedule_cancel()
        with pytest.raises(NotConnected):
            await hl.post(ScheduleCancel())
        async with hl.ws.subscribe(BboSubscription("ETH")) as stream:
            assert (await anext(stream)).coin == "ETH"
            await hl.post(ScheduleCancel())


async def test_http_refusals_arrive_as_typed_errors(url: str) -> None:
    async with Hyperliquid(url) as hl:
        with pytest.raises(RateLimited):
            await hl.info.user_fees(USER)
        with pytest.raises(ServerError, match="502"):
            await hl.info.user_role(USER)


async def test_nobody_there_is_told_on_entering_and_leaves_nothing_open() -> None:
    with pytest.raises(TransportError):
        async with Hyperliquid("http://127.0.0.1:9"):
            pass
    assert len(asyncio.all_tasks()) == 1


def test_the_plain_client_has_the_same_names_without_await(url: str) -> None:
    with sync.Hyperliquid(url, KEY) as hl:
        assert hl.universe.asset("ETH").index == 0
        assert hl.info.l2_book("ETH").bids[0].px == "3120.1"
        assert "user_state" in dir(hl.info)
        assert hl.info.l2_book.__doc__ is not None
        hl.exchange.schedule_cancel()
        with pytest.raises(ValidationError, match="did you mean ETH"):
            hl.exchange.build("eth")


def test_the_plain_client_streams(url: str) -> None:
    with sync.Hyperliquid(url, KEY) as hl, hl.subscribe(BboSubscription("ETH")) as stream:
        assert next(iter(stream)).coin == "ETH"
        hl.post(ScheduleCancel())
        assert stream.gaps == []


def test_the_plain_client_is_closed_for_good(url: str) -> None:
    hl = sync.Hyperliquid(url)
    hl.close()
    with pytest.raises(RuntimeError, match="closed"):
        hl.info.all_mids()


def test_the_plain_client_ends_its_thread_when_nobody_is_there() -> None:
    with pytest.raises(TransportError):
        sync.Hyperliquid("http://127.0.0.1:9")


def test_the_package_alone_loads_no_sockets() -> None:
    check = "import sys, hyperquote; assert 'aiohttp' not in sys.modules; assert hyperquote.Hyperliquid"
    subprocess.run([sys.executable, "-c", check], check=True, env={"PYTHONPATH": ":".join(sys.path)})
