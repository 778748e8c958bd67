"""Whatever comes through the doors is answered in the venue's words: never a crash, never a hang."""

import json
import os
import random
import string

import pytest

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import default_pairs

NOW = 1_750_000_000_000
USER = "0x" + "a" * 40
DEEP = "[" * 100_000 + "]" * 100_000
REQUESTS = 1_000_000 if os.environ.get("HYPERQUOTE_NIGHTLY") else 20_000
TYPES = ["allMids", "l2Book", "clearinghouseState", "orderStatus", "userFillsByTime", "candleSnapshot", "marginTable"]
TYPES += ["webData2", "spotMeta", "tokenDetails", "vaultDetails", "userRole", "historicalOrders", "nonsense", "meta"]
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
