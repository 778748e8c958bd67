"""The state hash stands for everything an exchange is: what changes it, and what does not."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.cli.exchange import build_exchange
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import GTC, Order, OrderType, PlaceOrders, Trigger
from hyperquote.exchange.actions.schedule_cancel import ScheduleCancel
from hyperquote.exchange.actions.twap_order import Twap, TwapOrder
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.local_exchange.changes import SetOracle
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.traders.crowd import live_through
from hyperquote.ws.channels import AnySubscription

ALL_SUBSCRIPTIONS = AnySubscription.__args__
SOURCES = Path(__file__).resolve().parents[2] / "src"


def order(px: str, **rest: object) -> PlaceOrders:
    """Return an order for 0.01 ETH."""
    return PlaceOrders(orders=(Order(asset=1, is_buy=True, px=px, sz="0.01", kind=GTC, **rest),))  # type: ignore[arg-type]


def trigger() -> PlaceOrders:
    """Return an order that waits for the mark."""
    kind = OrderType(trigger=Trigger(is_market=False, trigger_px="4000", tpsl="tp"))
    return PlaceOrders(orders=(Order(asset=1, is_buy=False, px="4000", sz="0.01", kind=kind),))


@pytest.fixture
def desk() -> Desk:
    gateway = Gateway(LocalExchange(NOW_MS))
    desk = Desk(gateway, "1")
    gateway.exchange.faucet(desk.address, "100000", NOW_MS)
    return desk


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: desk.gateway.exchange.faucet(desk.address, "1", NOW_MS),
        lambda desk: desk.send(order("2990")),
        lambda desk: desk.send(order("2990", cloid=f"0x{7:032x}")),
        lambda desk: desk.send(trigger()),
        lambda desk: desk.send(Noop()),
        lambda desk: desk.send(UpdateLeverage(asset=1, is_cross=True, leverage=3)),
        lambda desk: desk.send(ScheduleCancel(time=NOW_MS + 60_000)),
        lambda desk: desk.send(ApproveAgent(agent_address="0x" + "5" * 40, agent_name="bot")),
        lambda desk: desk.send(
            TwapOrder(twap=Twap(asset=1, is_buy=True, sz="1", reduce_only=False, minutes=30, randomize=False))
        ),
        lambda desk: desk.gateway.change(SetOracle(asset=1, px_units=3_100_00), NOW_MS),
        lambda desk: desk.gateway.make_block(NOW_MS + 70),
    ],
    ids=["money", "order", "cloid", "trigger", "nonce", "leverage", "switch", "agent", "twap", "oracle", "block"],
)
def test_whatever_is_done_changes_the_hash(desk: Desk, act: Callable[[Desk], object]) -> None:
    before = desk.gateway.exchange.checksum()
    act(desk)
    assert desk.gateway.exchange.checksum() != before


def test_the_place_in_the_queue_is_part_of_it() -> None:
    def hash_of(first: str, second: str) -> str:
        gateway = Gateway(LocalExchange(NOW_MS))
        desks = {digit: Desk(gateway, digit) for digit in "12"}
        for desk in desks.values():
            gateway.exchange.faucet(desk.address, "100000", NOW_MS)
        desks[first].send(order("2990"))
        desks[second].send(order("2990"))
        return gateway.exchange.checksum()

    assert hash_of("1", "2") == hash_of("1", "2") != hash_of("2", "1")


def test_who_asks_and_listens_changes_nothing(desk: Desk) -> None:
    desk.send(order("2990"))
    before = desk.gateway.exchange.checksum()
    for kind in ("clearinghouseState", "openOrders", "userFills"):
        ask(desk.gateway, {"type": kind, "user": desk.address})
    ask(desk.gateway, {"type": "l2Book", "coin": "ETH"})
    desk.gateway.hear(1, '{"method":"subscribe","subscription":{"type":"l2Book","coin":"ETH"}}', NOW_MS)
    desk.gateway.flush(NOW_MS)
    assert desk.gateway.exchange.checksum() == before


def test_listening_to_a_stranger_opens_no_account(desk: Desk) -> None:
    before = desk.gateway.exchange.checksum()
    stranger = "0x" + "9" * 40
    subscriptions = [kind for kind in ALL_SUBSCRIPTIONS if "user" in kind.__struct_fields__]
    assert len(subscriptions) > 5
    for session, kind in enumerate(subscriptions):
        about = {"type": kind.__struct_config__.tag, "user": stranger, "coin": "ETH"}
        desk.gateway.hear(session, json.dumps({"method": "subscribe", "subscription": about}), NOW_MS)
    desk.gateway.flush(NOW_MS)
    desk.gateway.flush(NOW_MS + 60_000)
    assert desk.gateway.exchange.checksum() == before


def test_same_seed_same_hash_and_another_seed_another() -> None:
    hashes = [build_exchange(NOW_MS, seed=seed).checksum() for seed in (1, 1, 2)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_deep_queue_is_no_deep_recursion(desk: Desk) -> None:
    desk.gateway.exchange.faucet(desk.address, "100000000", NOW_MS)
    for _ in range(990):
        desk.send(order("2990"))
    assert len(desk.gateway.exchange.checksum()) == 16


SESSION = """
import json
from hyperquote import build
from hyperquote.cli.exchange import build_exchange
from hyperquote.local_exchange.traders.crowd import live_through
exchange = build_exchange(1_700_000_000_000, seed=3)
live_through(exchange, 1_700_000_000_000, 1_700_000_300_000, 70)
print(json.dumps([build.NAME, exchange.checksum()]))
"""


def told(folder: Path) -> list[str]:
    """Return the build's name and the hash of five minutes of crowd, with the package in this folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", SESSION], env=environment, capture_output=True, text=True, check=True)
    answer: list[str] = json.loads(done.stdout)
    return answer


@pytest.mark.slow
def test_both_builds_come_to_the_same_state() -> None:
    from tests.test_builds import INSTALLED, skip_unless_compiled_from_these_sources  # noqa: PLC0415

    skip_unless_compiled_from_these_sources()
    interpreted, compiled = told(SOURCES), told(INSTALLED.parent)
    assert (interpreted[0], compiled[0]) == ("interpreted", "compiled")
    assert interpreted[1] == compiled[1]


def test_a_running_process_and_this_one_come_to_the_same_state() -> None:
    exchange = build_exchange(1_700_000_000_000, seed=3)
    live_through(exchange, 1_700_000_000_000, 1_700_000_300_000, 70)
    assert told(SOURCES)[1] == exchange.checksum()
