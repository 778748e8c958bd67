"""Info answers have the venue's shape: its keys, in its order, numbers in its spelling."""

import json
import re
from typing import Any

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask
from tests.shared_data import require

from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.order import GTC, IOC, Order, OrderType, PlaceOrders
from hyperquote.info.requests import decode_request
from hyperquote.local_exchange.answers import answer, weight
from hyperquote.local_exchange.gateway import Gateway

ETH = 1
DECIMAL = re.compile(r"-?\d+\.\d+")
STRANGER = "0x" + "9" * 40


def trading(px: str, sz: str, *, is_buy: bool, kind: OrderType = GTC, cloid: str | None = None) -> PlaceOrders:
    return PlaceOrders(orders=(Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, kind=kind, cloid=cloid),))


@pytest.fixture
def traded(gateway: Gateway, maker: Desk, taker: Desk) -> Gateway:
    """The maker sold 0.3 ETH at 4300 to the taker and still offers 0.2; both have another order."""
    maker.send(trading("4300", "0.5", is_buy=False, cloid="0x" + "ab" * 16))
    taker.send(trading("4300", "0.3", is_buy=True, kind=IOC))
    maker.send(trading("4200", "0.1", is_buy=True))
    taker.send(trading("4100", "1", is_buy=True))
    gateway.make_block(NOW_MS + 70)
    return gateway


def newest(name: str) -> Any:
    """Return the response of the newest successful example of a recorded request."""
    examples = json.loads(require(f"reference/samples/info_{name}.json").read_text())["examples"]
    return [each["response"] for each in examples if each.get("status") == 200][-1]


