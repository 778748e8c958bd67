"""Rules of the venue that show on the wire: doubled keys, batches that fail in part, halts, delistings, upgrades."""

from timeit import timeit

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions import decode_action
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.order import ALO, GTC, IOC, Order, OrderType, PlaceOrders, Priority
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.envelope import decode_envelope, seal
from hyperquote.local_exchange.duplicate_keys import has_duplicates
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

ETH = 1
CLOID = "0x" + "ab" * 16
GONE = {"error": "Order was never placed, already canceled, or filled. asset=1"}
UNREADABLE = (422, b"Failed to deserialize the JSON body into the target type")


def order(px: str, kind: OrderType = GTC, *, is_buy: bool = True, sz: str = "0.1", cloid: str | None = None) -> Order:
    return Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, kind=kind, cloid=cloid)


def placing(*orders: Order) -> PlaceOrders:
    return PlaceOrders(orders=orders)


def statuses(reply: dict[str, dict[str, dict[str, list[object]]]]) -> list[object]:
    return reply["response"]["data"]["statuses"]


# -- doubled keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("once", "twice"),
    [
        (b'"nonce":', b'"nonce":1,"nonce":'),
        (b'"type":"order"', b'"type":"order","type":"order"'),
        (b'"grouping":"na"', b'"grouping":"na","grouping":"na"'),
        (b'"signature":', b'"vaultAddress":null,"vaultAddress":null,"signature":'),
    ],
)
def test_a_key_that_stands_twice_makes_a_body_unreadable(
    gateway: Gateway, maker: Desk, once: bytes, twice: bytes
) -> None:
    body = seal(placing(order("4000")), maker.wallet, NOW_MS, is_mainnet=False).encode()
    assert body.count(once) == 1
    reply = gateway.action(body.replace(once, twice), NOW_MS)
    assert (reply.status, reply.body) == UNREADABLE
    assert gateway.action(body, NOW_MS).status == 200


def test_a_name_may_stand_in_two_objects(gateway: Gateway, maker: Desk) -> None:
    action = UsdSend(destination="0x" + "9" * 40, amount="1")
    body = seal(action, maker.wallet, NOW_MS, is_mainnet=False).encode()
    assert not has_duplicates(body, UsdSend)
    assert has_duplicates(body.replace(b'"amount":', b'"amount":"2","amount":'), UsdSend)


def test_the_look_for_doubled_keys_costs_little_of_an_order(maker: Desk) -> None:
    body = seal(placing(order("4000")), maker.wallet, NOW_MS, is_mainnet=False).encode()
    looking = min(timeit(lambda: has_duplicates(body, PlaceOrders), number=200) for _ in range(5))
    reading = min(timeit(lambda: decode_action(decode_envelope(body).action), number=200) for _ in range(5))
    assert looking < 2 * reading


# -- batches -------------------------------------------------------------------------------------------------


