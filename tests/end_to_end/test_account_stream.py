"""One account over a connection that is cut a hundred times, while it trades: nothing lost, nothing told twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from hyperquote import Hyperliquid
from hyperquote.errors import TransportError
from hyperquote.info.requests.user_fills import Fill
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.clock import Clock
from hyperquote.transport.websocket import Socket, open_socket
from hyperquote.ws.account_stream import AccountStream, account_stream
from hyperquote.ws.account_sync import AccountEvent, Live
from hyperquote.ws.channels.order_updates import OrderUpdate
from hyperquote.ws.client import WsManager
from hyperquote.ws.effects import Gap

MAKER = Wallet.from_key("0x" + "61" * 32)
TAKER = Wallet.from_key("0x" + "62" * 32)


class Impatient(Clock):
    """Real time, but no wait is longer than 2 ms: reconnects need not take their seconds."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.002))


class Line:
    """Opens real sockets and keeps the last, to cut it."""

    def __init__(self) -> None:
        self.sockets: list[Socket] = []

    async def open(self, url: str) -> Socket:
        socket = await open_socket(url)
        self.sockets[:] = [socket]
        return socket

    async def cut(self) -> None:
        await self.sockets[0].close()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())), block_ms=5)
    for wallet in (MAKER, TAKER):
        server.gateway.exchange.faucet(wallet.address, "1000000", server.now_ms)
    port = await server.start()
    async with asyncio.timeout(60):
        yield f"http://127.0.0.1:{port}"
    await server.close()


async def until_live(account: AccountStream, told: list[AccountEvent]) -> None:
    async for event in account:
        told.append(event)
        if isinstance(event, Live) and account.is_live:
            return


async def until_over(account: AccountStream) -> None:
    """Read what is queued, to the end."""
    for _ in range(5):
        await anext(account)


async def test_a_hundred_cuts_under_fills_lose_nothing_and_tell_nothing_twice(url: str) -> None:
    line, told = Line(), list[AccountEvent]()
    async with (
        Hyperliquid(url, MAKER) as maker,
        Hyperliquid(url, TAKER) as taker,
        WsManager(maker.network.ws_url, clock=Impatient(), open_with=line.open) as ws,
        account_stream(ws, maker.info, MAKER.address, 0) as account,
    ):
        await until_live(account, told)
        for turn in range(100):
            resting = await maker.exchange.order("BTC", True, "0.01", 50_000 + turn % 7)
            cut = asyncio.create_task(line.cut())
            await taker.exchange.order("BTC", False, "0.01", 50_000, tif="Ioc")
            await maker.exchange.order("BTC", True, "0.01", 40_000 + turn)
            if turn % 3 == 0:
                await maker.exchange.cancel("BTC", (await maker.info.open_orders(MAKER.address))[0].oid)
            await cut
            await until_live(account, told)
            fills = await maker.info.user_fills_by_time(MAKER.address, 0)
            assert resting
            assert Counter(each.tid for each in told if isinstance(each, Fill)) == Counter(each.tid for each in fills)
        resting_now = {each.oid for each in await maker.info.open_orders(MAKER.address)}
        history = await maker.info.historical_orders(MAKER.address)
    assert len(fills) == 100
    assert sum(isinstance(each, Gap) for each in told) >= 100
    assert set(account.sync.open) == resting_now
    said = Counter((e.order.oid, e.status, e.status_timestamp) for e in told if isinstance(e, OrderUpdate))
    assert set(said.values()) == {1}
    ends = {(each.order.oid, each.status) for each in history if each.status != "open"}
    assert {(oid, status) for oid, status, _ in said if status != "open"} == ends


async def test_a_reader_that_is_too_far_behind_is_told_so_after_what_was_queued(url: str) -> None:
    async with (
        Hyperliquid(url, MAKER) as maker,
        account_stream(maker.ws, maker.info, MAKER.address, 0, max_waiting=4) as account,
    ):
        for turn in range(8):
            await maker.exchange.order("BTC", True, "0.01", 40_000 + turn)
        with pytest.raises(TransportError, match="wait to be read"):
            await until_over(account)
        assert not account.is_live


async def test_the_stream_ends_with_its_manager(url: str) -> None:
    async with Hyperliquid(url, MAKER) as maker, account_stream(maker.ws, maker.info, MAKER.address, 0) as account:
        await until_live(account, [])
        await maker.ws.close()
        assert [event async for event in account] == []