def same_shape(ours: Any, theirs: Any, path: str) -> None:
    """Compare kinds and key order wherever both have something, and the spelling of numbers."""
    if ours is None or theirs is None:
        return
    if isinstance(theirs, dict):
        assert isinstance(ours, dict), path
        shared = [key for key in theirs if key in ours]
        assert [key for key in ours if key in theirs] == shared, path
        for key in shared:
            same_shape(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(theirs, list):
        assert isinstance(ours, list), path
        if ours and theirs:
            same_shape(ours[0], theirs[0], f"{path}[0]")
    elif isinstance(theirs, str) and DECIMAL.fullmatch(theirs):
        assert DECIMAL.fullmatch(ours), f"{path}: {ours}"
    else:
        assert type(ours) is type(theirs), path


@pytest.mark.parametrize(
    "request_type",
    [
        "meta",
        "metaAndAssetCtxs",
        "spotMeta",
        "spotMetaAndAssetCtxs",
        "allMids",
        "perpDexs",
        "userFees",
        "clearinghouseState",
        "openOrders",
        "frontendOpenOrders",
        "historicalOrders",
        "userFills",
        "userRateLimit",
        "userRole",
        "spotClearinghouseState",
        "userAbstraction",
        "extraAgents",
    ],
)
def test_answers_have_the_shape_of_recorded_ones(traded: Gateway, taker: Desk, request_type: str) -> None:
    ours = ask(traded, {"type": request_type, "user": taker.address, "dex": ""})
    same_shape(ours, newest(request_type), request_type)


def test_an_account_adds_up(traded: Gateway, taker: Desk) -> None:
    state = ask(traded, {"type": "clearinghouseState", "user": taker.address.upper().replace("0X", "0x")})
    fee = 0.3 * 4300 * 0.00045
    summary = state["marginSummary"]
    assert float(summary["accountValue"]) == pytest.approx(100_000 - fee)
    assert float(summary["totalRawUsd"]) == pytest.approx(100_000 - fee - 1290)
    assert summary["totalNtlPos"] == "1290.0"
    assert summary["totalMarginUsed"] == "64.5"  # at the default leverage of 20
    (held,) = state["assetPositions"]
    assert held["position"]["unrealizedPnl"] == "0.0"
    assert held["position"]["cumFunding"] == {"allTime": "0.0", "sinceOpen": "0.0", "sinceChange": "0.0"}


def test_a_stranger_gets_zeros_and_does_not_become_an_account_by_asking(gateway: Gateway) -> None:
    state = ask(gateway, {"type": "clearinghouseState", "user": STRANGER})
    assert state["marginSummary"]["accountValue"] == "0.0"
    assert state["assetPositions"] == []
    for kind in ("openOrders", "frontendOpenOrders", "userFills", "historicalOrders", "userFunding"):
        assert ask(gateway, {"type": kind, "user": STRANGER}) == []
    assert ask(gateway, {"type": "orderStatus", "user": STRANGER, "oid": 1}) == {"status": "unknownOid"}
    assert ask(gateway, {"type": "orderStatus", "user": STRANGER, "oid": "0x" + "1" * 32}) == {"status": "unknownOid"}
    assert ask(gateway, {"type": "userRole", "user": STRANGER}) == {"role": "missing"}
    asset_data = ask(gateway, {"type": "activeAssetData", "user": STRANGER, "coin": "ETH"})
    assert asset_data["leverage"] == {"type": "cross", "value": 20}
    assert asset_data["availableToTrade"] == ["0.0", "0.0"]
    assert STRANGER not in gateway.exchange.house.accounts


def test_order_records_freeze_at_their_last_change_but_open_orders_are_live(traded: Gateway, maker: Desk) -> None:
    record = ask(traded, {"type": "orderStatus", "user": maker.address, "oid": "0x" + "AB" * 16})
    assert (record["order"]["status"], record["order"]["order"]["sz"]) == ("open", "0.5")
    newest_first = ask(traded, {"type": "openOrders", "user": maker.address})
    assert [order["sz"] for order in newest_first] == ["0.1", "0.2"]
    assert "cloid" not in newest_first[0]
    assert newest_first[1]["cloid"] == "0x" + "ab" * 16
    full = ask(traded, {"type": "frontendOpenOrders", "user": maker.address})
    assert (full[0]["cloid"], full[0]["reduceOnly"], full[0]["tif"]) == (None, False, "Gtc")


def test_history_logs_each_status_newest_first(traded: Gateway, maker: Desk) -> None:
    maker.send(Cancel(cancels=(OrderRef(ETH, 1000),)))
    log = ask(traded, {"type": "historicalOrders", "user": maker.address})
    assert [(row["order"]["oid"], row["status"], row["order"]["sz"]) for row in log] == [
        (1000, "canceled", "0.2"),
        (1002, "open", "0.1"),
        (1000, "open", "0.5"),
    ]


def test_fills_by_time_are_bounded_on_both_sides_and_oldest_first(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    for n in range(4):
        maker.now_ms = taker.now_ms = NOW_MS + n
        maker.send(trading("4300", "0.1", is_buy=False))
        taker.send(trading("4300", "0.1", is_buy=True, kind=IOC))
    request = {"type": "userFillsByTime", "user": taker.address, "startTime": NOW_MS + 1, "endTime": NOW_MS + 2}
    assert [row["time"] for row in ask(gateway, request)] == [NOW_MS + 1, NOW_MS + 2]
    assert [row["time"] for row in ask(gateway, {**request, "reversed": True})] == [NOW_MS + 2, NOW_MS + 1]
    starts = [row["startPosition"] for row in ask(gateway, {"type": "userFills", "user": taker.address})]
    assert starts == ["0.3", "0.2", "0.1", "0.0"]


def test_what_may_still_be_traded_counts_the_margin_that_comes_back(traded: Gateway, maker: Desk, taker: Desk) -> None:
    data = ask(traded, {"type": "activeAssetData", "user": taker.address, "coin": "ETH"})
    buy, sell = (float(text) for text in data["availableToTrade"])
    assert sell - buy == pytest.approx(2 * 64.5)
    assert float(data["maxTradeSzs"][0]) == int(buy * 20 / 4300 * 10_000) / 10_000


def test_books_and_coins_that_do_not_exist_are_null_or_empty(gateway: Gateway) -> None:
    assert ask(gateway, {"type": "l2Book", "coin": "NOPE"}) is None
    assert ask(gateway, {"type": "recentTrades", "coin": "NOPE"}) == []
    assert ask(gateway, {"type": "fundingHistory", "coin": "NOPE", "startTime": 0}) == []


def test_candles_put_minutes_together(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    hour = NOW_MS // 3_600_000 * 3_600_000 + 3_600_000
    for minute, px in ((0, "4300"), (1, "4310"), (59, "4290"), (60, "4305")):
        maker.now_ms = taker.now_ms = hour + minute * 60_000
        maker.send(trading(px, "0.1", is_buy=False))
        taker.send(trading(px, "0.1", is_buy=True, kind=IOC))
    request = {"coin": "ETH", "interval": "1h", "startTime": hour, "endTime": hour + 2 * 3_600_000}
    bars = ask(gateway, {"type": "candleSnapshot", "req": request}, hour + 3_600_000)
    assert [(bar["o"], bar["h"], bar["l"], bar["c"], bar["v"], bar["n"]) for bar in bars] == [
        ("4300.0", "4310.0", "4290.0", "4290.0", "0.3", 3),
        ("4305.0", "4305.0", "4305.0", "4305.0", "0.1", 1),
    ]
    assert list(bars[0]) == ["t", "T", "s", "i", "o", "c", "h", "l", "v", "n"]
    assert bars[0]["T"] == bars[1]["t"] - 1


def test_funding_history_has_a_row_an_hour(gateway: Gateway) -> None:
    hour = NOW_MS // 3_600_000 * 3_600_000 + 3_600_000
    gateway.make_block(hour)
    gateway.make_block(hour + 3_600_000)
    rows = ask(gateway, {"type": "fundingHistory", "coin": "ETH", "startTime": 0}, hour + 3_600_000)
    assert rows == [
        {"coin": "ETH", "fundingRate": "0.0000125", "premium": "0.0", "time": hour},
        {"coin": "ETH", "fundingRate": "0.0000125", "premium": "0.0", "time": hour + 3_600_000},
    ]


def test_the_budget_grows_by_a_request_a_dollar_and_batches_count_each_order(traded: Gateway, taker: Desk) -> None:
    limit = ask(traded, {"type": "userRateLimit", "user": taker.address})
    assert limit == {"cumVlm": "1290.0", "nRequestsUsed": 2, "nRequestsCap": 11_290, "nRequestsSurplus": 0}


@pytest.mark.parametrize(
    ("body", "cost"),
    [
        (b'{"type":"allMids"}', 2),
        (b'{"type":"meta"}', 20),
        (b'{"type":"userRole","user":"0x1111111111111111111111111111111111111111"}', 60),
        (b'{"type":"userFills","user":"0x1111111111111111111111111111111111111111"}', 20),
    ],
)
def test_requests_weigh_what_the_venue_charges(gateway: Gateway, body: bytes, cost: int) -> None:
    request = decode_request(body)
    assert weight(request, answer(gateway.exchange, request, NOW_MS)) == cost
    assert weight(decode_request(b'{"type":"recentTrades","coin":"ETH"}'), [None] * 40) == 22


def test_volumes_are_told_by_day(traded: Gateway, maker: Desk, taker: Desk) -> None:
    def days(of: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = ask(traded, {"type": "userFees", "user": of})["dailyUserVlm"]
        return rows

    (today,) = days(maker.address)
    assert today == {"date": today["date"], "userCross": "0.0", "userAdd": "1290.0", "exchange": "1290.0"}
    assert days(taker.address) == [{**today, "userCross": "1290.0", "userAdd": "0.0"}]
    assert days(STRANGER) == [{**today, "userAdd": "0.0"}]
    traded.make_block(NOW_MS + 86_400_000)
    yesterday, quiet = days(maker.address)
    assert yesterday == today
    assert quiet["date"] > today["date"]
    assert (quiet["userCross"], quiet["userAdd"], quiet["exchange"]) == ("0.0", "0.0", "0.0")
