"""TWAPs as a client meets them: replies, answers and feeds."""

from typing import Any

import msgspec
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.exchange.actions.twap_order import Twap, TwapDetails, TwapOrder, TwapTrigger
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.ws.channels import decode_frame
from hyperquote.ws.channels.twap_states import TwapStatesFrame
from hyperquote.ws.channels.user_events import UserEventsFrame
from hyperquote.ws.channels.user_fills import UserFillsFrame
from hyperquote.ws.channels.user_twap_history import UserTwapHistoryFrame
from hyperquote.ws.channels.user_twap_slice_fills import UserTwapSliceFillsFrame

ETH = 1


def twap(sz: str = "1.1", minutes: int = 5, details: TwapDetails | None = None) -> TwapOrder:
    each = Twap(asset=ETH, is_buy=True, sz=sz, reduce_only=False, minutes=minutes, randomize=False)
    return TwapOrder(twap=each, details=details)


def offer(maker: Desk) -> None:
    order = Order(asset=ETH, is_buy=False, px="4300", sz="5", kind=GTC)
    maker.send(PlaceOrders(orders=(order,)))


def subscribe(gateway: Gateway, kind: str, user: str) -> None:
    said = {"method": "subscribe", "subscription": {"type": kind, "user": user}}
    (ack,) = gateway.hear(1, msgspec.json.encode(said).decode(), NOW_MS)
    assert msgspec.json.decode(ack)["channel"] == "subscriptionResponse"


def test_it_is_taken_with_an_id_and_ended_by_it(maker: Desk) -> None:
    reply = maker.send(twap())
    assert reply == {"status": "ok", "response": {"type": "twapOrder", "data": {"status": {"running": {"twapId": 1}}}}}
    end = TwapCancel(asset=ETH, twap_id=1)
    assert maker.send(end) == {"status": "ok", "response": {"type": "twapCancel", "data": {"status": "success"}}}
    gone = "TWAP was never placed, already canceled, or filled."
    assert maker.send(end)["response"]["data"]["status"] == {"error": gone}
    small = maker.send(twap("0.02"))["response"]["data"]["status"]
    assert small == {"error": "TWAP order value too small. Min is $100."}
    assert maker.send(twap("0.00001"))["response"]["data"]["status"] == {"error": "Order has invalid size."}
    for details in (
        TwapDetails(stop_px="0"),
        TwapDetails(trigger=TwapTrigger("-1", True)),
        TwapDetails(stop_px="0.001"),
    ):
        refused = maker.send(twap(details=details))["response"]["data"]["status"]
        assert refused == {"error": "Order has invalid price."}


def test_its_answers_are_of_the_venues_shape(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    offer(maker)
    details = TwapDetails(trigger=TwapTrigger("4000", True), stop_px="5000")
    taker.send(twap(details=details))
    gateway.advance(NOW_MS)
    user = taker.address
    newest, _ = ask(gateway, {"type": "twapHistory", "user": user})
    assert newest == {
        "time": NOW_MS // 1_000,
        "state": {
            "coin": "ETH",
            "user": user,
            "side": "B",
            "sz": "1.1",
            "executedSz": "0.0",
            "executedNtl": "0.0",
            "minutes": 5,
            "reduceOnly": False,
            "randomize": False,
            "timestamp": NOW_MS,
            "trigger": {"px": "4000.0", "above": True},
            "stopPx": "5000.0",
        },
        "status": {"status": "activated", "description": "activated"},
        "twapId": 1,
    }
    (row,) = ask(gateway, {"type": "userTwapSliceFills", "user": user})
    assert (row["twapId"], row["fill"]["sz"], row["fill"]["twapId"]) == (1, "0.1", None)
    assert row["fill"]["hash"] == "0x" + "0" * 64
    assert ask(gateway, {"type": "userTwapSliceFillsByTime", "user": user, "startTime": NOW_MS}) == [row]
    assert ask(gateway, {"type": "userTwapSliceFillsByTime", "user": user, "startTime": NOW_MS + 1}) == []
    assert ask(gateway, {"type": "userFills", "user": user})[0]["twapId"] == 1
    (slice_order, *_) = ask(gateway, {"type": "historicalOrders", "user": user})
    assert (slice_order["order"]["orderType"], slice_order["status"]) == ("Twap Slice", "filled")


def test_its_feeds_tell_each_slice_and_change_once_and_user_fills_none(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    user = taker.address
    for kind in ("userTwapSliceFills", "userTwapHistory", "twapStates", "userFills", "userEvents"):
        subscribe(gateway, kind, user)
    gateway.flush(NOW_MS)
    offer(maker)
    taker.send(twap())
    gateway.advance(NOW_MS)
    frames: list[Any] = [decode_frame(frame) for frame in gateway.flush(NOW_MS)[1]]
    (states,) = [frame.data for frame in frames if isinstance(frame, TwapStatesFrame)]
    assert [(twap_id, state.executed_sz) for twap_id, state in states.states] == [(1, "0.1")]
    (history,) = [frame.data for frame in frames if isinstance(frame, UserTwapHistoryFrame)]
    assert [row.status.status for row in history.history] == ["activated"]
    (slices,) = [frame.data for frame in frames if isinstance(frame, UserTwapSliceFillsFrame)]
    assert [row.twap_id for row in slices.twap_slice_fills] == [1]
    events = [frame.data for frame in frames if isinstance(frame, UserEventsFrame)]
    assert [bool(event.twap_slice_fills) + 2 * bool(event.twap_history) for event in events] == [1, 2]
    assert not [frame for frame in frames if isinstance(frame, UserFillsFrame)]


def test_a_late_listener_is_told_what_there_was(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    offer(maker)
    taker.send(twap())
    gateway.advance(NOW_MS)
    gateway.flush(NOW_MS)
    for kind in ("userTwapSliceFills", "userTwapHistory"):
        subscribe(gateway, kind, taker.address.upper().replace("0X", "0x"))
    first, second = [msgspec.json.decode(frame)["data"] for frame in gateway.flush(NOW_MS)[1]]
    assert (first["isSnapshot"], len(first["twapSliceFills"])) == (True, 1)
    assert (second["isSnapshot"], len(second["history"])) == (True, 1)


def test_equal_histories_give_equal_ledgers(gateway: Gateway) -> None:
    def play() -> str:
        other = Gateway(type(gateway.exchange)(NOW_MS))
        maker, taker = Desk(other, "1"), Desk(other, "2")
        for desk in (maker, taker):
            other.exchange.faucet(desk.address, "100000", NOW_MS)
        offer(maker)
        taker.send(twap())
        for i in range(12):
            other.advance(NOW_MS + i * 30_000)
        assert other.exchange.house.imbalance_micro() == 0
        assert other.exchange.house.position(taker.address, ETH).lots == 11_000
        return other.exchange.checksum()

    assert play() == play()
