"""What the official SDK's own examples do, done with it on the local exchange: exits, transfers, relations, spot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.local_exchange.spot_listing import PURR, default_pairs

pytest.importorskip("hyperliquid", reason="the official SDK is a test dependency")
from eth_account import Account
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info

ME = Account.from_key("0x" + "31" * 32)
OTHER = Account.from_key("0x" + "32" * 32)
GTC: Any = {"limit": {"tif": "Gtc"}}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    exchange = LocalExchange(wall_ms(), pairs=default_pairs())
    server = ExchangeServer(Gateway(exchange), block_ms=5)
    for account in (ME, OTHER):
        exchange.faucet(account.address, "100000", server.now_ms)
    exchange.give(OTHER.address.lower(), PURR, 1_000_000 * 10**5)
    port = await server.start()
    yield f"http://127.0.0.1:{port}"
    await server.close()


def ok(reply: Any) -> Any:
    assert reply["status"] == "ok", reply
    return reply["response"]


def status_of(reply: Any) -> Any:
    return ok(reply)["data"]["statuses"][0]


async def test_orders_with_exits_and_market_orders(url: str) -> None:
    await asyncio.to_thread(exits_and_market_orders, url)


def exits_and_market_orders(url: str) -> None:
    info, mine, theirs = Info(url, skip_ws=True), Exchange(ME, url), Exchange(OTHER, url)
    assert "resting" in status_of(theirs.order("ETH", False, 5, 4301, GTC))
    assert "resting" in status_of(theirs.order("ETH", True, 5, 4299, GTC))
    assert ok(mine.update_leverage(5, "ETH", is_cross=False))["type"] == "default"
    assert status_of(mine.market_open("ETH", True, 1.0))["filled"]["totalSz"] == "1.0"
    assert ok(mine.update_isolated_margin(50, "ETH"))["type"] == "default"
    position = info.user_state(ME.address)["assetPositions"][0]["position"]
    assert (position["szi"], position["leverage"]["type"], position["leverage"]["value"]) == ("1.0", "isolated", 5)
    stop: Any = {"trigger": {"triggerPx": 4000, "isMarket": True, "tpsl": "sl"}}
    assert "resting" in status_of(mine.order("ETH", False, 1.0, 3900, stop, reduce_only=True))
    waiting = info.frontend_open_orders(ME.address)[0]
    assert (waiting["orderType"], waiting["triggerPx"]) == ("Stop Market", "4000.0")
    assert status_of(mine.market_close("ETH"))["filled"]["totalSz"] == "1.0"
    assert info.frontend_open_orders(ME.address) == []
    assert [fill["dir"] for fill in info.user_fills(ME.address)] == ["Close Long", "Open Long"]


async def test_transfers_sub_accounts_vaults_and_agents(url: str) -> None:
    await asyncio.to_thread(relations, url)


def relations(url: str) -> None:
    info, mine = Info(url, skip_ws=True), Exchange(ME, url)
    ok(mine.usd_class_transfer(100.0, False))
    ok(mine.usd_transfer(5.0, OTHER.address))
    ok(mine.spot_transfer(1.0, OTHER.address, "USDC:0x6d1e7cde53ba9467b783cb7c530ce054"))
    assert info.spot_user_state(ME.address)["balances"][0]["total"] == "99.0"
    sub = ok(mine.create_sub_account("desk"))["data"]
    ok(mine.sub_account_transfer(sub, True, 1_000_000_000))
    child = Exchange(ME, url, vault_address=sub)
    oid = status_of(child.order("BTC", True, 0.01, 100_000, GTC))["resting"]["oid"]
    assert [order["oid"] for order in info.open_orders(sub)] == [oid]
    assert status_of(child.cancel("BTC", oid)) == "success"
    assert info.query_sub_accounts(ME.address)[0]["name"] == "desk"
    assert info.user_role(sub)["role"] == "subAccount"
    reply, key = mine.approve_agent("bot")
    ok(reply)
    agent = Exchange(Account.from_key(key), url, account_address=ME.address)
    oid = status_of(agent.order("BTC", True, 0.01, 100_000, GTC))["resting"]["oid"]
    assert status_of(mine.cancel("BTC", oid)) == "success"
    ok(mine.withdraw_from_bridge(10.0, ME.address))
    kinds = [row["delta"]["type"] for row in info.user_non_funding_ledger_updates(ME.address, 0)]
    assert {"deposit", "accountClassTransfer", "internalTransfer", "spotTransfer", "withdraw"} <= set(kinds)


async def test_spot_pairs(url: str) -> None:
    await asyncio.to_thread(spot, url)


def spot(url: str) -> None:
    info, mine, theirs = Info(url, skip_ws=True), Exchange(ME, url), Exchange(OTHER, url)
    ok(mine.usd_class_transfer(200.0, False))
    assert "resting" in status_of(theirs.order("PURR/USDC", False, 1_000, 0.16, GTC))
    bought = status_of(mine.order("PURR/USDC", True, 1_000, 0.161, {"limit": {"tif": "Ioc"}}))["filled"]
    assert (bought["totalSz"], bought["avgPx"]) == ("1000.0", "0.16")
    fill = info.user_fills(ME.address)[0]
    assert (fill["coin"], fill["dir"], fill["feeToken"], fill["fee"]) == ("PURR/USDC", "Buy", "PURR", "0.69999")
    held = {row["coin"]: row["total"] for row in info.spot_user_state(ME.address)["balances"]}
    assert held == {"USDC": "40.0", "PURR": "999.30001"}
    refused = status_of(mine.order("PURR/USDC", True, 1_000, 0.15, GTC))["error"]
    assert refused == "Order has insufficient spot balance to trade asset=10000"
    assert info.spot_meta_and_asset_ctxs()[1][0]["coin"] == "PURR/USDC"


async def test_questions_of_every_day(url: str) -> None:
    await asyncio.to_thread(questions, url)


def questions(url: str) -> None:
    info, me = Info(url, skip_ws=True), ME.address
    assert info.all_mids()["BTC"]
    assert info.l2_snapshot("BTC")["coin"] == "BTC"
    assert info.meta_and_asset_ctxs()[0]["universe"][0]["name"] == "BTC"
    assert isinstance(info.candles_snapshot("BTC", "1m", 0, wall_ms()), list)
    assert isinstance(info.funding_history("BTC", 0), list)
    assert float(info.user_fees(me)["userCrossRate"]) > 0
    assert info.query_order_by_oid(me, 5)["status"] == "unknownOid"
    for answer in (
        info.historical_orders(me),
        info.user_funding_history(me, 0),
        info.user_twap_slice_fills(me),
        info.user_vault_equities(me),
        info.user_staking_delegations(me),
        info.extra_agents(me),
    ):
        assert answer == []
    assert info.user_rate_limit(me)["nRequestsCap"] >= 10_000
    assert info.query_referral_state(me)["cumVlm"] == "0.0"
    assert info.user_staking_summary(me)["delegated"] == "0.0"
