"""Trigger orders and their groups as a client meets them: replies, questions and refusals."""

from typing import Any

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.order import GTC, Grouping, Order, OrderType, PlaceOrders, Trigger
from hyperquote.local_exchange.gateway import Gateway

ETH = 1  # marked at 4300


def limit(px: str, sz: str = "1", *, is_buy: bool = True) -> Order:
    return Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, kind=GTC)


def exit_at(
    trigger_px: str, px: str, kind: Any = "sl", sz: str = "1", *, is_market: bool = True, is_buy: bool = False
) -> Order:
    trigger = Trigger(is_market=is_market, trigger_px=trigger_px, tpsl=kind)
    return Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, reduce_only=True, kind=OrderType(trigger=trigger))


STOP = exit_at("4200", "4000")
TARGET = exit_at("4400.5", "4400", "tp", is_market=False)


def place(desk: Desk, *orders: Order, grouping: Grouping = "na") -> list[Any]:
    reply = desk.send(PlaceOrders(orders=orders, grouping=grouping))
    found: list[Any] = reply["response"]["data"]["statuses"]
    return found


def go_long(maker: Desk, taker: Desk) -> None:
    place(maker, limit("4300", is_buy=False))
    assert "filled" in place(taker, limit("4300"))[0]


def test_a_lone_trigger_is_said_to_rest_and_shows_what_it_waits_for(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    go_long(maker, taker)
    (status,) = place(taker, TARGET)
    assert set(status) == {"resting"}
    (shown,) = ask(gateway, {"type": "frontendOpenOrders", "user": taker.address})
    assert shown == {
        "coin": "ETH",
        "side": "A",
        "limitPx": "4400.0",
        "sz": "1.0",
        "oid": status["resting"]["oid"],
        "timestamp": NOW_MS,
        "triggerCondition": "Price above 4400.5",
        "isTrigger": True,
        "triggerPx": "4400.5",
        "children": [],
        "isPositionTpsl": False,
        "reduceOnly": True,
        "orderType": "Take Profit Limit",
        "origSz": "1.0",
        "tif": None,
        "cloid": None,
    }
    (plain,) = ask(gateway, {"type": "openOrders", "user": taker.address})
    assert (plain["limitPx"], plain["reduceOnly"]) == ("4400.0", True)
    assert "triggerPx" not in plain


def test_exits_stand_in_the_children_of_their_parent_until_it_fills(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    statuses = place(taker, limit("4250"), STOP, TARGET, grouping="normalTpsl")
    assert [set(statuses[0]), *statuses[1:]] == [{"resting"}, "waitingForFill", "waitingForFill"]
    (parent,) = ask(gateway, {"type": "frontendOpenOrders", "user": taker.address})
    assert [child["orderType"] for child in parent["children"]] == ["Stop Market", "Take Profit Limit"]
    assert [child["triggerCondition"] for child in parent["children"]] == ["Price below 4200", "Price above 4400.5"]
    place(maker, limit("4250", is_buy=False))
    shown = ask(gateway, {"type": "frontendOpenOrders", "user": taker.address})
    assert [order["orderType"] for order in shown] == ["Take Profit Limit", "Stop Market"]
    stop = shown[1]["oid"]
    place(maker, limit("4190", "5"))
    gateway.exchange.set_oracle(ETH, 4_100_00, NOW_MS + 3_000)
    gateway.exchange.house.set_mark(ETH, 4_199_00)
    gateway.exchange.core.advance(NOW_MS + 3_000)
    assert ask(gateway, {"type": "frontendOpenOrders", "user": taker.address}) == []
    record = ask(gateway, {"type": "orderStatus", "user": taker.address, "oid": stop})["order"]
    assert (record["status"], record["order"]["orderType"], record["order"]["isTrigger"]) == (
        "filled",
        "Stop Market",
        True,
    )
    changes = ask(gateway, {"type": "historicalOrders", "user": taker.address})
    assert [change["status"] for change in changes[:4]] == ["siblingFilledCanceled", "filled", "open", "triggered"]
    fill = ask(gateway, {"type": "userFills", "user": taker.address})[0]
    assert (fill["dir"], fill["hash"]) == ("Close Long", "0x" + "0" * 64)


def test_exits_of_a_parent_that_fills_at_once_wait_for_their_trigger(maker: Desk, taker: Desk) -> None:
    place(maker, limit("4300", is_buy=False))
    statuses = place(taker, limit("4310"), STOP, TARGET, grouping="normalTpsl")
    assert [set(statuses[0]), *statuses[1:]] == [{"filled"}, "waitingForTrigger", "waitingForTrigger"]


def test_exits_of_a_position_follow_its_size(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    go_long(maker, taker)
    whole = exit_at("4200", "4000", sz="0")
    assert place(taker, whole, grouping="positionTpsl") == ["waitingForTrigger"]
    (shown,) = ask(gateway, {"type": "frontendOpenOrders", "user": taker.address})
    assert (shown["sz"], shown["origSz"], shown["isPositionTpsl"]) == ("0.0", "0.0", True)
    place(maker, limit("4300", "2"))
    place(taker, limit("4300", is_buy=False))
    assert ask(gateway, {"type": "frontendOpenOrders", "user": taker.address}) == []


@pytest.mark.parametrize(
    ("grouping", "orders", "text"),
    [
        ("normalTpsl", (STOP, TARGET), "Main order cannot be trigger order."),
        ("normalTpsl", (limit("4250"),), "Unexpected number of trigger orders"),
        ("normalTpsl", (limit("4250"), STOP, STOP, TARGET), "Unexpected number of trigger orders"),
        ("normalTpsl", (limit("4250"), limit("4260")), "Trigger order has unexpected type."),
        ("normalTpsl", (limit("4250", is_buy=False), STOP), "Trigger order has unexpected type."),
        ("positionTpsl", (limit("4250"),), "Trigger order has unexpected type."),
        (
            "positionTpsl",
            (msgspec.structs.replace(STOP, reduce_only=False),),
            "Trigger order must be reduce-only.",
        ),
        ("na", (exit_at("0.123", "4000"),), "Order has invalid price."),
        ("na", (exit_at("0", "4000"),), "Order has invalid price."),
        ("na", (exit_at("4200", "4000", sz="0"),), "Order has zero size."),
    ],
)
def test_what_is_no_group_is_refused_as_a_whole(
    gateway: Gateway, maker: Desk, grouping: Grouping, orders: tuple[Order, ...], text: str
) -> None:
    assert place(maker, *orders, grouping=grouping) == [{"error": text}]
    assert ask(gateway, {"type": "openOrders", "user": maker.address}) == []


def test_without_its_parent_an_exit_is_not_placed(gateway: Gateway, maker: Desk) -> None:
    refusal = {"error": "Insufficient margin to place order. asset=1"}
    assert place(maker, limit("4250", "9000"), STOP, grouping="normalTpsl") == [refusal, refusal]
    assert ask(gateway, {"type": "historicalOrders", "user": maker.address})[0]["status"] == "perpMarginRejected"


def test_a_trigger_is_changed_by_a_modify_that_always_places_and_canceled_but_not_fast(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    go_long(maker, taker)
    oid = place(taker, STOP)[0]["resting"]["oid"]
    change = Replacement(oid, exit_at("4210", "4000"))
    held = taker.send(BatchModify(modifies=(change,)))["response"]["data"]["statuses"]
    assert held == [{"error": "Attempted to modify to invalid new order"}]
    (moved,) = taker.send(BatchModify(modifies=(change,), always_place=True))["response"]["data"]["statuses"]
    ref = OrderRef(ETH, moved["resting"]["oid"])
    (fast,) = taker.send(Cancel(cancels=(ref,), is_fast=True))["response"]["data"]["statuses"]
    assert fast == {"error": "Fast cancels cannot cancel trigger orders. asset=1"}
    assert taker.send(Cancel(cancels=(ref,)))["response"]["data"]["statuses"] == ["success"]


def test_a_position_exit_is_replaced_by_its_client_id_and_stays_one_of_the_position(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    go_long(maker, taker)
    cloid = "0x" + "0" * 31 + "7"
    whole = msgspec.structs.replace(exit_at("4200", "4000", sz="0"), cloid=cloid)
    assert place(taker, whole, grouping="positionTpsl") == ["waitingForTrigger"]
    change = Modify(
        oid=cloid, order=msgspec.structs.replace(exit_at("4210", "4000", sz="0"), cloid=cloid), always_place=True
    )
    assert taker.send(change) == {"status": "ok", "response": {"type": "default"}}
    (shown,) = ask(gateway, {"type": "frontendOpenOrders", "user": taker.address})
    assert (shown["isPositionTpsl"], shown["triggerPx"], shown["cloid"]) == (True, "4210.0", cloid)


def test_order_updates_tell_that_a_trigger_fired_and_what_came_of_it(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    go_long(maker, taker)
    said = {"method": "subscribe", "subscription": {"type": "orderUpdates", "user": taker.address}}
    gateway.hear(1, msgspec.json.encode(said).decode(), NOW_MS)
    gateway.flush(NOW_MS)
    oid = place(taker, STOP)[0]["resting"]["oid"]
    place(maker, limit("4190", "5"))
    gateway.exchange.house.set_mark(ETH, 4_200_00)
    gateway.exchange.core.advance(NOW_MS)
    (frame,) = gateway.flush(NOW_MS)[1]
    updates = msgspec.json.decode(frame)["data"]
    assert [(update["order"]["oid"], update["status"]) for update in updates] == [
        (oid, "open"),
        (oid, "triggered"),
        (oid, "open"),
        (oid, "filled"),
    ]
    assert updates[-1]["order"]["sz"] == "0.0"
