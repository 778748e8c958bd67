"""Isolated margin and liquidation as clients meet them: signed actions in, answers and feeds out."""

from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.order import ALO, GTC, IOC, Order, OrderType, PlaceOrders
from hyperquote.exchange.actions.top_up_isolated_only_margin import TopUpIsolatedOnlyMargin
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.info.requests import decode_request
from hyperquote.local_exchange.clearing.house import BACKSTOP
from hyperquote.local_exchange.gateway import Gateway

ETH = 1
OK = {"status": "ok", "response": {"type": "default"}}


def trading(px: str, sz: str, *, is_buy: bool, kind: OrderType = GTC, reduce_only: bool = False) -> PlaceOrders:
    return PlaceOrders(orders=(Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, kind=kind, reduce_only=reduce_only),))


def isolated(leverage: int) -> UpdateLeverage:
    return UpdateLeverage(asset=ETH, is_cross=False, leverage=leverage)


def state(gateway: Gateway, desk: Desk) -> Any:
    return ask(gateway, {"type": "clearinghouseState", "user": desk.address})


@pytest.fixture
def long(gateway: Gateway, maker: Desk, taker: Desk) -> Desk:
    """The taker is long 2 ETH from 4300 with 10x of its own margin."""
    gateway.exchange.house.set_fee_rates(taker.address, 0, 0)
    assert taker.send(isolated(10)) == OK
    maker.send(trading("4300", "2", is_buy=False))
    taker.send(trading("4300", "2", is_buy=True, kind=IOC))
    return taker


def mark(gateway: Gateway, usd: float, now_ms: int = NOW_MS + 70) -> list[Any]:
    """Set the mark, make a block, and return what session 1 is told."""
    gateway.make_block(now_ms - 1)
    gateway.exchange.house.set_mark(ETH, round(usd * 100))
    frames = gateway.make_block(now_ms).get(1, [])
    return [msgspec.json.decode(frame) for frame in frames]


def subscribe(gateway: Gateway, **subscription: str) -> None:
    gateway.hear(1, msgspec.json.encode({"method": "subscribe", "subscription": subscription}).decode(), NOW_MS)


def test_an_isolated_position_shows_its_pot_and_stays_out_of_the_cross_summary(gateway: Gateway, long: Desk) -> None:
    told = state(gateway, long)
    (held,) = told["assetPositions"]
    assert held["position"]["leverage"] == {"type": "isolated", "value": 10, "rawUsd": "-7740.0"}
    assert held["position"]["marginUsed"] == "860.0"
    assert held["position"]["liquidationPx"] == "3948.9795918367"  # 7740 / (2 − 2·0.02)
    assert told["marginSummary"] == {
        "accountValue": "100000.0",
        "totalNtlPos": "8600.0",
        "totalRawUsd": "91400.0",
        "totalMarginUsed": "860.0",
    }
    assert told["crossMarginSummary"] == {
        "accountValue": "99140.0",
        "totalNtlPos": "0.0",
        "totalRawUsd": "99140.0",
        "totalMarginUsed": "0.0",
    }
    assert (told["crossMaintenanceMarginUsed"], told["withdrawable"]) == ("0.0", "99140.0")


def test_margin_moves_in_and_out_over_the_wire(gateway: Gateway, long: Desk) -> None:
    assert long.send(UpdateIsolatedMargin(asset=ETH, ntli=140_000_000)) == OK
    assert state(gateway, long)["assetPositions"][0]["position"]["marginUsed"] == "1000.0"
    assert long.send(UpdateIsolatedMargin(asset=ETH, ntli=-140_000_001)) == {
        "status": "err",
        "response": "Position does not have sufficient margin for reduction.",
    }
    assert long.send(UpdateIsolatedMargin(asset=ETH, ntli=-140_000_000)) == OK


@pytest.mark.parametrize(("leverage", "text"), [("5", "Asset not strict isolated"), ("five", "Invalid leverage value")])
def test_a_top_up_is_for_strictly_isolated_assets(long: Desk, leverage: str, text: str) -> None:
    assert long.send(TopUpIsolatedOnlyMargin(asset=ETH, leverage=leverage)) == {"status": "err", "response": text}


def test_the_kind_of_margin_cannot_be_switched_under_a_position(long: Desk) -> None:
    assert long.send(UpdateLeverage(asset=ETH, is_cross=True, leverage=10)) == {
        "status": "err",
        "response": "Cannot switch leverage type with open position.",
    }


def test_active_asset_data_tells_the_pot_and_what_it_gives_back(gateway: Gateway, long: Desk) -> None:
    told = ask(gateway, {"type": "activeAssetData", "user": long.address, "coin": "ETH"})
    assert told["leverage"] == {"type": "isolated", "value": 10, "rawUsd": "-7740.0"}
    assert told["availableToTrade"] == ["99140.0", "100860.0"]


