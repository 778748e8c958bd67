"""Actions wait for the budgets before they are signed; cancels pass."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hyperquote import Hyperliquid
from hyperquote.errors import OverBudget, RateLimited
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.batches import batch_length, is_cancel
from hyperquote.exchange.client import ExchangeClient
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.budget import WeightBudget
from hyperquote.transport.http import Http
from hyperquote.transport.throttle import Throttle

WALLET = Wallet.from_key("11" * 32)
ORDER = Order(asset=1, is_buy=True, px="3000", sz="0.1", kind=GTC)
ORDERS = PlaceOrders(orders=(ORDER,) * 41)
COUNTS = {"cumVlm": "5.0", "nRequestsUsed": 10_004, "nRequestsCap": 10_005, "nRequestsSurplus": 0}


class World:
    """A venue that counts what it was sent, and a clock that sleeping moves."""

    def __init__(self) -> None:
        self.url, self.status, self.now_s = "", 200, 1_700_000_000.0
        self.sent: list[dict[str, Any]] = []

    async def exchange(self, request: web.Request) -> web.Response:
        self.sent.append(json.loads(await request.read()))
        answer = {"status": "ok", "response": {"type": "default"}}
        return web.json_response(answer, status=self.status)

    async def info(self, request: web.Request) -> web.Response:
        return web.json_response(COUNTS)

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def throttle(self) -> Throttle:
        return Throttle(WeightBudget(), lambda: self.now_s, self.sleep)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    app = web.Application()
    app.router.add_post("/exchange", world.exchange)
    app.router.add_post("/info", world.info)
    async with TestServer(app) as server:
        world.url = str(server.make_url("")).rstrip("/")
        yield world


@pytest.mark.parametrize(
    ("action", "length", "cancels"),
    [
        (Noop(), 1, False),
        (ORDERS, 41, False),
        (BatchModify(modifies=(Replacement(7, ORDER), Replacement(8, ORDER))), 2, False),
        (Cancel(cancels=(OrderRef(1, 7), OrderRef(1, 8))), 2, True),
        (CancelByCloid(cancels=(CloidRef(1, "0x" + "ab" * 16),)), 1, True),
        (ScheduleCancel(), 1, True),
        (TwapCancel(asset=1, twap_id=3), 1, True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_counts_how_often_and_what_has_the_cancels_lane(action: Action[Any], length: int, cancels: bool) -> None:
    assert batch_length(action) == length
    assert is_cancel(action) is cancels


async def test_an_action_waits_first_and_is_signed_then(world: World) -> None:
    async with Http(world.url, throttle=world.throttle()) as http:
        client = ExchangeClient(world.url, WALLET, http=http, nonces=Nonces(lambda: int(world.now_s * 1000)))
        assert http.throttle is not None
        await http.throttle.enter(225 + 45 - 1)
        before_s = world.now_s
        await client.send(Noop())
        assert world.now_s > before_s
        assert world.sent[-1]["nonce"] == int(world.now_s * 1000)


async def test_orders_that_cannot_wait_are_not_sent_and_a_cancel_still_is(world: World) -> None:
    async with Http(world.url, throttle=world.throttle()) as http:
        client = ExchangeClient(world.url, WALLET, http=http)
        assert http.throttle is not None
        http.throttle.charge(1000)
        with pytest.raises(OverBudget):
            await client.send(Noop(), timeout_s=2.0)
        assert world.sent == []
        await client.schedule_cancel()
        assert len(world.sent) == 1


async def test_429_makes_everybody_wait(world: World) -> None:
    async with Http(world.url, throttle=world.throttle()) as http:
        client = ExchangeClient(world.url, WALLET, http=http)
        world.status = 429
        with pytest.raises(RateLimited):
            await client.send(Noop())
        world.status = 200
        before_s = world.now_s
        await client.send(Noop())
        assert world.now_s > before_s


async def test_an_address_keeps_to_its_budget_once_it_has_asked(world: World) -> None:
    hl = Hyperliquid(world.url, WALLET)
    assert hl.exchange.address_budget.left is None
    assert (await hl.learn_address_budget()).left == 1
    await hl.exchange.send(Noop())
    await hl.exchange.send(Noop())  # the first of those that go every 10 s
    with pytest.raises(OverBudget):
        await hl.exchange.send(Noop(), timeout_s=1.0)
    await hl.exchange.schedule_cancel()
    assert len(world.sent) == 3
    await hl.close()
