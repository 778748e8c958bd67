"""Whatever comes through the doors is answered in the venue's words: never a crash, never a hang."""

import json
import os
import random
import string
from collections import Counter
from typing import Any, get_args

import pytest
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.consts import MICRO
from hyperquote.exchange.actions.base import Action
from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.order import LIMITS, Order, OrderType, PlaceOrders, Trigger
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.exchange.envelope import seal
from hyperquote.info.requests import AnyRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import PURR, USDC, default_pairs

NOW = NOW_MS
USER = "0x" + "a" * 40
DEEP = "[" * 100_000 + "]" * 100_000
REQUESTS = 1_000_000 if os.environ.get("HYPERQUOTE_NIGHTLY") else 20_000
SIGNED = REQUESTS // 10
TOLD = ("resting", "filled", "error", "duplicate nonce", "Vault not registered", "already expired")
TYPES = ["nonsense", *(str(kind.__struct_config__.tag) for kind in get_args(AnyRequest))]
FEEDS = [
    "trades",
    "l2Book",
    "bbo",
    "candle",
    "userFills",
    "webData2",
    "activeAssetData",
    "spotState",
    "openOrders",
    "x",
]
WORDS = ["BTC", "@1", "PURR/USDC", "xyz:TSLA", "", USER, USER[:-1], "1m", -1, 0, 1, 2**70, 1.5, None, True, [], {}, "Ω"]
KEYS = [
    "user",
    "coin",
    "oid",
    "id",
    "dex",
    "startTime",
    "endTime",
    "interval",
    "req",
    "nSigFigs",
    "mantissa",
    "tokenId",
]


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(LocalExchange(NOW, pairs=default_pairs()))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"type":"all\xffMids"}', 400),
        (b'{"type":"allMids","dex":"\xff\xfe"}', 400),
        (b'{"type":"allMids","x":' + DEEP.encode() + b"}", 400),
        (b'{"type":"marginTable","id":999}', 422),
        (b"{}", 422),
        (b"", 400),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(gateway: Gateway, body: bytes, status: int) -> None:
    assert gateway.info(body, NOW).status == status


@pytest.mark.parametrize(
    "body", [b'{"action":{"type":"ord\xffer"},"nonce":1}', b'{"act\xffion":1}', b'{"action":' + DEEP.encode() + b"}"]
)
def test_an_action_that_cannot_be_read_is_refused(gateway: Gateway, body: bytes) -> None:
    assert gateway.action(body, NOW).status in {400, 422}


def test_a_message_of_any_depth_is_answered_by_an_error_frame(gateway: Gateway) -> None:
    frames = gateway.hear(1, '{"method":"subscribe","subscription":' + DEEP + "}", NOW)
    assert b'"channel":"error"' in frames[0]


def anything(rng: random.Random) -> dict[str, object]:
    return {key: rng.choice(WORDS) for key in rng.sample(KEYS, rng.randrange(5))}


def bent(rng: random.Random, text: str) -> bytes:
    """Return a text as bytes, now and then with one of them changed or the end cut off."""
    data = bytearray(text.encode())
    if data and rng.random() < 0.2:
        data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.1:
        del data[rng.randrange(len(data) + 1) :]
    return bytes(data)


def signed(rng: random.Random) -> str:
    order = {"a": rng.choice([0, 10_000, 99, -1]), "b": True, "p": rng.choice(["1", "x", "110000"]), "s": "0.01"}
    order |= {"r": False, "t": {"limit": {"tif": rng.choice(["Gtc", "Ioc", "Bad"])}}}
    action = rng.choice([{"type": "order", "orders": [order], "grouping": "na"}, {"type": "cancel", "cancels": []}])
    signature = {
        "r": "0x" + rng.choice("0123abcf") * 64,
        "s": "0x" + rng.choice("012") * 64,
        "v": rng.choice([27, 28, 99]),
    }
    envelope = {"action": action, "nonce": rng.choice([NOW, 0, -1, 2**80]), "signature": signature}
    if rng.random() < 0.3:
        envelope["vaultAddress"] = rng.choice([USER, "0x0", 7])
    return json.dumps(envelope | anything(rng))


