"""ccxt, unchanged but for its address, trades on the local exchange."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.local_exchange.spot_listing import default_pairs
from hyperquote.signature.wallet import Wallet

ccxt = pytest.importorskip("ccxt", reason="ccxt is a test dependency")
KEY = "0x" + "41" * 32
ME, MAKER = Wallet.from_key(KEY).address, "0x" + "9" * 40
BUILDER = "0x6530512a6c89c7cfcebc3ba7fcd9ada5f30827a6"  # ccxt sends every order through it, even for no fee
BTC = "BTC/USDC:USDC"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    exchange = LocalExchange(wall_ms(), pairs=default_pairs())
    server = ExchangeServer(Gateway(exchange), block_ms=5)
    for account in (ME, MAKER, BUILDER):
        exchange.faucet(account, "100000", server.now_ms)
    for is_buy, px in ((True, 109_990_0), (False, 110_010_0)):
        exchange.core.place(MAKER, 0, is_buy, px, 50_000, "Gtc", False, "", server.now_ms)
    port = await server.start()
    yield f"http://127.0.0.1:{port}"
    await server.close()


def client(url: str) -> Any:
    made = ccxt.hyperliquid({"walletAddress": ME, "privateKey": KEY, "options": {"builderFee": False}})
    made.set_sandbox_mode(True)  # it signs for every network but mainnet as for the testnet
    made.urls["api"] = {"public": url, "private": url}
    return made


async def test_it_reads_the_markets_and_the_account(url: str) -> None:
    await asyncio.to_thread(reads, url)


def reads(url: str) -> None:
    venue = client(url)
    markets = venue.load_markets()
    assert {BTC, "ETH/USDC:USDC", "PURR/USDC", "HYPE/USDC"} <= set(markets)
    assert venue.fetch_order_book(BTC)["bids"][0] == [109_990.0, 0.5]
    assert venue.fetch_balance()["USDC"]["total"] == 100_000.0
    assert venue.fetch_tickers([BTC])[BTC]["last"] > 0
    assert isinstance(venue.fetch_ohlcv(BTC, "1m"), list)
    assert venue.fetch_funding_rates([BTC])[BTC]["fundingRate"] is not None
    assert venue.fetch_status()["status"] == "ok"


async def test_it_places_edits_cancels_and_trades(url: str) -> None:
    await asyncio.to_thread(trades, url)


def trades(url: str) -> None:
    venue = client(url)
    venue.load_markets()
    venue.set_leverage(5, BTC, {"marginMode": "cross"})
    placed = venue.create_order(BTC, "limit", "buy", 0.01, 100_000)
    assert [order["id"] for order in venue.fetch_open_orders(BTC)] == [placed["id"]]
    edited = venue.edit_order(placed["id"], BTC, "limit", "buy", 0.02, 100_001)
    assert venue.fetch_order(edited["id"], BTC)["amount"] == 0.02
    venue.cancel_order(edited["id"], BTC)
    assert venue.fetch_open_orders(BTC) == []
    bought = venue.create_order(BTC, "market", "buy", 0.01, 110_010)
    assert bought["filled"] == 0.01
    position = venue.fetch_positions([BTC])[0]
    assert (position["side"], position["contracts"]) == ("long", 0.01)
    assert venue.fetch_my_trades(BTC)[0]["price"] == 110_010.0
    assert venue.fetch_funding_history(BTC) == []
    assert [row["type"] for row in venue.fetch_ledger()] == ["deposit"]
