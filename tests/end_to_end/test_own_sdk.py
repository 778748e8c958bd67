"""Our own client trades on the local exchange: questions, actions, feeds, and a connection that breaks."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.actions.outcome import Filled, Resting
from hyperquote.info.requests.open_orders import OpenOrdersRequest
from hyperquote.info.requests.order_status import KnownOrder
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import (
    AllMidsSubscription,
    BboSubscription,
    L2BookSubscription,
    OrderUpdatesSubscription,
    TradesSubscription,
    UserEventsSubscription,
    UserFillsSubscription,
)

MAKER = Wallet.from_key("0x" + "11" * 32)
TAKER = Wallet.from_key("0x" + "22" * 32)


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())), block_ms=5)
    for wallet in (MAKER, TAKER):
        server.gateway.exchange.faucet(wallet.address, "100000", server.now_ms)
    port = await server.start()
    async with asyncio.timeout(30):
        yield f"http://127.0.0.1:{port}"
    await server.close()


async def test_an_order_is_placed_seen_filled_and_accounted_for(url: str) -> None:
    async with Hyperliquid(url, MAKER) as maker, Hyperliquid(url, TAKER) as taker:
        coin = next(iter(maker.universe)).name
        async with (
            maker.ws.subscribe(OrderUpdatesSubscription(MAKER.address)) as updates,
            maker.ws.subscribe(UserFillsSubscription(MAKER.address)) as fills,
            maker.ws.subscribe(UserEventsSubscription(MAKER.address)),
            taker.ws.subscribe(TradesSubscription(coin)) as trades,
            taker.ws.subscribe(BboSubscription(coin)) as tops,
            taker.ws.subscribe(L2BookSubscription(coin, fast=True)),
            taker.ws.subscribe(AllMidsSubscription()),
        ):
            assert (await anext(fills)).is_snapshot
            rested = await maker.exchange.order(coin, True, 0.01, 50_000, tif="Alo", cloid=f"0x{7:032x}")
            assert isinstance(rested, Resting)
            assert (await anext(updates))[0].status == "open"
            while (top := await anext(tops)).bid is None:
                pass
            assert top.bid is not None
            assert top.bid.px == "50000.0"
            assert [order.oid for order in await maker.info.open_orders(MAKER.address)] == [rested.oid]
            assert isinstance(await maker.info.order_status(MAKER.address, f"0x{7:032x}"), KnownOrder)

            taken = await taker.exchange.order(coin, False, 0.01, 50_000, tif="Ioc")
            assert isinstance(taken, Filled)
            [fill] = (await anext(fills)).fills
            assert (fill.px, fill.sz, fill.oid, fill.crossed) == ("50000.0", "0.01", rested.oid, False)
            while not (tape := await anext(trades)):
                pass
            assert tape[-1].tid == fill.tid
            assert await maker.info.user_fills_by_time(MAKER.address, 0) == [fill]
            [position] = (await maker.info.user_state(MAKER.address)).asset_positions
            assert position.position.szi == "0.01"


async def test_over_the_socket_actions_and_questions_give_the_same_outcomes(url: str) -> None:
    async with Hyperliquid(url, MAKER) as maker:
        coin = next(iter(maker.universe)).name
        async with maker.ws.subscribe(OrderUpdatesSubscription(MAKER.address)):
            order = maker.exchange.build(coin).buy(0.01).at(50_000).tif("Alo").build()
            [rested] = await maker.post(PlaceOrders(orders=(order,)))
            assert isinstance(rested, Resting)
            [open_order] = await maker.ws.post_info(OpenOrdersRequest(MAKER.address))
            assert open_order.oid == rested.oid
