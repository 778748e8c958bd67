"""A listener is told in words that an order of his, which rested, traded."""

from typing import Any

import msgspec
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.local_exchange.gateway import Gateway


def placing(px: str, sz: str, *, is_buy: bool) -> PlaceOrders:
    return PlaceOrders(orders=(Order(asset=1, is_buy=is_buy, px=px, sz=sz, kind=GTC),))


def block(gateway: Gateway, after_ms: int) -> list[Any]:
    frames = map(msgspec.json.decode, gateway.make_block(NOW_MS + after_ms).get(1, []))
    return [frame for frame in frames if frame["channel"] == "notification"]


def test_the_maker_is_told_and_the_taker_is_not(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    for desk in (maker, taker):
        said = {"method": "subscribe", "subscription": {"type": "notification", "user": desk.address}}
        gateway.hear(1, msgspec.json.encode(said).decode(), NOW_MS)
    assert block(gateway, 70) == []
    maker.send(placing("4310", "1", is_buy=False))
    taker.send(placing("4310", "0.25", is_buy=True))
    words = "Resting order filled: Sold 0.25 ETH at $4310"
    assert block(gateway, 140) == [{"channel": "notification", "data": {"notification": words}}]
    assert block(gateway, 210) == []