def test_the_user_sees_its_liquidation_in_every_feed(gateway: Gateway, maker: Desk, long: Desk) -> None:
    resting = long.send(trading("3000", "0.1", is_buy=True))["response"]["data"]["statuses"][0]["resting"]["oid"]
    maker.send(trading("3940", "5", is_buy=True, kind=ALO))
    for kind in ("userEvents", "userFills", "orderUpdates", "userNonFundingLedgerUpdates"):
        subscribe(gateway, type=kind, user=long.address)
    frames = mark(gateway, 3_945)  # pot 150 against 157.8
    by_channel: dict[str, list[Any]] = {}
    for frame in frames:
        by_channel.setdefault(frame["channel"], []).append(frame["data"])
    (fill,) = by_channel["userFills"][-1]["fills"]
    assert (fill["dir"], fill["px"], fill["sz"], fill["crossed"], fill["hash"]) == (
        "Close Long",
        "3940.0",
        "2.0",
        True,
        "0x" + "0" * 64,
    )
    liquidation = {"liquidatedUser": long.address, "markPx": "3945.0", "method": "market"}
    assert fill["liquidation"] == liquidation
    events = by_channel["user"]
    assert events[1] == {
        "liquidation": {
            "lid": 1,
            "liquidator": "",
            "liquidated_user": long.address,
            "liquidated_ntl_pos": "7890.0",
            "liquidated_account_value": "150.0",
        }
    }
    assert events[2] == {"nonUserCancel": [{"coin": "ETH", "oid": resting}]}
    updates = [(update["order"]["oid"], update["status"]) for update in by_channel["orderUpdates"][-1]]
    assert (resting, "liquidatedCanceled") in updates
    (row,) = by_channel["userNonFundingLedgerUpdates"][-1]["nonFundingLedgerUpdates"]
    assert row["delta"] == {
        "type": "liquidation",
        "liquidatedNtlPos": "7890.0",
        "accountValue": "150.0",
        "leverageType": "Isolated",
        "liquidatedPositions": [{"coin": "ETH", "szi": "2.0"}],
    }
    newest = ask(gateway, {"type": "userFills", "user": maker.address})[0]
    assert (newest["dir"], newest["crossed"], newest["liquidation"]) == ("Close Short", False, liquidation)
    history = ask(gateway, {"type": "historicalOrders", "user": long.address})
    assert {row["order"]["tif"] for row in history if row["order"]["oid"] == fill["oid"]} == {"LiquidationMarket"}


def test_the_backstop_is_told_too(gateway: Gateway, long: Desk) -> None:
    subscribe(gateway, type="userEvents", user=BACKSTOP)
    frames = [frame["data"] for frame in mark(gateway, 3_900)]  # pot 60 against 156
    assert [list(each) for each in frames] == [["fills"], ["liquidation"]]
    (fill,) = frames[0]["fills"]
    assert (fill["dir"], fill["side"], fill["px"], fill["fee"]) == ("Liquidated Isolated Long", "B", "3870.0", "0.0")
    assert frames[1]["liquidation"]["liquidator"] == BACKSTOP
    assert state(gateway, long)["marginSummary"]["accountValue"] == "99140.0"


def test_a_position_that_the_book_cannot_take_is_liquidatable(gateway: Gateway, long: Desk) -> None:
    assert ask(gateway, {"type": "liquidatable"}) == []
    mark(gateway, 3_945)
    assert ask(gateway, {"type": "liquidatable"}) == [
        {"user": long.address, "positionIndex": {"isolated": {"asset": ETH}}, "marginAvailable": [150.0, 157.8]}
    ]


def test_margin_tables_order_limits_and_coming_funding_can_be_asked_for(gateway: Gateway) -> None:
    assert ask(gateway, {"type": "marginTable", "id": 56}) == {
        "description": "tiered 40x",
        "marginTiers": [{"lowerBound": "0.0", "maxLeverage": 40}, {"lowerBound": "150000000.0", "maxLeverage": 20}],
    }
    assert ask(gateway, {"type": "marginTable", "id": 5})["marginTiers"] == [{"lowerBound": "0.0", "maxLeverage": 5}]
    assert ask(gateway, {"type": "maxMarketOrderNtls"})[0] == [25, "30000000.0"]
    coin, venues = ask(gateway, {"type": "predictedFundings"})[0]
    assert (coin, [name for name, _ in venues]) == ("BTC", ["BinPerp", "HlPerp", "BybitPerp"])
    assert venues[1][1] == {
        "fundingRate": "0.0000125",
        "nextFundingTime": (NOW_MS // 3_600_000 + 1) * 3_600_000,
        "fundingIntervalHours": 1,
    }


@pytest.mark.parametrize("kind", ["liquidatable", "maxMarketOrderNtls", "predictedFundings"])
def test_our_client_reads_what_we_answer(gateway: Gateway, kind: str) -> None:
    body = msgspec.json.encode({"type": kind})
    decode_request(body).read(gateway.info(body, NOW_MS).body)
