"""Questions and subscriptions leave the exchange as it is: nobody can fill its memory by asking."""

import json
import typing

import pytest
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.info.requests import AnyRequest
from hyperquote.local_exchange.builder_dex import default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import default_pairs
from hyperquote.ws.channels import AnySubscription

TRADER = "1"
STRANGER = "0x" + "5" * 40
MORE: list[dict[str, object]] = [
    {},
    {"dex": "xyz"},
    {"coin": "BTC", "oid": 1, "startTime": 0, "id": 50, "dex": ""},
    {"coin": "PURR/USDC", "startTime": 0, "interval": "1m"},
    {"req": {"coin": "@1", "interval": "1m", "startTime": 0, "endTime": 1}},
]


@pytest.fixture
def gateway() -> Gateway:
    gateway = Gateway(LocalExchange(NOW_MS, pairs=default_pairs(), dexs=default_dexs()))
    desk = Desk(gateway, TRADER)
    gateway.exchange.fund(desk.address, 1_000, NOW_MS)
    desk.send(PlaceOrders(orders=(Order(asset=1, is_buy=True, px="3000", sz="0.1", kind=GTC),)))
    gateway.make_block(NOW_MS)
    return gateway


def test_no_question_opens_an_account_or_fails(gateway: Gateway) -> None:
    before = gateway.exchange.checksum()
    for kind in typing.get_args(AnyRequest):
        for user in (STRANGER, Desk(gateway, TRADER).address):
            for more in MORE:
                body = {"type": kind.__struct_config__.tag, "user": user, **more}
                assert gateway.info(json.dumps(body).encode(), NOW_MS).status in {200, 422}, body
        assert gateway.exchange.checksum() == before, kind


def test_no_subscription_opens_an_account(gateway: Gateway) -> None:
    twin = Gateway(LocalExchange(NOW_MS, pairs=default_pairs(), dexs=default_dexs()))
    for kind in typing.get_args(AnySubscription):
        for more in MORE:
            feed = {"type": kind.__struct_config__.tag, "user": STRANGER, **more}
            subscribe(twin, feed)
    for n in range(1, 5):
        twin.make_block(NOW_MS + 6_000 * n)
    alone = Gateway(LocalExchange(NOW_MS, pairs=default_pairs(), dexs=default_dexs()))
    for n in range(1, 5):
        alone.make_block(NOW_MS + 6_000 * n)
    assert twin.exchange.checksum() == alone.exchange.checksum()


def subscribe(gateway: Gateway, feed: dict[str, object]) -> None:
    gateway.hear(1, json.dumps({"method": "subscribe", "subscription": feed}), NOW_MS)


def test_a_funding_history_of_what_pays_none_is_empty(gateway: Gateway) -> None:
    reply = gateway.info(b'{"type":"fundingHistory","coin":"PURR/USDC","startTime":0}', NOW_MS)
    assert (reply.status, reply.body) == (200, b"[]")
