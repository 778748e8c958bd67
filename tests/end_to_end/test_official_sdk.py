"""The official Python SDK, unchanged, trades on the local exchange."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms

pytest.importorskip("hyperliquid", reason="the official SDK is a test dependency")
from eth_account import Account
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info
from hyperliquid.utils.types import Cloid

MAKER = Account.from_key("0x" + "11" * 32)
TAKER = Account.from_key("0x" + "22" * 32)
AGENT_NAME = "bot"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())), block_ms=5)
    server.gateway.exchange.faucet(MAKER.address, "100000", server.now_ms)
    server.gateway.exchange.faucet(TAKER.address, "100000", server.now_ms)
    port = await server.start()
    yield f"http://127.0.0.1:{port}"
    await server.close()


class Inbox:
    """Collects what a subscription brings, for a thread to wait on."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._messages: list[Any] = []

    def put(self, message: Any) -> None:
        with self._arrived:
            self._messages.append(message)
            self._arrived.notify_all()

    def wait_for(self, fits: Callable[[Any], bool]) -> Any:
        with self._arrived:
            assert self._arrived.wait_for(lambda: any(map(fits, self._messages)), timeout=10), self._messages
            return next(filter(fits, self._messages))


async def test_it_places_queries_modifies_and_cancels(url: str) -> None:
    await asyncio.to_thread(place_query_modify_cancel, url)


def place_query_modify_cancel(url: str) -> None:
    info = Info(url, skip_ws=True)
    exchange = Exchange(MAKER, url)
    cloid = Cloid.from_int(7)

    placed = exchange.order("ETH", True, 0.25, 4000.0, {"limit": {"tif": "Alo"}}, cloid=cloid)
    oid = placed["response"]["data"]["statuses"][0]["resting"]["oid"]
    assert placed == {
        "status": "ok",
        "response": {
            "type": "order",
            "data": {"statuses": [{"resting": {"oid": oid, "cloid": cloid.to_raw()}}]},
        },
    }
    (order,) = info.open_orders(MAKER.address)
    assert (order["coin"], order["limitPx"], order["sz"], order["oid"]) == ("ETH", "4000.0", "0.25", oid)
    assert info.query_order_by_cloid(MAKER.address, cloid)["order"]["status"] == "open"
    assert info.l2_snapshot("ETH")["levels"][0] == [{"px": "4000.0", "sz": "0.25", "n": 1}]

    modified = exchange.modify_order(oid, "ETH", True, 0.2, 4001.0, {"limit": {"tif": "Gtc"}})
    new_oid = modified["response"]["data"]["statuses"][0]["resting"]["oid"]
    assert new_oid > oid
    assert info.query_order_by_oid(MAKER.address, oid)["order"]["status"] == "canceled"

    gone = exchange.cancel("ETH", oid)
    assert gone["response"]["data"]["statuses"] == [
        {"error": "Order was never placed, already canceled, or filled. asset=1"}
    ]
    assert exchange.cancel("ETH", new_oid)["response"]["data"]["statuses"] == ["success"]
    assert info.open_orders(MAKER.address) == []
    assert info.query_order_by_oid(MAKER.address, new_oid)["order"]["status"] == "canceled"
    assert info.query_order_by_oid(MAKER.address, 10**12) == {"status": "unknownOid"}


async def test_it_trades_with_another_account_and_sees_the_position(url: str) -> None:
    await asyncio.to_thread(trade, url)


def trade(url: str) -> None:
    info = Info(url, skip_ws=True)
    maker, taker = Exchange(MAKER, url), Exchange(TAKER, url)
    assert taker.update_leverage(10, "ETH")["status"] == "ok"
    maker.order("ETH", False, 0.5, 4300.0, {"limit": {"tif": "Gtc"}})
    filled = taker.order("ETH", True, 0.2, 4310.0, {"limit": {"tif": "Ioc"}})
    (status,) = filled["response"]["data"]["statuses"]
    assert status["filled"]["totalSz"] == "0.2"
    assert status["filled"]["avgPx"] == "4300.0"

    state = info.user_state(TAKER.address)
    position = state["assetPositions"][0]["position"]
    assert (position["coin"], position["szi"], position["entryPx"]) == ("ETH", "0.2", "4300.0")
    assert position["leverage"] == {"type": "cross", "value": 10}
    (fill,) = info.user_fills(TAKER.address)
    assert (fill["dir"], fill["side"], fill["crossed"], fill["startPosition"]) == ("Open Long", "B", True, "0.0")
    assert fill["fee"] == "0.387"  # 860 USD at 4.5 bp
    assert info.user_fills(MAKER.address)[0]["tid"] == fill["tid"]
    assert taker.market_close("ETH")["response"]["data"]["statuses"] == [
        {"error": "Order could not immediately match against any resting orders. asset=1"}
    ]


async def test_it_streams(url: str) -> None:
    await asyncio.to_thread(stream, url)