def test_each_order_of_a_batch_has_its_own_outcome_in_the_order_asked(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4310", is_buy=False)))
    orders = (
        order("4000", cloid=CLOID),
        order("4000.25"),
        order("4300", IOC),
        order("4100", sz="0.001"),
        order("4311", ALO, is_buy=False),
    )
    assert statuses(maker.send(placing(*orders))) == [
        {"resting": {"oid": 1001, "cloid": CLOID}},
        {"error": "Price must be divisible by tick size. asset=1"},
        {"error": "Order could not immediately match against any resting orders. asset=1"},
        {"error": "Order must have minimum value of $10. asset=1"},
        {"resting": {"oid": 1005}},
    ]


def test_each_cancel_of_a_batch_has_its_own_outcome(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4000"), order("4001")))
    refs = (OrderRef(ETH, 7), OrderRef(ETH, 1000), OrderRef(0, 1001), OrderRef(ETH, 1001))
    gone_elsewhere = {"error": "Order was never placed, already canceled, or filled. asset=0"}
    assert statuses(maker.send(Cancel(cancels=refs))) == [GONE, "success", gone_elsewhere, "success"]
    assert statuses(maker.send(Cancel(cancels=refs[1:2], is_fast=True))) == [GONE]


def test_a_client_order_id_is_free_again_when_its_order_is_over(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4000", cloid=CLOID)))
    taken = "Client order id is already in use by an open order."
    assert statuses(maker.send(placing(order("4001", cloid=CLOID)))) == [{"error": taken}]
    cancel = CancelByCloid(cancels=(CloidRef(ETH, CLOID),))
    assert statuses(maker.send(cancel)) == ["success"]
    assert statuses(maker.send(placing(order("4002", cloid=CLOID)))) == [{"resting": {"oid": 1001, "cloid": CLOID}}]
    found = ask(gateway, {"type": "orderStatus", "user": maker.address, "oid": CLOID})
    assert found["order"]["order"]["oid"] == 1001


def test_order_status_keeps_the_size_of_its_last_change_and_open_orders_tell_what_is_left(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    maker.send(placing(order("4000", sz="0.5")))
    taker.send(placing(order("4000", is_buy=False, sz="0.2")))
    record = ask(gateway, {"type": "orderStatus", "user": maker.address, "oid": 1000})["order"]
    assert (record["status"], record["order"]["sz"], record["order"]["origSz"]) == ("open", "0.5", "0.5")
    assert ask(gateway, {"type": "openOrders", "user": maker.address})[0]["sz"] == "0.3"
    maker.send(Cancel(cancels=(OrderRef(ETH, 1000),)))
    record = ask(gateway, {"type": "orderStatus", "user": maker.address, "oid": 1000})["order"]
    assert (record["status"], record["order"]["sz"]) == ("canceled", "0.3")
    assert ask(gateway, {"type": "orderStatus", "user": maker.address, "oid": 9}) == {"status": "unknownOid"}


# -- priority ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orders", [(order("4000"),), (order("4000", ALO), order("4400", IOC))])
def test_who_pays_for_speed_sends_one_kind_only(gateway: Gateway, maker: Desk, orders: tuple[Order, ...]) -> None:
    paid = PlaceOrders(orders=orders, grouping=Priority(80_000))
    text = "Priority orders must all be Ioc, or all Alo and not reduce-only."
    assert statuses(maker.send(paid)) == [{"error": text}]


@pytest.mark.parametrize("rate", [-1, 100_000_001])
def test_the_rate_of_a_priority_has_bounds(gateway: Gateway, maker: Desk, rate: int) -> None:
    paid = PlaceOrders(orders=(order("4000", ALO),), grouping=Priority(rate))
    assert statuses(maker.send(paid)) == [{"error": "Priority rate must be between 0 and 100000000."}]


def test_a_priority_of_nothing_costs_nothing(gateway: Gateway, maker: Desk) -> None:
    paid = PlaceOrders(orders=(order("4000", ALO),), grouping=Priority(0))
    assert statuses(maker.send(paid)) == [{"resting": {"oid": 1000}}]


# -- what the venue decides ----------------------------------------------------------------------------------


def test_after_an_upgrade_only_post_only_orders_are_let_in_for_a_while() -> None:
    gateway = Gateway(LocalExchange(NOW_MS, rules=Rules(post_only_ms=1_000)))
    desk = Desk(gateway, "1")
    gateway.exchange.faucet(desk.address, "1000", NOW_MS)
    text = "Only post-only orders allowed immediately after network upgrade"
    assert statuses(desk.send(placing(order("4000")))) == [{"error": text}]
    assert statuses(desk.send(placing(order("4000", ALO)))) == [{"resting": {"oid": 1000}}]
    assert statuses(desk.send(Cancel(cancels=(OrderRef(ETH, 1000),)))) == ["success"]
    gateway.make_block(NOW_MS + 1_000)
    assert statuses(desk.send(placing(order("4000")))) == [{"resting": {"oid": 1001}}]
    gateway.exchange.upgrade(500, NOW_MS + 1_000)
    assert statuses(desk.send(placing(order("4000")))) == [{"error": text}]


def test_a_delisted_asset_settles_stays_in_the_universe_and_trades_no_more(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    maker.send(placing(order("4310", is_buy=False), order("4000")))
    taker.send(placing(order("4310", IOC)))
    subscribe = {"method": "subscribe", "subscription": {"type": "userFills", "user": taker.address}}
    gateway.hear(7, msgspec.json.encode(subscribe).decode(), NOW_MS)
    gateway.make_block(NOW_MS)
    gateway.exchange.delist(ETH, NOW_MS)
    frames = [msgspec.json.decode(frame) for frame in gateway.make_block(NOW_MS + 70)[7]]
    fill = frames[-1]["data"]["fills"][0]
    assert (fill["dir"], fill["px"], fill["fee"], fill["hash"]) == ("Settlement", "4155.0", "0.0", "0x" + "0" * 64)
    universe = ask(gateway, {"type": "meta"})["universe"]
    assert [asset.get("isDelisted", False) for asset in universe] == [False, True, False, False]
    ctx = ask(gateway, {"type": "metaAndAssetCtxs"})[1][ETH]
    assert (ctx["funding"], ctx["premium"], ctx["impactPxs"]) == ("0.0", None, None)
    assert statuses(taker.send(placing(order("4000")))) == [{"error": "Trading is halted."}]
    record = ask(gateway, {"type": "orderStatus", "user": maker.address, "oid": 1001})
    assert record["order"]["status"] == "delistedCanceled"
    assert ask(gateway, {"type": "clearinghouseState", "user": taker.address})["assetPositions"] == []


def test_a_halted_asset_trades_again_when_it_is_resumed(gateway: Gateway, maker: Desk) -> None:
    gateway.exchange.halt(ETH, NOW_MS)
    assert statuses(maker.send(placing(order("4000")))) == [{"error": "Trading is halted."}]
    gateway.exchange.resume(ETH, NOW_MS)
    assert statuses(maker.send(placing(order("4000")))) == [{"resting": {"oid": 1000}}]


def test_a_cap_of_open_interest_is_told_and_kept(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    maker.send(placing(order("4310", is_buy=False, sz="2")))
    taker.send(placing(order("4310", IOC, sz="1")))
    assert ask(gateway, {"type": "perpsAtOpenInterestCap"}) == []
    gateway.exchange.cap_open_interest(ETH, 4_000, NOW_MS)
    gateway.make_block(NOW_MS + 70)
    assert ask(gateway, {"type": "perpsAtOpenInterestCap"}) == ["ETH"]
    text = "Order would increase open interest while open interest is capped asset=1"
    assert statuses(taker.send(placing(order("4310", IOC)))) == [{"error": text}]