def test_validly_signed_actions_of_every_kind_leave_the_exchange_whole(gateway: Gateway) -> None:
    """Funded accounts sign actions whose fields are random: many are refused, none breaks anything."""
    rng, exchange = random.Random(11), gateway.exchange
    desks = [Desk(gateway, "6"), Desk(gateway, "7")]
    for desk in desks:
        exchange.credit(desk.address, 1_000_000 * MICRO)
        exchange.give(desk.address, PURR, 10**11)
        exchange.give(desk.address, USDC, 10**12)
    seen: Counter[str] = Counter()
    for n in range(SIGNED):
        desk = rng.choice(desks)
        now_ms = NOW_MS + n
        envelope: dict[str, Any] = {"expires_after": rng.choice([None, NOW_MS + n, 1])}
        if rng.random() < 0.2:
            envelope["vault_address"] = USER
        desk.nonce += rng.random() < 0.95  # else one that was used before
        reply = gateway.action(
            seal(any_action(rng), desk.wallet, desk.nonce, is_mainnet=False, **envelope).encode(), now_ms
        )
        assert reply.status in {200, 422}
        told = reply.body.decode()
        seen.update(word for word in TOLD if word in told)
        if n % 50 == 0:
            gateway.make_block(NOW_MS + n)
    assert exchange.house.imbalance_micro() == 0
    assert set(seen) == set(TOLD)


def any_action(rng: random.Random) -> Action[Any]:
    """Return an action whose fields are often, not always, such as somebody would send."""
    asset = rng.choice([0, 0, 1, 10_000, 10_001, 7, -1])
    price = {0: 110_000, 1: 4_300, 10_000: 0.15, 10_001: 45}.get(asset, 1)
    px = rng.choice([f"{price * rng.choice([0.999, 1, 1.001]):.5g}", "0", "1e5", "-1"])
    sz = rng.choice(["0.01", "1", "1000", "0", "0.0000001", "x"])
    kind = rng.choice([*LIMITS.values(), OrderType(trigger=Trigger(rng.random() < 0.5, px, rng.choice(["tp", "sl"])))])
    order = Order(asset=asset, is_buy=rng.random() < 0.5, px=px, sz=sz, reduce_only=rng.random() < 0.2, kind=kind)
    return rng.choice(
        [
            PlaceOrders(orders=(order,) * rng.choice([1, 1, 2]), grouping=rng.choice(["na", "na", "normalTpsl"])),
            Cancel(cancels=(OrderRef(asset, rng.randrange(900, 1_400)),)),
            ScheduleCancel(time=rng.choice([None, 0, NOW])),
            UpdateLeverage(asset=asset, is_cross=rng.random() < 0.5, leverage=rng.randrange(-1, 60)),
        ]
    )


def test_a_flood_of_nonsense_is_answered_whole(gateway: Gateway) -> None:
    rng = random.Random(7)
    for n in range(REQUESTS):
        door = rng.randrange(3)
        if door == 0:
            reply = gateway.info(bent(rng, json.dumps({"type": rng.choice(TYPES)} | anything(rng))), NOW + n)
            assert reply.status in {200, 400, 422}
        elif door == 1:
            assert gateway.action(bent(rng, signed(rng)), NOW + n).status in {200, 400, 422}
        else:
            feed = {"type": rng.choice(FEEDS)} | anything(rng)
            said: object = {
                "method": rng.choice(["subscribe", "unsubscribe", "post", "ping", ""]),
                "subscription": feed,
            }
            if rng.random() < 0.1:
                said = "".join(rng.choices(string.printable, k=20))
            gateway.hear(rng.randrange(5), bent(rng, json.dumps(said)).decode("utf-8", "replace"), NOW + n)
    gateway.make_block(NOW + REQUESTS)
    assert gateway.exchange.house.imbalance_micro() == 0
    assert gateway.exchange.account_count == 0
    assert len(gateway.exchange.house.accounts) == 1  # what the recorded tape trades with
