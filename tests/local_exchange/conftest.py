"""A local exchange at a fixed time, and two accounts that trade on it through the wire."""

import pytest
from tests.local_exchange.desk import NOW_MS, Desk

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(LocalExchange(NOW_MS))


@pytest.fixture
def maker(gateway: Gateway) -> Desk:
    desk = Desk(gateway, "1")
    gateway.exchange.faucet(desk.address, "100000", NOW_MS)
    return desk


@pytest.fixture
def taker(gateway: Gateway) -> Desk:
    desk = Desk(gateway, "2")
    gateway.exchange.faucet(desk.address, "100000", NOW_MS)
    return desk
