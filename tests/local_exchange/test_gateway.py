import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.batch_modify import BatchModify, Replacement
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid, CloidRef
from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import ALO, GTC, IOC, Builder, Order, OrderType, PlaceOrders, Priority, Trigger
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

ETH = 1
UNREADABLE = b"Failed to deserialize the JSON body into the target type"
CLOID = "0x" + "ab" * 16
OK = {"status": "ok", "response": {"type": "default"}}


def order(px: str, sz: str = "0.1", *, is_buy: bool = True, kind: OrderType = GTC, cloid: str | None = None) -> Order:
    return Order(asset=ETH, is_buy=is_buy, px=px, sz=sz, kind=kind, cloid=cloid)


def placing(*orders: Order) -> PlaceOrders:
    return PlaceOrders(orders=orders)


def statuses(reply: dict[str, dict[str, dict[str, list[object]]]]) -> list[object]:
    return reply["response"]["data"]["statuses"]


def refusal(text: str) -> dict[str, str]:
    return {"status": "err", "response": text}


# -- orders --------------------------------------------------------------------------------------------------


def test_a_resting_order_is_told_its_oid_and_its_cloid_if_it_has_one(gateway: Gateway, maker: Desk) -> None:
    reply = maker.send(placing(order("4000"), order("4001", cloid=CLOID)))
    assert reply == {
        "status": "ok",
        "response": {
            "type": "order",
            "data": {"statuses": [{"resting": {"oid": 1000}}, {"resting": {"oid": 1001, "cloid": CLOID}}]},
        },
    }


def test_a_fill_is_told_with_size_and_average_price(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    maker.send(placing(order("4300", is_buy=False), order("4301", "0.2", is_buy=False)))
    reply = taker.send(placing(order("4310", "0.3", kind=IOC)))
    assert statuses(reply) == [{"filled": {"totalSz": "0.3", "avgPx": "4300.666666", "oid": 1002}}]


def test_a_batch_that_fails_before_the_market_sees_it_has_one_status(gateway: Gateway, maker: Desk) -> None:
    reply = maker.send(placing(order("4000"), order("4000.123"), order("4000")))
    assert statuses(reply) == [{"error": "Order has invalid price."}]
    assert ask(gateway, {"type": "openOrders", "user": maker.address}) == []


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (order("4000", "0.12345"), "Order has invalid size."),
        (order("4000", "0"), "Order has zero size."),
        (order("10"), "Order price cannot be more than 95% away from the reference price"),
        (order("4000.1", "0.001"), "Order must have minimum value of $10. asset=1"),
        (order("4000.25"), "Price must be divisible by tick size. asset=1"),
        (order("4000", kind=IOC), "Order could not immediately match against any resting orders. asset=1"),
        (order("4000", "1000"), "Insufficient margin to place order. asset=1"),
        (
            order("4000", kind=OrderType(trigger=Trigger(is_market=True, trigger_px="4000", tpsl="sl"))),
            "Invalid TP/SL price. asset=1",
        ),
    ],
)
def test_an_order_is_refused_in_the_venues_words(gateway: Gateway, maker: Desk, wanted: Order, text: str) -> None:
    assert statuses(maker.send(placing(wanted))) == [{"error": text}]


