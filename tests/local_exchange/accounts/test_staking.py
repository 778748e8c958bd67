"""Staked HYPE locks, lowers fees and takes a week to come out."""

from typing import Any

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.link_staking_user import LinkStakingUser
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.staking_link_disable_trading_user import StakingLinkDisableTradingUser
from hyperquote.exchange.actions.staking_withdraw import StakingWithdraw
from hyperquote.exchange.actions.token_delegate import TokenDelegate
from hyperquote.local_exchange.accounts.staking import HYPE_WEI, VALIDATORS, discount_percent
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import HYPE, default_pairs

DAY_MS = 86_400_000


def refusal(text: str) -> dict[str, Any]:
    return {"status": "err", "response": text}


def later(desk: Desk, days: int) -> None:
    desk.now_ms += days * DAY_MS
    desk.nonce = desk.now_ms


@pytest.fixture
def staker(gateway: Gateway, maker: Desk) -> Desk:
    gateway.exchange.give(maker.address, HYPE, 2_000 * HYPE_WEI)
    assert maker.send(StakingDeposit(wei=1_500 * HYPE_WEI))["status"] == "ok"
    return maker


def test_stake_lowers_the_fees_at_once_and_says_by_how_much(gateway: Gateway, staker: Desk) -> None:
    fees = ask(gateway, {"type": "userFees", "user": staker.address})
    assert (fees["userCrossRate"], fees["userAddRate"]) == ("0.0003825", "0.0001275")  # 15 % off 4.5 and 1.5 bp
    assert fees["activeStakingDiscount"] == {"bpsOfMaxSupply": "0.01", "discount": "0.15"}
    assert gateway.exchange.house.account(staker.address).taker_e8 == 38_250
    assert [tier["discount"] for tier in fees["feeSchedule"]["stakingDiscountTiers"]] == [
        "0.0", "0.05", "0.1", "0.15", "0.2", "0.3", "0.4"
    ]  # fmt: skip
    (row,) = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": staker.address})[1:]
    assert row["delta"] == {"type": "cStakingTransfer", "token": "HYPE", "amount": "1500.0", "isDeposit": True}


@pytest.mark.parametrize(("hype", "percent"), [(10, 0), (10.1, 5), (1_000, 10), (500_000, 30), (500_001, 40)])
def test_a_discount_begins_above_its_threshold(hype: float, percent: int) -> None:
    assert discount_percent(round(hype * HYPE_WEI)) == percent


def test_a_delegation_is_locked_for_a_day(gateway: Gateway, staker: Desk) -> None:
    validator = VALIDATORS[0]
    give = TokenDelegate(validator=validator, wei=100 * HYPE_WEI, is_undelegate=False)
    back = TokenDelegate(validator=validator, wei=100 * HYPE_WEI, is_undelegate=True)
    assert staker.send(give)["status"] == "ok"
    assert ask(gateway, {"type": "delegations", "user": staker.address}) == [
        {"validator": validator, "amount": "100.0", "lockedUntilTimestamp": NOW_MS + DAY_MS}
    ]
    assert staker.send(back) == refusal(f"Delegation is locked until {NOW_MS + DAY_MS}.")
    later(staker, 1)
    assert staker.send(back)["status"] == "ok"
    assert staker.send(back) == refusal("Insufficient delegated balance.")
    nobody = TokenDelegate(validator="0x" + "9" * 40, wei=1, is_undelegate=False)
    assert staker.send(nobody) == refusal("Unknown validator")


def test_a_withdrawal_takes_a_week_and_five_may_be_pending(gateway: Gateway, staker: Desk) -> None:
    for _ in range(5):
        assert staker.send(StakingWithdraw(wei=100 * HYPE_WEI))["status"] == "ok"
    assert staker.send(StakingWithdraw(wei=1)) == refusal("Too many pending withdrawals. Current limit is 5")
    asked = {"type": "delegatorSummary", "user": staker.address}
    sums = {"delegated": "0.0", "undelegated": "1000.0", "totalPendingWithdrawal": "500.0", "nPendingWithdrawals": 5}
    assert ask(gateway, asked) == sums
    assert ask(gateway, {"type": "userFees", "user": staker.address})["userCrossRate"] == "0.000405"
    after_ms = NOW_MS + 7 * DAY_MS
    gateway.make_block(after_ms)
    assert ask(gateway, asked, after_ms)["nPendingWithdrawals"] == 0
    assert gateway.exchange.spot.free_wei(staker.address, HYPE.index) == 1_000 * HYPE_WEI
    history = ask(gateway, {"type": "delegatorHistory", "user": staker.address}, after_ms)
    assert history[0]["delta"] == {"withdrawal": {"amount": "100.0", "phase": "finalized"}}
    assert history[-1]["delta"] == {"cDeposit": {"amount": "1500.0"}}
    assert len({row["hash"] for row in history}) == 11


