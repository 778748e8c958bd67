"""An address may send 10000 actions and one for each dollar traded; then one in ten seconds, unless it buys more."""

from typing import Any

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.cancel import Cancel, OrderRef
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.reserve_request_weight import ReserveRequestWeight
from hyperquote.local_exchange.accounts.budgets import Budgets
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

TEXT = (
    "Too many cumulative requests sent (10001 > 10000) for cumulative volume traded $0. "
    "Place taker orders to free up 1 request per USDC traded."
)


@pytest.fixture
def strict() -> Gateway:
    return Gateway(LocalExchange(NOW_MS, rules=Rules(address_limits=True)))


@pytest.fixture
def desk(strict: Gateway) -> Desk:
    desk = Desk(strict, "1")
    strict.exchange.faucet(desk.address, "1000", NOW_MS)
    return desk


def limit(gateway: Gateway, desk: Desk) -> Any:
    return ask(gateway, {"type": "userRateLimit", "user": desk.address})


def test_beyond_the_cap_one_action_passes_in_ten_seconds(strict: Gateway, desk: Desk) -> None:
    strict.exchange.count_request(desk.address, 10_000)
    assert desk.send(Noop())["status"] == "ok"
    strict.exchange.registry.budgets.reserve(desk.address, 1)  # so that the next would be the first too many
    assert desk.send(Noop()) == {"status": "err", "response": TEXT}
    desk.now_ms += 9_999
    assert desk.send(Noop())["status"] == "err"
    desk.now_ms += 1
    assert desk.send(Noop())["status"] == "ok"


def test_cancels_have_a_ceiling_of_their_own(strict: Gateway, desk: Desk) -> None:
    strict.exchange.count_request(desk.address, 15_000)
    cancels = Cancel(cancels=tuple(OrderRef(1, oid) for oid in range(2)))
    assert desk.send(cancels)["status"] == "ok"
    strict.exchange.count_request(desk.address, 5_000)
    assert desk.send(cancels)["status"] == "err"


def test_bought_actions_are_used_first_and_what_is_left_of_them_is_told(strict: Gateway, desk: Desk) -> None:
    assert desk.send(ReserveRequestWeight(weight=2_000))["status"] == "ok"
    assert strict.exchange.house.account_value_micro(desk.address) == 999_000_000
    told = limit(strict, desk)
    assert (told["nRequestsUsed"], told["nRequestsCap"], told["nRequestsSurplus"]) == (0, 10_000, 1_999)
    strict.exchange.count_request(desk.address, 2_005)
    told = limit(strict, desk)
    assert (told["nRequestsUsed"], told["nRequestsSurplus"]) == (6, 0)
    assert strict.exchange.house.imbalance_micro() == 0


def test_an_action_that_comes_too_late_costs_five(strict: Gateway, desk: Desk) -> None:
    assert desk.send(Noop(), expires_after=NOW_MS - 1)["response"] == "Action already expired"
    assert limit(strict, desk)["nRequestsUsed"] == 5


def test_nobody_counts_unless_the_rules_say_so(gateway: Gateway, maker: Desk) -> None:
    gateway.exchange.count_request(maker.address, 50_000)
    assert [maker.send(Noop())["status"] for _ in range(3)] == ["ok"] * 3


def test_a_dollar_of_volume_is_an_action() -> None:
    budgets = Budgets()
    budgets.count("a", 10_000)
    assert budgets.refusal("a", 2, False, 1_999_999, NOW_MS) != ""
    assert budgets.refusal("a", 2, False, 2_000_000, NOW_MS) == ""