def test_a_post_only_order_that_would_trade_is_refused_with_the_touch(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4299.5"), order("4300", is_buy=False)))
    reply = maker.send(placing(order("4300", kind=ALO)))
    text = "Post only order would have immediately matched, bbo was 4299.5@4300. asset=1"
    assert statuses(reply) == [{"error": text}]


def test_what_this_exchange_has_no_account_for_is_refused_as_unfunded(gateway: Gateway, maker: Desk) -> None:
    assert statuses(maker.send(PlaceOrders(orders=()))) == [{"error": "Orders are empty."}]
    paid = PlaceOrders(orders=(order("4000", kind=ALO),), grouping=Priority(80_000))
    assert statuses(maker.send(paid)) == [{"error": "Insufficient delegatable balance for priority order"}]
    built = PlaceOrders(orders=(order("4000"),), builder=Builder("0x" + "c" * 40, 10))
    assert statuses(maker.send(built)) == [{"error": "Builder fee has not been approved."}]


def test_an_unknown_asset_refuses_the_whole_action(gateway: Gateway, maker: Desk) -> None:
    reply = maker.send(placing(order("4000"), Order(asset=9, is_buy=True, px="1", sz="20", kind=GTC)))
    assert reply == refusal("Asset 9 is not listed on this exchange.")
    assert ask(gateway, {"type": "openOrders", "user": maker.address}) == []


# -- cancels and changes -------------------------------------------------------------------------------------


def test_cancels_by_oid_and_cloid_say_success_or_why_not(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4000"), order("4001", cloid=CLOID)))
    gone = {"error": "Order was never placed, already canceled, or filled. asset=1"}
    reply = maker.send(Cancel(cancels=(OrderRef(ETH, 1000), OrderRef(ETH, 1000))))
    assert reply == {"status": "ok", "response": {"type": "cancel", "data": {"statuses": ["success", gone]}}}
    by_cloid = CancelByCloid(cancels=(CloidRef(ETH, CLOID), CloidRef(ETH, "0x" + "0" * 32)))
    assert statuses(maker.send(by_cloid)) == ["success", gone]


def test_nobody_cancels_anothers_order(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    maker.send(placing(order("4000")))
    reply = taker.send(Cancel(cancels=(OrderRef(ETH, 1000),)))
    assert statuses(reply) == [{"error": "Order was never placed, already canceled, or filled. asset=1"}]


def test_modify_answers_plainly_and_batch_modify_with_the_new_oid(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4000", cloid=CLOID)))
    assert maker.send(Modify(oid=CLOID, order=order("4001", cloid=CLOID))) == OK
    reply = maker.send(BatchModify(modifies=(Replacement(1001, order("4002")), Replacement(1000, order("4003")))))
    assert statuses(reply) == [{"resting": {"oid": 1002}}, {"error": "Cannot modify canceled or filled order"}]
    assert maker.send(Modify(oid=1000, order=order("4000"))) == refusal("Cannot modify canceled or filled order")


def test_leverage_and_the_dead_mans_switch_are_set_or_refused(gateway: Gateway, maker: Desk) -> None:
    assert maker.send(UpdateLeverage(asset=ETH, is_cross=True, leverage=25)) == OK
    assert maker.send(UpdateLeverage(asset=ETH, is_cross=True, leverage=26)) == refusal("Invalid leverage value")
    assert maker.send(ScheduleCancel(time=NOW_MS + 5_000)) == OK
    assert maker.send(ScheduleCancel()) == OK
    moved = maker.send(UpdateIsolatedMargin(asset=ETH, ntli=1_000_000))
    assert moved == refusal("Position does not use isolated margin.")


def test_the_venues_volume_gate_can_be_switched_on() -> None:
    gateway = Gateway(LocalExchange(NOW_MS, rules=Rules.strict()))
    desk = Desk(gateway, "1")
    gateway.exchange.faucet(desk.address, "100", NOW_MS)
    text = "Cannot set scheduled cancel time until enough volume traded. Required: $1000000. Traded: $0."
    assert desk.send(ScheduleCancel(time=NOW_MS + 5_000)) == refusal(text)


def test_the_dead_mans_switch_fires_in_the_block_that_is_due(gateway: Gateway, maker: Desk) -> None:
    maker.send(placing(order("4000")))
    maker.send(ScheduleCancel(time=NOW_MS + 6_000))
    gateway.make_block(NOW_MS + 5_999)
    assert len(ask(gateway, {"type": "openOrders", "user": maker.address})) == 1
    gateway.make_block(NOW_MS + 6_000)
    record = ask(gateway, {"type": "orderStatus", "user": maker.address, "oid": 1000})
    assert record["order"]["status"] == "scheduledCancel"


def test_money_sent_opens_an_account_and_cannot_be_sent_twice(gateway: Gateway, maker: Desk) -> None:
    stranger = Desk(gateway, "3")
    assert maker.send(UsdSend(destination=stranger.address, amount="60000.5")) == OK
    assert maker.send(UsdSend(destination=stranger.address, amount="60000")) == refusal(
        "Insufficient balance for token transfer"
    )
    assert maker.send(UsdSend(destination=stranger.address, amount="0")) == refusal("Send amount cannot be zero")
    assert maker.send(UsdSend(destination=stranger.address, amount="1e3")) == refusal("Invalid decimal number")
    assert maker.send(UsdSend(destination=maker.address, amount="1")) == refusal("Invalid send")
    assert stranger.send(placing(order("4000")))["status"] == "ok"
    assert gateway.exchange.house.imbalance_micro() == 0


# -- admission -----------------------------------------------------------------------------------------------


def test_a_signature_over_something_else_belongs_to_a_stranger(gateway: Gateway, maker: Desk) -> None:
    body = seal(placing(order("4000")), maker.wallet, NOW_MS, is_mainnet=False).encode()
    tampered = body.replace(b'"4000"', b'"4100"')
    text = msgspec.json.decode(gateway.action(tampered, NOW_MS).body)["response"]
    assert text.startswith("User or API Wallet 0x")
    assert text.endswith(" does not exist.")
    assert maker.address not in text


def test_a_signature_for_mainnet_does_not_count_here(gateway: Gateway, maker: Desk) -> None:
    assert maker.send(placing(order("4000")), is_mainnet=True)["status"] == "err"
    sent = maker.send(UsdSend(destination="0x" + "9" * 40, amount="1"), is_mainnet=True)
    assert sent == refusal("Mainnet and testnet require different signature.")


def test_spelling_that_the_venue_normalises_does_not_change_the_signer(gateway: Gateway, maker: Desk) -> None:
    body = seal(placing(order("4000", cloid=CLOID)), maker.wallet, NOW_MS, is_mainnet=False).encode()
    respelt = body.replace(b'"4000"', b'"4000.000"').replace(CLOID.encode(), b"0x" + b"AB" * 16)
    assert msgspec.json.decode(gateway.action(respelt, NOW_MS).body)["status"] == "ok"


def test_a_zero_signature_recovers_nobody(gateway: Gateway, maker: Desk) -> None:
    body = msgspec.json.decode(seal(Noop(), maker.wallet, NOW_MS, is_mainnet=False).encode())
    body["signature"] = {"r": "0x0", "s": "0x0", "v": 27}
    reply = msgspec.json.decode(gateway.action(msgspec.json.encode(body), NOW_MS).body)
    assert reply == refusal("Unable to recover signer.")


def test_a_nonce_works_once_and_a_refused_action_uses_it_up(gateway: Gateway, maker: Desk) -> None:
    assert maker.send(Noop(), nonce=NOW_MS) == OK
    assert maker.send(Noop(), nonce=NOW_MS) == refusal(f"Invalid nonce: duplicate nonce {NOW_MS}")
    expired = maker.send(placing(order("4000")), nonce=NOW_MS + 1, expires_after=NOW_MS - 1)
    assert expired == refusal("Action already expired")
    assert maker.send(Noop(), nonce=NOW_MS + 1) == refusal(f"Invalid nonce: duplicate nonce {NOW_MS + 1}")


def test_an_action_in_time_is_not_expired(gateway: Gateway, maker: Desk) -> None:
    assert maker.send(Noop(), expires_after=NOW_MS) == OK


def test_there_are_no_vaults(gateway: Gateway, maker: Desk) -> None:
    vault = "0x" + "5" * 40
    assert maker.send(Noop(), vault_address=vault) == refusal(f"Vault not registered: {vault}")


def test_an_agent_trades_but_cannot_move_money(gateway: Gateway, maker: Desk) -> None:
    agent = Desk(gateway, "4")
    assert maker.send(ApproveAgent(agent_address=agent.address, agent_name="bot")) == OK
    agent.send(placing(order("4000")))
    assert len(ask(gateway, {"type": "openOrders", "user": maker.address})) == 1
    assert agent.send(UsdSend(destination="0x" + "9" * 40, amount="1")) == refusal(
        f"Must deposit before performing actions. User: {agent.address}"
    )
    agents = ask(gateway, {"type": "extraAgents", "user": maker.address})
    assert [(each["name"], each["address"]) for each in agents] == [("bot", agent.address)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"[]", 422),
        (b'{"action":{"type":"order"}}', 422),
        (b'{"action":{"type":"flyToTheMoon"},"nonce":1,"signature":{"r":"0x1","s":"0x1","v":27}}', 422),
        (b'{"action":{"type":"noop"},"nonce":1,"signature":{"r":"0x1","s":"0x1","v":27},"x":1}', 422),
        (b'{"action":{"type":"noop"},"nonce":"1","signature":{"r":"0x1","s":"0x1","v":27}}', 422),
    ],
)
def test_a_body_that_cannot_be_read_is_answered_in_plain_text(gateway: Gateway, body: bytes, status: int) -> None:
    reply = gateway.action(body, NOW_MS)
    assert (reply.status, reply.is_json) == (status, False)


# -- info ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (b"nonsense", 400, b"Failed to parse the request body as JSON"),
        (b'{"type":"liquidations"}', 422, UNREADABLE),
        (b'{"type":"openOrders"}', 422, UNREADABLE),
        (b'{"type":"openOrders","user":"0x12"}', 422, UNREADABLE),
        (
            b'{"type":"l2Book","coin":"BTC","nSigFigs":7}',
            422,
            UNREADABLE,
        ),
    ],
)
def test_an_info_request_that_cannot_be_read_is_answered_in_plain_text(
    gateway: Gateway, body: bytes, status: int, text: bytes
) -> None:
    reply = gateway.info(body, NOW_MS)
    assert (reply.status, reply.body, reply.is_json) == (status, text, False)


def test_time_never_runs_backwards(gateway: Gateway) -> None:
    gateway.make_block(NOW_MS + 1_000)
    assert ask(gateway, {"type": "l2Book", "coin": "BTC"}, NOW_MS)["time"] == NOW_MS + 1_000
    gateway.make_block(NOW_MS)
