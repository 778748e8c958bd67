"""Vaults: shares by equity, commission on profit, a day of lock-up, money found where orders hold it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.consts import MICRO
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.order import GTC, IOC, Order, PlaceOrders
from hyperquote.exchange.actions.vault_distribute import VaultDistribute
from hyperquote.exchange.actions.vault_modify import VaultModify
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.local_exchange.accounts.vaults import Vault, commission_micro
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

DAY_MS = 86_400_000
OPENING = CreateVault(name="steady", description="quotes all day long", initial_usd=1_000 * MICRO)


def opened(leader: Desk) -> str:
    reply = leader.send(OPENING)
    assert reply["status"] == "ok", reply
    return str(reply["response"]["data"])


def moving(vault: str, usd: int, *, is_deposit: bool) -> VaultTransfer:
    return VaultTransfer(vault_address=vault, is_deposit=is_deposit, usd=usd * MICRO)


def refusal(text: str) -> dict[str, Any]:
    return {"status": "err", "response": text}


def earn(gateway: Gateway, vault: str, usd: int) -> None:
    gateway.exchange.credit(vault, usd * MICRO)


def cash(gateway: Gateway, desk: Desk) -> int:
    return gateway.exchange.house.account_value_micro(desk.address) // MICRO


def later(desk: Desk) -> None:
    desk.now_ms += DAY_MS
    desk.nonce = desk.now_ms


def test_a_vault_shares_by_equity_and_the_leader_takes_a_tenth_of_the_profit(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    vault = opened(maker)
    assert taker.send(moving(vault, 1_000, is_deposit=True))["status"] == "ok"
    earn(gateway, vault, 1_000)  # 2000 became 3000: each half is worth 1500
    (equity,) = ask(gateway, {"type": "userVaultEquities", "user": taker.address})
    assert equity == {"vaultAddress": vault, "equity": "1500.0", "lockedUntilTimestamp": NOW_MS + DAY_MS}
    later(taker)
    assert taker.send(moving(vault, 1_500, is_deposit=False))["status"] == "ok"
    assert (cash(gateway, taker), cash(gateway, maker)) == (100_000 + 450, 100_000 - 1_000 + 50)
    row = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": taker.address}, taker.now_ms)[-1]
    assert row["delta"] == {
        "type": "vaultWithdraw",
        "vault": vault,
        "user": taker.address,
        "requestedUsd": "1500.0",
        "commission": "50.0",
        "closingCost": "0.0",
        "basis": "1000.0",
        "netWithdrawnUsd": "1450.0",
    }
    assert gateway.exchange.house.imbalance_micro() == 0


def test_the_answers_about_a_vault(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    vault = opened(maker)
    taker.send(moving(vault, 1_000, is_deposit=True))
    details = ask(gateway, {"type": "vaultDetails", "vaultAddress": vault, "user": taker.address})
    assert (details["leaderFraction"], details["leaderCommission"], details["isClosed"]) == (0.5, 0.1, False)
    assert [row["user"] for row in details["followers"]] == ["Leader", taker.address]
    assert details["followerState"]["vaultEquity"] == "1000.0"
    assert ask(gateway, {"type": "leadingVaults", "user": maker.address}) == [{"address": vault, "name": "steady"}]
    assert [row["tvl"] for row in ask(gateway, {"type": "vaultSummaries"})] == ["2000.0"]
    assert ask(gateway, {"type": "vaultSummaries"}, NOW_MS + DAY_MS) == []
    assert ask(gateway, {"type": "userRole", "user": vault}) == {"role": "vault"}
    assert ask(gateway, {"type": "vaultDetails", "vaultAddress": maker.address}) is None


def test_a_deposit_is_locked_for_a_day_and_the_leader_keeps_a_twentieth(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    vault = opened(maker)
    taker.send(moving(vault, 19_000, is_deposit=True))
    assert taker.send(moving(vault, 1, is_deposit=True)) == refusal("The leader must keep at least 5% of the vault.")
    assert taker.send(moving(vault, 1, is_deposit=False)) == refusal(
        f"Vault deposit is locked until {NOW_MS + DAY_MS}."
    )
    later(maker)
    leaving = maker.send(moving(vault, 1, is_deposit=False))
    assert leaving == refusal("The leader must keep at least 5% of the vault.")
    assert taker.send(moving("0x" + "9" * 40, 1, is_deposit=True)) == refusal(f"Vault not registered: 0x{'9' * 40}")


def test_the_leader_trades_for_the_vault_and_a_withdrawal_cancels_what_holds_the_money(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    vault = opened(maker)
    taker.send(moving(vault, 1_000, is_deposit=True))
    small, large = (Order(asset=1, is_buy=True, px="4000", sz=sz, kind=GTC) for sz in ("2", "6"))
    maker.send(PlaceOrders(orders=(large, small)), vault_address=vault)
    assert taker.send(PlaceOrders(orders=(small,)), vault_address=vault)["status"] == "err"
    later(taker)
    assert taker.send(moving(vault, 700, is_deposit=False))["status"] == "ok"
    statuses = [
        row["status"]
        for row in ask(gateway, {"type": "historicalOrders", "user": vault}, taker.now_ms)
        if row["status"] != "open"
    ]
    assert statuses == ["vaultWithdrawalCanceled"]
    assert [row["sz"] for row in ask(gateway, {"type": "openOrders", "user": vault})] == ["6.0"]


def test_a_withdrawal_closes_positions_by_fifths_and_pays_what_that_costs(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    vault = opened(maker)
    taker.send(moving(vault, 1_000, is_deposit=True))
    bid, ask_ = (Order(asset=1, is_buy=buy, px=px, sz="20", kind=GTC) for buy, px in ((True, "4300"), (False, "4320")))
    taker.send(PlaceOrders(orders=(bid, ask_)))
    maker.send(PlaceOrders(orders=(Order(asset=1, is_buy=True, px="4320", sz="6", kind=IOC),)), vault_address=vault)
    later(taker)
    assert taker.send(moving(vault, 900, is_deposit=False))["status"] == "ok"
    row = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": taker.address}, taker.now_ms)[-1]["delta"]
    assert float(row["closingCost"]) > 0
    assert float(row["requestedUsd"]) == pytest.approx(
        float(row["netWithdrawnUsd"]) + float(row["closingCost"]) + float(row["commission"])
    )
    (held,) = ask(gateway, {"type": "clearinghouseState", "user": vault})["assetPositions"]
    assert 0 < float(held["position"]["szi"]) < 6
    assert gateway.exchange.house.imbalance_micro() == 0


def test_only_the_leader_changes_distributes_and_closes(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    vault = opened(maker)
    taker.send(moving(vault, 3_000, is_deposit=True))
    only = refusal("Only leader can perform this vault action")
    assert taker.send(VaultModify(vault_address=vault, allow_deposits=False)) == only
    assert taker.send(VaultDistribute(vault_address=vault, usd=1)) == only
    assert maker.send(VaultModify(vault_address=vault, allow_deposits=False))["status"] == "ok"
    assert taker.send(moving(vault, 1, is_deposit=True)) == refusal("Vault does not accept deposits.")
    assert maker.send(VaultDistribute(vault_address=vault, usd=400 * MICRO))["status"] == "ok"
    assert (cash(gateway, maker), cash(gateway, taker)) == (99_100, 97_300)
    assert maker.send(VaultDistribute(vault_address=vault, usd=0))["status"] == "ok"
    assert (cash(gateway, maker), cash(gateway, taker)) == (100_000, 100_000)
    assert ask(gateway, {"type": "vaultDetails", "vaultAddress": vault})["isClosed"] is True
    assert maker.send(VaultDistribute(vault_address=vault, usd=0)) == refusal("Vault is closed.")


def test_a_vault_wants_a_hundred_dollars_and_with_the_venues_rules_a_fortune_more(
    gateway: Gateway, maker: Desk
) -> None:
    poor = CreateVault(name="steady", description="quotes all day long", initial_usd=100 * MICRO - 1)
    assert maker.send(poor) == refusal("Initial balance must be at least 100 USD.")
    strict = Gateway(LocalExchange(NOW_MS, rules=Rules.strict()))
    desk = Desk(strict, "1")
    strict.exchange.faucet(desk.address, "11000", NOW_MS)
    opened(desk)
    assert strict.exchange.house.account_value_micro(desk.address) == 0
    assert strict.exchange.house.imbalance_micro() == 0
    assert desk.send(OPENING) == refusal("Insufficient balance to create vault")


Step = tuples(sampled_from("abc"), sampled_from(["in", "out", "earn"]), integers(1, 10**9))


@given(lists(Step, max_size=40))
def test_parts_never_sum_to_more_than_the_vault_and_leave_only_dust(steps: list[tuple[str, str, int]]) -> None:
    vault, equity = Vault("v", "a", "n", "d", 0), 10**8
    vault.deposit("a", equity, 0, 0)
    for user, what, micro in steps:
        if what == "in" and equity > 0:
            vault.deposit(user, micro, equity, 0)
            equity += micro
        elif what == "out" and (value := vault.value_micro(user, equity)) > 0:
            before = {each: vault.value_micro(each, equity) for each in vault.parts if each != user}
            vault.withdraw(user, min(micro, value), equity)
            equity -= min(micro, value)
            assert all(vault.value_micro(each, equity) >= worth - 1 for each, worth in before.items())
        elif what == "earn":
            equity = max(1, equity + (micro if micro % 2 else -micro))
        total = sum(vault.value_micro(each, equity) for each in vault.parts)
        assert total <= equity
        if vault.shares:
            assert equity - total <= len(vault.parts)


def test_a_loss_pays_no_commission() -> None:
    assert commission_micro(90, 100) == 0
    assert commission_micro(119, 100) == 1
