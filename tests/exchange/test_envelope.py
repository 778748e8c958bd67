"""An envelope is opened strictly, and an action means one thing however it is spelt."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, builds, integers, none, sampled_from, tuples

from hyperquote.errors import ProtocolError, SigningError, ValidationError
from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.order import ALO, GTC, IOC, Order, OrderType, PlaceOrders, Trigger
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.exchange.builder import OrderBuilder
from hyperquote.exchange.envelope import decode_envelope, seal, signer_of
from hyperquote.helpers import cloid_of
from hyperquote.meta import Asset
from hyperquote.signature.wallet import Wallet
from hyperquote.wire import text_of

WALLET = Wallet.from_key("22" * 32)
ETH = Asset("ETH", 1, 4, 25)
PURR = Asset("PURR/USDC", 10000, 0, is_spot=True)

ORDERS = builds(
    Order,
    asset=integers(0, 200),
    is_buy=booleans(),
    px=builds(text_of, integers(1, 10**10), integers(0, 6)),
    sz=builds(text_of, integers(1, 10**10), integers(0, 6)),
    reduce_only=booleans(),
    kind=sampled_from([ALO, IOC, GTC]),
    cloid=none() | builds(cloid_of, integers(0, 2**128 - 1)),
)
ACTIONS = (
    builds(PlaceOrders, orders=tuples(ORDERS, ORDERS))
    | builds(Cancel, cancels=tuples(builds(OrderRef, integers(0, 200), integers(0, 2**60))), is_fast=booleans())
    | builds(ScheduleCancel, time=none() | integers(1, 2**50))
    | builds(Withdraw, amount=builds(text_of, integers(1, 10**10), integers(0, 6)), destination=sampled_from(["0xab"]))
)


@settings(deadline=None)
@given(ACTIONS, integers(0, 2**64 - 1), booleans())
def test_what_is_sealed_opens_to_the_same_action_and_signer(action: Any, nonce: int, is_mainnet: bool) -> None:
    envelope = decode_envelope(seal(action, WALLET, nonce, is_mainnet).encode())
    opened = decode_action(envelope.action)
    assert opened == (action.stamped(nonce, is_mainnet) if isinstance(action, Withdraw) else action)
    assert signer_of(envelope, opened, is_mainnet) == WALLET.address


def body(**changes: Any) -> bytes:
    order = {"a": 1, "b": True, "p": "1", "s": "1", "t": {"limit": {"tif": "Gtc"}}}
    action = {"type": "order", "orders": [order], "grouping": "na"}
    return json.dumps(
        {"action": action, "nonce": 1, "signature": {"r": "0x1", "s": "0x1", "v": 27}, **changes}
    ).encode()


def test_null_and_absent_mean_the_same() -> None:
    absent, null = decode_envelope(body()), decode_envelope(body(vaultAddress=None, expiresAfter=None))
    assert absent == null
    assert decode_envelope(body(isFrontend=True)).is_frontend


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"nonce": -1},
        {"nonce": 2**64},
        {"nonce": "1"},
        {"vaultAddress": "0x12"},
        {"expiresAfter": -5},
        {"signature": {"r": "0x1", "s": "0x1"}},
    ],
)
def test_an_envelope_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        decode_envelope(body(**changes))


@pytest.mark.parametrize("r", ["", "1", "0x", "0x" + "0" * 65, "0xzz", "0x_1", "0x 1", "0x-1", "0x0x1", "0x١"])
def test_a_signature_that_is_no_number_is_refused(r: str) -> None:
    envelope = decode_envelope(body(signature={"r": r, "s": "0x1", "v": 27}))
    with pytest.raises(ProtocolError, match="hex digits"):
        signer_of(envelope, decode_action(envelope.action), is_mainnet=False)


def test_a_signature_of_nobody_is_a_signing_error() -> None:
    envelope = decode_envelope(body(signature={"r": "0x0", "s": "0x0", "v": 27}))
    with pytest.raises(SigningError):
        signer_of(envelope, decode_action(envelope.action), is_mainnet=False)


def test_a_number_beyond_64_bits_cannot_be_signed() -> None:
    action = {"type": "cancel", "cancels": [{"a": 1, "o": 2**70}]}
    envelope = decode_envelope(body(action=action))
    with pytest.raises((SigningError, ProtocolError)):
        signer_of(envelope, decode_action(envelope.action), is_mainnet=False)


@pytest.mark.parametrize("wild", ["\\ud800", "\\u0000", "é"])
def test_wild_text_breaks_nothing(wild: str) -> None:
    data = body(action={"type": "setReferrer", "code": "CODE"}).replace(b"CODE", wild.encode())
    try:
        envelope = decode_envelope(data)
        signer_of(envelope, decode_action(envelope.action), is_mainnet=False)
    except (SigningError, ProtocolError):
        pass


def test_leading_zeros_of_a_signature_do_not_matter() -> None:
    short = decode_envelope(body(signature={"r": "0x1f", "s": "0x2", "v": 27}))
    long = decode_envelope(body(signature={"r": "0x" + "1f".zfill(64), "s": "0x" + "2".zfill(64), "v": 27}))
    assert short.signature.value == long.signature.value


def order_json(**changes: Any) -> bytes:
    order = {"a": 1, "b": True, "p": "1", "s": "1", "r": False, "t": {"limit": {"tif": "Gtc"}}, **changes}
    return json.dumps({"type": "order", "orders": [order], "grouping": "na"}).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"p": "1e3"},
        {"p": "1.000000001"},
        {"p": ""},
        {"p": 1},
        {"s": "+1"},
        {"c": "0x12"},
        {"t": {}},
        {"t": {"limit": {"tif": "Fok"}}},
        {"t": {"limit": {"tif": "Gtc"}, "trigger": {"isMarket": True, "triggerPx": "1", "tpsl": "tp"}}},
        {"unknown": 1},
    ],
)
def test_an_order_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        decode_action(order_json(**changes))


@pytest.mark.parametrize("data", [b"", b"[]", b'{"type":"evmRawTx"}', b'{"orders":[]}'])
def test_what_is_no_action_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_action(data)


def test_a_trigger_price_is_spelt_as_it_is_signed() -> None:
    trigger = {"trigger": {"isMarket": True, "triggerPx": "1850.50", "tpsl": "sl"}}
    action: AnyAction = decode_action(order_json(t=trigger))
    assert isinstance(action, PlaceOrders)
    kind = action.orders[0].kind
    assert kind.trigger is not None
    assert kind.trigger.trigger_px == "1850.5"


def test_the_builder_makes_each_kind_of_order() -> None:
    new = OrderBuilder(ETH).buy("0.4").at("3120.1")
    assert new.build().kind is GTC
    assert new.post_only().build().kind is ALO
    assert new.now_or_never().build().kind is IOC
    assert new.until_cancelled().build().kind is GTC
    stop = OrderBuilder(ETH).sell("0.4").at("2900").stop_loss("3000.0").reduce_only().build()
    assert stop.reduce_only
    assert stop.kind.trigger is not None
    assert (stop.kind.trigger.tpsl, stop.kind.trigger.trigger_px) == ("sl", "3000")
    gain = OrderBuilder(ETH).sell("0.4").at("3300").take_profit("3300", is_market=False).build()
    assert gain.kind.trigger is not None
    assert (gain.kind.trigger.tpsl, gain.kind.trigger.is_market) == ("tp", False)


def test_the_builder_refuses_what_the_venue_would() -> None:
    with pytest.raises(ValidationError, match="needs a side"):
        OrderBuilder(ETH).at("3120.1").build()
    with pytest.raises(ValidationError, match="needs its side first"):
        OrderBuilder(ETH).market(3000.0)
    with pytest.raises(ValidationError, match="only perps"):
        OrderBuilder(PURR).buy(100).at("0.2").reduce_only()
    with pytest.raises(ValidationError, match="under 10 USD"):
        OrderBuilder(PURR).buy(10).at("0.2").build()
    assert OrderBuilder(ETH).sell("0.0001").at("3000").reduce_only().build().sz == "0.0001"


def test_an_order_brings_its_exits() -> None:
    action = OrderBuilder(ETH).buy("0.4").at("3120.1").with_exits(take_profit=3300, stop_loss="3000.0")
    entry, gain, stop = action.orders
    assert action.grouping == "normalTpsl"
    assert (entry.is_buy, gain.is_buy, stop.is_buy) == (True, False, False)
    assert (entry.reduce_only, gain.reduce_only, stop.reduce_only) == (False, True, True)
    assert {order.sz for order in action.orders} == {"0.4"}
    assert gain.kind.trigger == Trigger(is_market=True, trigger_px="3300", tpsl="tp")
    assert stop.kind.trigger == Trigger(is_market=True, trigger_px="3000", tpsl="sl")
    assert (gain.px, stop.px) == ("2970", "2700"), "ten percent under the trigger"


def test_the_exits_of_a_position_follow_it() -> None:
    action = OrderBuilder(ETH).buy("0.0001").position_exits(take_profit=2900)
    assert (action.grouping, len(action.orders)) == ("positionTpsl", 1)
    assert (action.orders[0].is_buy, action.orders[0].px) == (True, "3190")


def test_exits_that_cannot_be_are_refused() -> None:
    new = OrderBuilder(ETH).sell("0.4").at("3120.1")
    with pytest.raises(ValidationError, match="take-profit of this order must be below"):
        new.with_exits(take_profit=3200)
    with pytest.raises(ValidationError, match="stop-loss of this order must be above"):
        new.with_exits(stop_loss=3000)
    with pytest.raises(ValidationError, match="take_profit, a stop_loss, or both"):
        new.with_exits()
    with pytest.raises(ValidationError, match="cannot itself be a trigger"):
        OrderBuilder(ETH).sell("0.4").at("2900").stop_loss("3000").with_exits(stop_loss=3100)
    with pytest.raises(ValidationError, match="only perps"):
        OrderBuilder(PURR).buy(100).at("0.2").with_exits(stop_loss="0.1")
    with pytest.raises(ValidationError, match="need its size"):
        OrderBuilder(ETH).position_exits(stop_loss=3000)


def test_an_order_is_a_limit_or_a_trigger() -> None:
    with pytest.raises(ValueError, match="either"):
        OrderType()