def test_what_is_not_there_is_not_moved(gateway: Gateway, staker: Desk, taker: Desk) -> None:
    assert taker.send(StakingDeposit(wei=1)) == refusal("Insufficient funds available to deposit.")
    assert staker.send(StakingWithdraw(wei=1_501 * HYPE_WEI)) == refusal("Insufficient balance for withdrawal.")
    assert ask(gateway, {"type": "delegatorRewards", "user": taker.address}) == []


def test_a_linked_stake_lowers_the_fees_of_another_account_for_good(
    gateway: Gateway, staker: Desk, taker: Desk
) -> None:
    early = LinkStakingUser(user=taker.address, is_finalize=True)
    assert staker.send(early)["status"] == "err"
    assert taker.send(LinkStakingUser(user=staker.address, is_finalize=False))["status"] == "ok"
    asked = {"type": "userFees", "user": taker.address}
    assert ask(gateway, asked)["stakingLink"] == {"type": "requested", "stakingUser": staker.address}
    assert staker.send(early)["status"] == "ok"
    assert ask(gateway, asked)["stakingLink"] == {"type": "tradingUser", "stakingUser": staker.address}
    assert ask(gateway, asked)["userCrossRate"] == "0.0003825"
    assert taker.send(LinkStakingUser(user=staker.address, is_finalize=False))["status"] == "err"


def test_a_staking_account_may_lock_the_trading_account_that_it_is_linked_to(staker: Desk, taker: Desk) -> None:
    lock = StakingLinkDisableTradingUser(trading_user=taker.address)
    assert staker.send(lock)["status"] == "err"
    taker.send(LinkStakingUser(user=staker.address, is_finalize=False))
    staker.send(LinkStakingUser(user=taker.address, is_finalize=True))
    assert staker.send(lock)["status"] == "ok"
    assert taker.send(Noop()) == refusal("Staking link error: the trading user is disabled.")


def total_wei(exchange: LocalExchange) -> int:
    accounts = [Desk(Gateway(exchange), digit).address for digit in "12"]
    return sum(exchange.spot.balance_wei(each, HYPE.index) for each in accounts) + exchange.registry.staking.total_wei


def test_hype_is_in_one_place_at_a_time_and_none_is_lost(gateway: Gateway, staker: Desk) -> None:
    exchange = gateway.exchange
    staker.send(TokenDelegate(validator=VALIDATORS[1], wei=300 * HYPE_WEI, is_undelegate=False))
    staker.send(StakingWithdraw(wei=200 * HYPE_WEI))
    (balance,) = ask(gateway, {"type": "spotClearinghouseState", "user": staker.address})["balances"]
    assert (balance["coin"], balance["total"]) == ("HYPE", "500.0")
    assert total_wei(exchange) == 2_000 * HYPE_WEI
    assert exchange.registry.staking.validator_wei(VALIDATORS[1]) == 300 * HYPE_WEI
    later(staker, 7)
    gateway.make_block(staker.now_ms)
    assert exchange.spot.balance_wei(staker.address, HYPE.index) == 700 * HYPE_WEI
    assert total_wei(exchange) == 2_000 * HYPE_WEI
    assert exchange.spot.imbalance_wei(HYPE.index) == 0


def test_what_an_order_holds_cannot_be_staked() -> None:
    gateway = Gateway(LocalExchange(NOW_MS, pairs=default_pairs()))
    desk = Desk(gateway, "1")
    gateway.exchange.give(desk.address, HYPE, 10 * HYPE_WEI)
    asset = gateway.exchange.ids["@1"]
    order = Order(asset=asset, is_buy=False, px="60", sz="4", kind=GTC)
    assert desk.send(PlaceOrders(orders=(order,)))["status"] == "ok"
    assert desk.send(StakingDeposit(wei=7 * HYPE_WEI)) == refusal("Insufficient funds available to deposit.")
    assert desk.send(StakingDeposit(wei=6 * HYPE_WEI))["status"] == "ok"
    assert gateway.exchange.spot.free_wei(desk.address, HYPE.index) == 0
