"""Referrers and builders: discounts and shares by hand, checks in the venue's words, ledgers that sum to zero."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import booleans, integers, lists, tuples
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.exchange.actions.approve_builder_fee import ApproveBuilderFee
from hyperquote.exchange.actions.claim_rewards import ClaimRewards
from hyperquote.exchange.actions.order import GTC, Builder, Order, PlaceOrders
from hyperquote.exchange.actions.register_referrer import RegisterReferrer
from hyperquote.exchange.actions.set_referrer import SetReferrer
from hyperquote.local_exchange.clearing.rewards import REFERRED_VOLUME_MICRO, BuilderFee, Referral
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules

MICRO = 1_000_000


def placing(px: str, sz: str, *, is_buy: bool, builder: Builder | None = None) -> PlaceOrders:
    return PlaceOrders(orders=(Order(asset=1, is_buy=is_buy, px=px, sz=sz, kind=GTC),), builder=builder)


def refusal(text: str) -> dict[str, Any]:
    return {"status": "err", "response": text}


def trade(maker: Desk, taker: Desk, builder: Builder | None = None) -> None:
    """`taker` buys 1 ETH at 4310 from `maker`."""
    maker.send(placing("4310", "1", is_buy=False))
    reply = taker.send(placing("4310", "1", is_buy=True, builder=builder))
    assert "filled" in reply["response"]["data"]["statuses"][0], reply


def last_fill(gateway: Gateway, desk: Desk) -> dict[str, Any]:
    fills: list[dict[str, Any]] = ask(gateway, {"type": "userFills", "user": desk.address})
    return fills[0]


@pytest.fixture
def referrer(gateway: Gateway) -> Desk:
    desk = Desk(gateway, "3")
    gateway.exchange.faucet(desk.address, "1000", NOW_MS)
    assert desk.send(RegisterReferrer(code="FRIEND"))["status"] == "ok"
    return desk


def test_a_referred_taker_pays_4_percent_less_and_a_tenth_of_it_is_the_referrers(
    gateway: Gateway, maker: Desk, taker: Desk, referrer: Desk
) -> None:
    assert taker.send(SetReferrer(code="friend"))["status"] == "ok"
    trade(maker, taker)
    assert last_fill(gateway, taker)["fee"] == "1.86192"  # 4310 · 0.00045 · 0.96
    state = ask(gateway, {"type": "referral", "user": referrer.address})
    assert (state["unclaimedRewards"], state["referrerState"]["stage"]) == ("0.186192", "ready")
    (row,) = state["referrerState"]["data"]["referralStates"]
    assert (row["user"], row["cumVlm"], row["cumFeesRewardedToReferrer"]) == (taker.address, "4310.0", "0.186192")
    mine = ask(gateway, {"type": "referral", "user": taker.address})
    assert mine["referredBy"] == {"referrer": referrer.address, "code": "FRIEND"}
    fees = ask(gateway, {"type": "userFees", "user": taker.address})
    assert (fees["userCrossRate"], fees["activeReferralDiscount"]) == ("0.00045", "0.04")
    assert gateway.exchange.house.imbalance_micro() == 0


def test_rewards_are_claimed_once_and_put_on_the_ledger(
    gateway: Gateway, maker: Desk, taker: Desk, referrer: Desk
) -> None:
    assert referrer.send(ClaimRewards()) == refusal("No rewards to claim")
    taker.send(SetReferrer(code="FRIEND"))
    trade(maker, taker)
    assert referrer.send(ClaimRewards())["status"] == "ok"
    assert gateway.exchange.house.account_value_micro(referrer.address) == 1_000_186_192
    row = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": referrer.address})[-1]["delta"]
    assert row == {"type": "rewardsClaim", "amount": "0.186192", "token": "USDC"}
    assert referrer.send(ClaimRewards()) == refusal("No rewards to claim")
    assert gateway.exchange.house.imbalance_micro() == 0


def test_codes_are_used_once_by_others_and_made_once(maker: Desk, taker: Desk, referrer: Desk) -> None:
    assert taker.send(SetReferrer(code="NOBODY")) == refusal("Referral code not registered")
    assert referrer.send(SetReferrer(code="FRIEND")) == refusal("Cannot self-refer.")
    assert maker.send(RegisterReferrer(code="friend")) == refusal("Referral code already taken.")
    assert referrer.send(RegisterReferrer(code="OTHER")) == refusal("Referral code already generated.")
    assert maker.send(RegisterReferrer(code="x" * 21))["status"] == "err"
    assert taker.send(SetReferrer(code="FRIEND"))["status"] == "ok"
    assert taker.send(SetReferrer(code="FRIEND")) == refusal("Referrer already set.")


def test_with_the_venues_rules_a_code_takes_volume() -> None:
    gateway = Gateway(LocalExchange(NOW_MS, rules=Rules.strict()))
    desk = Desk(gateway, "1")
    gateway.exchange.faucet(desk.address, "100", NOW_MS)
    early = "Cannot generate referral code until enough volume traded"
    assert desk.send(RegisterReferrer(code="EARLY")) == refusal(early)
    stage = ask(gateway, {"type": "referral", "user": desk.address})["referrerState"]
    assert stage == {"stage": "needToTrade", "data": {"required": "10000.0"}}


def test_the_discount_ends_with_25_million_of_volume() -> None:
    referral = Referral("0xa", "A", 0)
    referral.volume_micro = REFERRED_VOLUME_MICRO - 1
    assert referral.discount_percent() == 4
    referral.volume_micro += 1
    assert (referral.discount_percent(), referral.share_micro(109), referral.share_micro(-5)) == (0, 10, 0)


def test_a_builder_takes_its_fee_from_each_fill_cut_apart_from_the_venues(
    gateway: Gateway, maker: Desk, taker: Desk, referrer: Desk
) -> None:
    assert taker.send(ApproveBuilderFee(builder=referrer.address, max_fee_rate="0.01%"))["status"] == "ok"
    assert ask(gateway, {"type": "maxBuilderFee", "user": taker.address, "builder": referrer.address}) == 10
    assert ask(gateway, {"type": "approvedBuilders", "user": taker.address}) == [referrer.address]
    trade(maker, taker, Builder(referrer.address, 10))
    fill = last_fill(gateway, taker)
    assert (fill["fee"], fill["builderFee"]) == ("2.3705", "0.431")  # 4310 · 0.00045 + 4310 · 0.0001
    assert "builderFee" not in last_fill(gateway, maker)
    state = ask(gateway, {"type": "referral", "user": referrer.address})
    assert (state["unclaimedRewards"], state["builderRewards"]) == ("0.431", "0.431")
    assert gateway.exchange.house.imbalance_micro() == 0


def test_a_builder_is_paid_for_a_resting_order_too_when_it_fills(
    gateway: Gateway, maker: Desk, taker: Desk, referrer: Desk
) -> None:
    maker.send(ApproveBuilderFee(builder=referrer.address, max_fee_rate="0.1%"))
    maker.send(placing("4310", "1", is_buy=False, builder=Builder(referrer.address, 100)))
    taker.send(placing("4310", "0.5", is_buy=True))
    assert last_fill(gateway, maker)["builderFee"] == "2.155"


def test_two_cuts_are_not_one() -> None:
    assert BuilderFee("0xb", 3).fee_micro(80_825_000) == 2_424  # 80.825 · 0.00003 = 0.00242475
    assert BuilderFee("0xb", 1).fee_micro(99_999) == 0


def test_builders_are_checked_in_the_venues_words(gateway: Gateway, maker: Desk, referrer: Desk) -> None:
    builder = referrer.address

    def error(fee: int) -> Any:
        reply = maker.send(placing("4000", "1", is_buy=True, builder=Builder(builder, fee)))
        return reply["response"]["data"]["statuses"][0].get("error")

    assert error(1) == "Builder fee has not been approved."
    assert error(101) == "Builder fee is too high."
    poor = ApproveBuilderFee(builder="0x" + "9" * 40, max_fee_rate="0.01%")
    assert maker.send(poor) == refusal("Builder has insufficient balance to be approved.")
    maker.send(ApproveBuilderFee(builder=builder, max_fee_rate="0.01%"))
    assert (error(10), error(11)) == (None, "Builder fee has not been approved.")
    maker.send(ApproveBuilderFee(builder=builder, max_fee_rate="0%"))
    assert error(1) == "Builder fee has not been approved."
    assert maker.send(ApproveBuilderFee(builder=builder, max_fee_rate="1"))["status"] == "err"
    assert maker.send(ApproveBuilderFee(builder=builder, max_fee_rate="1.001%")) == refusal("Builder fee is too high.")


@settings(max_examples=25, deadline=None)
@given(lists(tuples(integers(1, 3_000), integers(4_100_0, 4_500_0), integers(0, 100), booleans()), max_size=12))
def test_ledgers_sum_to_zero_whoever_is_paid(trades: list[tuple[int, int, int, bool]]) -> None:
    gateway = Gateway(LocalExchange(NOW_MS))
    house, core = gateway.exchange.house, gateway.exchange.core
    for name in "abc":
        gateway.exchange.faucet("0x" + name * 40, "10000000", NOW_MS)
    a, b, r = ("0x" + name * 40 for name in "abc")
    for account in (a, b):
        house.account(account).referral = Referral(r, "R", 0)
        house.account(account).refresh_rates()
    for lots, units, tenths, is_buy in trades:
        builder = BuilderFee(r, tenths)
        core.place(a, 1, not is_buy, units, lots, "Gtc", False, "", NOW_MS, builder)
        core.place(b, 1, is_buy, units, lots, "Gtc", False, "", NOW_MS, builder)
        assert house.imbalance_micro() == 0
    house.claim_rewards(r)
    assert house.imbalance_micro() == 0
    assert house.unclaimed_micro(r) == 0