def stream(url: str) -> None:
    info = Info(url)
    try:
        inboxes = {}
        for subscription in (
            {"type": "allMids"},
            {"type": "l2Book", "coin": "ETH"},
            {"type": "bbo", "coin": "ETH"},
            {"type": "trades", "coin": "ETH"},
            {"type": "activeAssetCtx", "coin": "ETH"},
            {"type": "userEvents", "user": TAKER.address},
            {"type": "userFills", "user": TAKER.address},
            {"type": "orderUpdates", "user": TAKER.address},
        ):
            inbox = inboxes[subscription["type"]] = Inbox()
            info.subscribe(subscription, inbox.put)
        inboxes["userFills"].wait_for(lambda message: message["data"]["isSnapshot"])
        Exchange(MAKER, url).order("ETH", False, 0.5, 4300.0, {"limit": {"tif": "Gtc"}})
        inboxes["bbo"].wait_for(lambda m: m["data"]["bbo"] == [None, {"px": "4300.0", "sz": "0.5", "n": 1}])
        Exchange(TAKER, url).order("ETH", True, 0.2, 4310.0, {"limit": {"tif": "Ioc"}})
        trade = inboxes["trades"].wait_for(lambda m: m["data"])["data"][0]
        assert (trade["px"], trade["sz"], trade["side"]) == ("4300.0", "0.2", "B")
        assert trade["users"] == [TAKER.address.lower(), MAKER.address.lower()]
        updates = inboxes["orderUpdates"].wait_for(lambda m: m["data"])["data"]
        assert [(update["status"], update["order"]["sz"]) for update in updates] == [("open", "0.2"), ("filled", "0.0")]
        fill = inboxes["userEvents"].wait_for(lambda m: "fills" in m["data"])["data"]["fills"][0]
        assert fill["tid"] == trade["tid"]
        inboxes["userFills"].wait_for(lambda m: [f["tid"] for f in m["data"]["fills"]] == [trade["tid"]])
        inboxes["l2Book"].wait_for(lambda m: m["data"]["coin"] == "ETH")
        inboxes["allMids"].wait_for(lambda m: "BTC" in m["data"]["mids"])
        inboxes["activeAssetCtx"].wait_for(lambda m: m["data"]["ctx"]["oraclePx"])
    finally:
        info.disconnect_websocket()


async def test_an_agent_it_approved_trades_for_its_master(url: str) -> None:
    await asyncio.to_thread(agent_trades, url)


def agent_trades(url: str) -> None:
    approved, key = Exchange(MAKER, url).approve_agent(AGENT_NAME)
    assert approved == {"status": "ok", "response": {"type": "default"}}
    agent = Exchange(Account.from_key(key), url, account_address=MAKER.address)
    agent.order("BTC", True, 0.001, 100_000, {"limit": {"tif": "Alo"}})
    info = Info(url, skip_ws=True)
    assert [order["coin"] for order in info.open_orders(MAKER.address)] == ["BTC"]
    role = info.user_role(Account.from_key(key).address)
    assert role == {"role": "agent", "data": {"user": MAKER.address.lower()}}


async def test_strangers_and_the_poor_are_turned_away_in_the_venues_words(url: str) -> None:
    stranger = Account.from_key("0x" + "33" * 32)
    reply = await asyncio.to_thread(
        lambda: Exchange(stranger, url).order("ETH", True, 0.1, 4000.0, {"limit": {"tif": "Gtc"}})
    )
    assert reply == {
        "status": "err",
        "response": f"User or API Wallet {stranger.address.lower()} does not exist.",
    }
    sent = await asyncio.to_thread(lambda: Exchange(stranger, url).usd_transfer(1, MAKER.address))
    assert sent == {
        "status": "err",
        "response": f"Must deposit before performing actions. User: {stranger.address.lower()}",
    }


async def test_it_protects_a_position_with_a_stop_and_brings_exits_with_an_entry(url: str) -> None:
    await asyncio.to_thread(protect, url)


def protect(url: str) -> None:
    info = Info(url, skip_ws=True)
    maker, taker = Exchange(MAKER, url), Exchange(TAKER, url)
    maker.order("ETH", False, 0.5, 4300.0, {"limit": {"tif": "Gtc"}})
    taker.order("ETH", True, 0.2, 4310.0, {"limit": {"tif": "Ioc"}})
    stop: Any = {"trigger": {"triggerPx": 4200, "isMarket": True, "tpsl": "sl"}}
    target: Any = {"trigger": {"triggerPx": 4400, "isMarket": True, "tpsl": "tp"}}
    (status,) = taker.order("ETH", False, 0.2, 4000, stop, reduce_only=True)["response"]["data"]["statuses"]
    oid = status["resting"]["oid"]
    (shown,) = info.frontend_open_orders(TAKER.address)
    assert (shown["orderType"], shown["triggerCondition"], shown["isTrigger"]) == (
        "Stop Market",
        "Price below 4200",
        True,
    )
    assert info.open_orders(TAKER.address)[0]["oid"] == oid
    assert taker.cancel("ETH", oid)["response"]["data"]["statuses"] == ["success"]

    entry: Any = {"coin": "ETH", "is_buy": True, "sz": 0.1, "limit_px": 4250, "reduce_only": False}
    entry["order_type"] = {"limit": {"tif": "Gtc"}}
    leave: Any = {"coin": "ETH", "is_buy": False, "sz": 0.1, "limit_px": 4000, "reduce_only": True}
    group: Any = [entry, {**leave, "order_type": stop}, {**leave, "order_type": target}]
    statuses = taker.bulk_orders(group, grouping="normalTpsl")["response"]["data"]["statuses"]
    assert statuses[1:] == ["waitingForFill", "waitingForFill"]
    (parent,) = info.frontend_open_orders(TAKER.address)
    assert [child["orderType"] for child in parent["children"]] == ["Stop Market", "Take Profit Market"]
    assert taker.cancel("ETH", parent["oid"])["response"]["data"]["statuses"] == ["success"]
    child = info.query_order_by_oid(TAKER.address, parent["children"][0]["oid"])
    assert child["order"]["status"] == "canceled"
