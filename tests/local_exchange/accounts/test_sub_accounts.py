"""A master opens sub-accounts, moves money to them and acts for them; nobody else does."""

from typing import Any

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.sub_account_modify import SubAccountModify
from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

BUY = PlaceOrders(orders=(Order(asset=1, is_buy=True, px="4000", sz="0.1", kind=GTC),))


def opened(desk: Desk, name: str = "grid") -> str:
    reply = desk.send(CreateSubAccount(name=name))
    assert reply["status"] == "ok", reply
    return str(reply["response"]["data"])


def refusal(text: str) -> dict[str, Any]:
    return {"status": "err", "response": text}


def test_a_sub_account_trades_with_the_money_its_master_gave_it(gateway: Gateway, maker: Desk) -> None:
    sub = opened(maker)
    assert ask(gateway, {"type": "userRole", "user": sub}) == {"role": "subAccount", "data": {"master": maker.address}}
    assert maker.send(SubAccountTransfer(sub_account_user=sub, is_deposit=True, usd=5_000_000_000))["status"] == "ok"
    resting = maker.send(BUY, vault_address=sub)["response"]["data"]["statuses"][0]["resting"]
    assert [order["oid"] for order in ask(gateway, {"type": "openOrders", "user": sub})] == [resting["oid"]]
    assert ask(gateway, {"type": "openOrders", "user": maker.address}) == []
    (row,) = ask(gateway, {"type": "subAccounts", "user": maker.address})
    assert (row["name"], row["subAccountUser"], row["master"]) == ("grid", sub, maker.address)
    assert row["clearinghouseState"]["marginSummary"]["accountValue"] == "5000.0"
    (row2,) = ask(gateway, {"type": "subAccounts2", "user": maker.address})
    assert row2["dexToClearinghouseState"][0] == ["", row["clearinghouseState"]]
    assert gateway.exchange.house.imbalance_micro() == 0


def test_money_comes_back_and_both_ledgers_say_so(gateway: Gateway, maker: Desk) -> None:
    sub = opened(maker)
    maker.send(SubAccountTransfer(sub_account_user=sub, is_deposit=True, usd=3_000_000))
    assert maker.send(SubAccountTransfer(sub_account_user=sub, is_deposit=False, usd=1_000_000))["status"] == "ok"
    too_much = SubAccountTransfer(sub_account_user=sub, is_deposit=False, usd=2_000_001)
    assert maker.send(too_much) == refusal("Insufficient balance for token transfer")
    rows = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": sub})
    assert [(row["delta"]["usdc"], row["delta"]["user"]) for row in rows] == [("3.0", maker.address), ("1.0", sub)]


def test_an_agent_of_the_master_acts_for_the_sub_account_and_a_stranger_does_not(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    sub = opened(maker)
    agent = Desk(gateway, "7")
    assert maker.send(ApproveAgent(agent_address=agent.address, agent_name="bot"))["status"] == "ok"
    assert agent.send(Noop(), vault_address=sub)["status"] == "ok"
    assert taker.send(Noop(), vault_address=sub) == refusal(f"Sub-account {sub} is not registered to {taker.address}")
    stolen = taker.send(SubAccountTransfer(sub_account_user=sub, is_deposit=False, usd=1))
    assert stolen == refusal(f"Invalid sub-account transfer from {sub} to {taker.address}")
    nobody = "0x" + "9" * 40
    assert maker.send(Noop(), vault_address=nobody) == refusal(f"Vault not registered: {nobody}")


def test_a_name_may_change_and_has_1_to_16_characters(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    sub = opened(maker)
    assert maker.send(SubAccountModify(sub_account_user=sub, name="new"))["status"] == "ok"
    assert ask(gateway, {"type": "subAccounts", "user": maker.address})[0]["name"] == "new"
    assert maker.send(SubAccountModify(sub_account_user=sub, name=""))["status"] == "err"
    assert maker.send(CreateSubAccount(name="x" * 17))["status"] == "err"
    foreign = taker.send(SubAccountModify(sub_account_user=sub, name="mine"))
    assert foreign == refusal(f"Sub-account {sub} is not registered to {taker.address}")


def test_ten_sub_accounts_are_allowed_and_each_has_its_own_address(gateway: Gateway, maker: Desk) -> None:
    assert len({opened(maker, f"sub{n}") for n in range(10)}) == 10
    assert maker.send(CreateSubAccount(name="eleven")) == refusal("Too many sub-accounts. Current limit is 10")
    assert ask(gateway, {"type": "subAccounts", "user": "0x" + "9" * 40}) is None


def test_the_volume_gate_is_there_when_the_rules_are_the_venues() -> None:
    gateway = Gateway(LocalExchange(NOW_MS, rules=Rules.strict()))
    desk = Desk(gateway, "1")
    gateway.exchange.faucet(desk.address, "1000", NOW_MS)
    text = "Cannot create sub-accounts until enough volume traded. Required: $100000. Traded: $0."
    assert desk.send(CreateSubAccount(name="early")) == refusal(text)


@pytest.mark.parametrize("usd", [0, -5])
def test_no_money_and_less_than_none_are_refused(maker: Desk, usd: int) -> None:
    sub = opened(maker)
    assert maker.send(SubAccountTransfer(sub_account_user=sub, is_deposit=True, usd=usd))["status"] == "err"


def test_the_volumes_of_a_master_and_its_sub_accounts_earn_one_tier(gateway: Gateway, maker: Desk) -> None:
    house, million = gateway.exchange.house, 1_000_000 * 1_000_000
    sub = house.account(opened(maker))
    for account in (sub, house.account(maker.address)):
        account.add_volume(3 * million)
    house.start_day()
    assert (sub.taker_e8, house.account(maker.address).taker_e8) == (40_000, 40_000)


def test_spot_dollars_move_between_a_master_and_its_sub_account_alone(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    sub, spot = opened(maker), gateway.exchange.spot
    spot.deposit(maker.address, 0, 10 * 10**8)
    down, up = (
        SubAccountSpotTransfer(sub_account_user=sub, is_deposit=is_deposit, token="USDC", amount=amount)
        for is_deposit, amount in ((True, "4"), (False, "1.5"))
    )
    assert (maker.send(down)["status"], maker.send(up)["status"]) == ("ok", "ok")
    assert (spot.balance_wei(maker.address, 0), spot.balance_wei(sub, 0)) == (750_000_000, 250_000_000)
    assert maker.send(down)["status"] == "ok"
    assert maker.send(down) == refusal("Insufficient balance for token transfer")
    assert taker.send(up) == refusal(f"Invalid sub-account transfer from {sub} to {taker.address}")
    assert spot.imbalance_wei(0) == 0
    row = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": sub})[0]["delta"]
    assert (row["type"], row["amount"], row["user"]) == ("spotTransfer", "4.0", maker.address)
