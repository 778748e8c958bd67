"""What listeners are told, in which order, once a block."""

from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.order import ALO, GTC, IOC, Order, OrderType, PlaceOrders
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

ETH = 1
SESSION = 1


def subscribe(gateway: Gateway, session: int = SESSION, method: str = "subscribe", **subscription: Any) -> list[Any]:
    message = msgspec.json.encode({"method": method, "subscription": subscription}).decode()
    return [msgspec.json.decode(frame) for frame in gateway.hear(session, message, NOW_MS)]


class Clock:
    """Makes a block at each call and returns what one session is told."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.now_ms = NOW_MS

    def block(self, after_ms: int = 70, session: int = SESSION) -> list[Any]:
        self.now_ms += after_ms
        frames = self.gateway.make_block(self.now_ms).get(session, [])
        return [msgspec.json.decode(frame) for frame in frames]


def trading(px: str, sz: str = "0.1", *, is_buy: bool, kind: OrderType = GTC) -> PlaceOrders:
    return PlaceOrders(orders=(Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, kind=kind),))


# -- subscriptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [
        ({"type": "bbo", "coin": "ETH"}, {"type": "bbo", "coin": "ETH"}),
        ({"coin": "ETH", "type": "trades"}, {"type": "trades", "coin": "ETH"}),
        ({"type": "allMids"}, {"type": "allMids"}),
        (
            {"type": "l2Book", "coin": "ETH"},
            {"type": "l2Book", "coin": "ETH", "nSigFigs": None, "mantissa": None, "fast": False},
        ),
        (
            {"type": "l2Book", "coin": "ETH", "nSigFigs": 5, "mantissa": 2},
            {"type": "l2Book", "coin": "ETH", "nSigFigs": 5, "mantissa": 2, "fast": False},
        ),
        (
            {"type": "userFills", "user": "0x" + "AB" * 20},
            {"type": "userFills", "user": "0x" + "ab" * 20, "aggregateByTime": False},
        ),
        ({"type": "orderUpdates", "user": "0x" + "AB" * 20}, {"type": "orderUpdates", "user": "0x" + "ab" * 20}),
        ({"type": "userEvents", "user": "0x" + "AB" * 20}, {"type": "userEvents", "user": "0x" + "ab" * 20}),
        (
            {"type": "candle", "coin": "ETH", "interval": "1m"},
            {"type": "candle", "interval": "1m", "coin": "ETH"},
        ),
        ({"type": "activeAssetCtx", "coin": "ETH"}, {"type": "activeAssetCtx", "coin": "ETH"}),
    ],
)
def test_an_ack_echoes_the_canonical_subscription(
    gateway: Gateway, asked: dict[str, Any], echoed: dict[str, Any]
) -> None:
    (ack,) = subscribe(gateway, **asked)
    assert ack == {"channel": "subscriptionResponse", "data": {"method": "subscribe", "subscription": echoed}}
    assert list(ack["data"]["subscription"]) == list(echoed)
    (again,) = subscribe(gateway, **asked)
    assert again == {"channel": "error", "data": f"Already subscribed: {msgspec.json.encode(echoed).decode()}"}
    (left,) = subscribe(gateway, method="unsubscribe", **asked)
    assert left["data"] == {"method": "unsubscribe", "subscription": echoed}
    (twice,) = subscribe(gateway, method="unsubscribe", **asked)
    assert twice == {"channel": "error", "data": f"Already unsubscribed: {msgspec.json.encode(echoed).decode()}"}
    assert Clock(gateway).block() == []


@pytest.mark.parametrize(
    "text",
    ["hello", '{"method":"dance"}', '{"method":"subscribe","subscription":{"type":"liquidations"}}'],
)
def test_what_cannot_be_read_is_echoed_as_it_came(gateway: Gateway, text: str) -> None:
    (frame,) = gateway.hear(SESSION, text, NOW_MS)
    assert msgspec.json.decode(frame) == {
        "channel": "error",
        "data": f"Error parsing JSON into valid websocket request: {text}",
    }


def test_impossible_arguments_are_an_invalid_subscription(gateway: Gateway) -> None:
    (frame,) = subscribe(gateway, type="candle", coin="ETH", interval="7m")
    assert frame["data"] == 'Invalid subscription: {"type":"candle","interval":"7m","coin":"ETH"}'
    (frame,) = subscribe(gateway, type="l2Book", coin="ETH", nSigFigs=9)
    assert frame["data"].startswith("Invalid subscription: ")


def test_an_unknown_coin_hangs_up_as_the_venue_does_unless_told_otherwise(gateway: Gateway) -> None:
    assert subscribe(gateway, type="bbo", coin="NOPE") == []
    assert gateway.hung_up(SESSION)
    gateway.forget(SESSION)
    assert not gateway.hung_up(SESSION)
    gentle = Gateway(LocalExchange(NOW_MS, rules=Rules(close_on_unknown_coin=False)))
    (frame,) = subscribe(gentle, type="bbo", coin="NOPE")
    assert frame["data"] == 'Invalid subscription: {"type":"bbo","coin":"NOPE"}'


def test_one_connection_follows_fifteen_users_at_most(gateway: Gateway) -> None:
    for n in range(15):
        subscribe(gateway, type="userFills", user=f"0x{n:040x}")
    assert subscribe(gateway, type="orderUpdates", user=f"0x{3:040x}")[0]["channel"] == "subscriptionResponse"
    (frame,) = subscribe(gateway, type="userFills", user=f"0x{99:040x}")
    assert frame == {"channel": "error", "data": "Cannot track more than 15 total users."}


def test_pong_has_no_data(gateway: Gateway) -> None:
    assert gateway.hear(SESSION, '{"method":"ping"}', NOW_MS) == [b'{"channel":"pong"}']


# -- market feeds ------------------------------------------------------------------------------------------------------


def test_bbo_comes_at_once_and_then_only_when_the_top_changes(gateway: Gateway, maker: Desk) -> None:
    clock = Clock(gateway)
    subscribe(gateway, type="bbo", coin="ETH")
    (first,) = clock.block()
    assert first["data"] == {"coin": "ETH", "time": NOW_MS + 70, "bbo": [None, None]}
    assert clock.block() == []
    maker.send(trading("4200", is_buy=True))
    maker.send(trading("4100", is_buy=True))
    (change,) = clock.block()
    assert change["data"]["bbo"] == [{"px": "4200.0", "sz": "0.1", "n": 1}, None]
    maker.send(trading("4000", is_buy=True))
    assert clock.block() == []


def test_trades_begin_with_a_replay_of_thirty_oldest_first_and_neither_repeat_nor_miss_any(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    clock = Clock(gateway)

    def trade() -> None:
        maker.send(trading("4300", is_buy=False))
        taker.send(trading("4300", is_buy=True, kind=IOC))

    for _ in range(32):
        trade()
    clock.block()
    trade()
    subscribe(gateway, type="trades", coin="ETH")
    trade()
    (replay,) = clock.block()
    trade()
    (live,) = clock.block()
    seen = [each["tid"] for each in replay["data"]]
    everything = [fact.tid for fact in gateway.exchange.records.trades(ETH, 100)]
    assert seen == everything[-31:-1]
    assert [each["tid"] for each in live["data"]] == everything[-1:]
    assert list(live["data"][0]) == ["coin", "side", "px", "sz", "time", "hash", "tid", "users"]
    assert live["data"][0]["users"] == [taker.address, maker.address]


def test_the_book_comes_on_a_timer_whether_it_changed_or_not(gateway: Gateway, maker: Desk) -> None:
    clock = Clock(gateway)
    for n in range(25):
        maker.send(trading(f"{4200 - n}", is_buy=True))
    subscribe(gateway, type="l2Book", coin="ETH")
    subscribe(gateway, session=2, type="l2Book", coin="ETH", fast=True)
    (whole,) = clock.block(100)
    assert len(whole["data"]["levels"][0]) == 20
    assert whole["data"]["levels"][1] == []
    assert "fast" not in whole["data"]
    assert [len(clock.block(500)) for _ in range(10)].count(1) == 1
    fast = [frame for _ in range(10) for frame in clock.block(500, session=2)]
    assert len(fast) == 10
    assert fast[0]["data"]["fast"] is True
    assert len(fast[0]["data"]["levels"][0]) == 5


def test_an_aggregated_book_rounds_away_from_the_middle(gateway: Gateway, maker: Desk) -> None:
    clock = Clock(gateway)
    for px, is_buy in (("4201.5", True), ("4207", True), ("4300.1", False), ("4310", False), ("4311", False)):
        maker.send(trading(px, is_buy=is_buy))
    subscribe(gateway, type="l2Book", coin="ETH", nSigFigs=3)
    (frame,) = clock.block()
    assert frame["data"]["levels"] == [
        [{"px": "4200.0", "sz": "0.2", "n": 2}],
        [{"px": "4310.0", "sz": "0.2", "n": 2}, {"px": "4320.0", "sz": "0.1", "n": 1}],
    ]
    assert frame["data"]["spread"] == "93.1"


def test_contexts_come_every_second_and_mids_when_they_move(gateway: Gateway, maker: Desk) -> None:
    clock = Clock(gateway)
    subscribe(gateway, type="activeAssetCtx", coin="ETH")
    subscribe(gateway, session=2, type="allMids")
    clock.block()
    frames = [frame for _ in range(20) for frame in clock.block(100)]
    assert len(frames) == 2
    assert list(frames[0]["data"]["ctx"]) == [
        "funding",
        "openInterest",
        "prevDayPx",
        "dayNtlVlm",
        "premium",
        "oraclePx",
        "markPx",
        "midPx",
        "impactPxs",
        "dayBaseVlm",
    ]
    maker.send(trading("4200", is_buy=True))
    maker.send(trading("4300.1", is_buy=False))
    (mids,) = [frame for _ in range(6) for frame in clock.block(100, session=2)]
    assert mids["data"]["mids"] == {"BTC": "110000.0", "ETH": "4250.05", "SOL": "210.0", "WLFI": "0.2"}


def test_a_candle_is_one_object_sent_again_when_trades_change_it(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    clock = Clock(gateway)
    subscribe(gateway, type="candle", coin="ETH", interval="1m")
    assert clock.block() == []
    maker.send(trading("4300", "0.5", is_buy=False))
    taker.send(trading("4300", is_buy=True, kind=IOC))
    (frame,) = clock.block()
    open_ms = NOW_MS - NOW_MS % 60_000
    assert frame["data"] == {
        "t": open_ms,
        "T": open_ms + 59_999,
        "s": "ETH",
        "i": "1m",
        "o": "4300.0",
        "c": "4300.0",
        "h": "4300.0",
        "l": "4300.0",
        "v": "0.1",
        "n": 1,
    }
    assert clock.block() == []


# -- user feeds --------------------------------------------------------------------------------------------------------


def test_one_block_tells_everything_once_in_the_fixed_order(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    clock = Clock(gateway)
    for kind in ("userFills", "userEvents", "orderUpdates"):
        subscribe(gateway, type=kind, user=taker.address)
    for kind in ("bbo", "trades", "l2Book"):
        subscribe(gateway, type=kind, coin="ETH")
    (snapshot,) = [frame for frame in clock.block() if frame["channel"] == "userFills"]
    assert snapshot["data"] == {"isSnapshot": True, "user": taker.address, "fills": []}
    maker.send(trading("4300", is_buy=False))
    maker.send(trading("4301", is_buy=False))
    maker.send(trading("4302", is_buy=False))
    taker.send(trading("4301", "0.2", is_buy=True, kind=IOC))
    frames = clock.block(5_000)
    channels = [frame["channel"] for frame in frames]
    assert channels == ["trades", "bbo", "l2Book", "orderUpdates", "user", "userFills"]
    trades, _, _, updates, user, fills = frames
    assert len(trades["data"]) == 2
    assert [(each["status"], each["order"]["sz"]) for each in updates["data"]] == [("open", "0.2"), ("filled", "0.0")]
    assert user["data"]["fills"] == fills["data"]["fills"]
    assert [each["px"] for each in fills["data"]["fills"]] == ["4300.0", "4301.0"]
    assert "isSnapshot" not in fills["data"]
    assert clock.block(10) == []


def test_rejected_orders_are_told_and_those_nobody_looked_at_are_not(gateway: Gateway, maker: Desk) -> None:
    clock = Clock(gateway)
    subscribe(gateway, type="orderUpdates", user=maker.address)
    clock.block()
    maker.send(trading("4300", is_buy=False))
    maker.send(trading("4300", is_buy=True, kind=ALO))
    maker.send(trading("4000", "0", is_buy=True))
    (frame,) = clock.block()
    assert [each["status"] for each in frame["data"]] == ["open", "badAloPxRejected"]


def test_cancels_nobody_asked_for_are_events_and_those_asked_for_are_not(gateway: Gateway, maker: Desk) -> None:
    clock = Clock(gateway)
    subscribe(gateway, type="userEvents", user=maker.address)
    maker.send(trading("4000", is_buy=True))
    maker.send(trading("4001", is_buy=True))
    maker.send(Cancel(cancels=(OrderRef(ETH, 1001),)))
    maker.send(ScheduleCancel(time=NOW_MS + 5_000))
    assert clock.block() == []
    (frame,) = clock.block(5_000)
    assert frame == {"channel": "user", "data": {"nonUserCancel": [{"coin": "ETH", "oid": 1000}]}}


def test_a_feed_without_snapshot_misses_nothing_between_subscribing_and_the_block(
    gateway: Gateway, maker: Desk
) -> None:
    subscribe(gateway, type="orderUpdates", user=maker.address)
    maker.send(trading("4000", is_buy=True))
    (frame,) = Clock(gateway).block()
    assert [each["status"] for each in frame["data"]] == ["open"]


def test_funding_is_told_at_the_hour(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    clock = Clock(gateway)
    maker.send(trading("4300", is_buy=False))
    taker.send(trading("4300", is_buy=True, kind=IOC))
    clock.block()
    subscribe(gateway, type="userEvents", user=taker.address)
    hour = (NOW_MS // 3_600_000 + 1) * 3_600_000
    (frame,) = clock.block(hour - clock.now_ms)
    assert frame["data"]["funding"] == {
        "time": hour,
        "coin": "ETH",
        "usdc": "-0.005375",  # 0.1 × 4300 × 0.0000125
        "szi": "0.1",
        "fundingRate": "0.0000125",
        "nSamples": None,
    }


def test_fills_of_one_order_merge_when_asked(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    clock = Clock(gateway)
    subscribe(gateway, type="userFills", user=taker.address, aggregateByTime=True)
    clock.block()
    maker.send(trading("4300", "0.1", is_buy=False))
    maker.send(trading("4306", "0.2", is_buy=False))
    taker.send(trading("4310", "0.3", is_buy=True, kind=IOC))
    (frame,) = clock.block()
    (fill,) = frame["data"]["fills"]
    assert (fill["px"], fill["sz"], fill["fee"]) == ("4304.0", "0.3", "0.58104")


# -- posts -------------------------------------------------------------------------------------------------------------


def test_posts_carry_info_and_actions_under_their_id(gateway: Gateway, maker: Desk) -> None:
    (frame,) = gateway.hear(
        SESSION, '{"method":"post","id":7,"request":{"type":"info","payload":{"type":"allMids"}}}', NOW_MS
    )
    reply = msgspec.json.decode(frame)
    assert reply["channel"] == "post"
    assert reply["data"]["id"] == 7
    assert reply["data"]["response"]["payload"]["type"] == "allMids"
    assert reply["data"]["response"]["payload"]["data"]["ETH"] == "4300.0"
    (frame,) = gateway.hear(
        SESSION, '{"method":"post","id":8,"request":{"type":"action","payload":{"action":{"type":"x"}}}}', NOW_MS
    )
    assert msgspec.json.decode(frame)["data"] == {
        "id": 8,
        "response": {"type": "error", "payload": "422 Unprocessable Entity"},
    }
    text = '{"method":"post","id":9,"request":{"type":"info","payload":{"type":"nothing"}}}'
    (frame,) = gateway.hear(SESSION, text, NOW_MS)
    assert msgspec.json.decode(frame) == {
        "channel": "error",
        "data": f"Error parsing JSON into valid websocket request: {text}",
    }
