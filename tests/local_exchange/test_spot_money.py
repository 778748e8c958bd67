"""Dollars move between the perps, spot balances and users, and none is lost on the way."""

from typing import Any

import pytest
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.sub_account_spot_transfer import SubAccountSpotTransfer
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.local_exchange.changes import SetOracle
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import PURR, USDC, default_pairs

OK = {"status": "ok", "response": {"type": "default"}}
STRANGER = "0x" + "57" * 20


def refusal(text: str) -> dict[str, str]:
    return {"status": "err", "response": text}


def class_transfer(desk: Desk, amount: str, *, to_perp: bool) -> Any:
    return desk.send(UsdClassTransfer(amount=amount, to_perp=to_perp, nonce=desk.nonce + 1))


def spot_send(desk: Desk, destination: str, amount: str, token: str = "USDC") -> Any:
    return desk.send(SpotSend(destination=destination, token=token, amount=amount, time=desk.nonce + 1))


def send_asset(desk: Desk, destination: str, amount: str, source: str, target: str, token: str = "USDC") -> Any:
    action = SendAsset(
        destination=destination,
        source_dex=source,
        destination_dex=target,
        token=token,
        amount=amount,
        nonce=desk.nonce + 1,
    )
    return desk.send(action)


def spot(gateway: Gateway, user: str) -> str:
    balances = ask(gateway, {"type": "spotClearinghouseState", "user": user})["balances"]
    return str(balances[0]["total"]) if balances else "none"


def perps(gateway: Gateway, user: str) -> str:
    return str(ask(gateway, {"type": "clearinghouseState", "user": user})["marginSummary"]["accountValue"])


def last_delta(gateway: Gateway, user: str) -> Any:
    return ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": user, "startTime": 0})[-1]["delta"]


@pytest.fixture(autouse=True)
def _nothing_is_lost(gateway: Gateway) -> Any:
    yield
    exchange = gateway.exchange
    assert (exchange.house.imbalance_micro(), exchange.spot.imbalance_wei(0)) == (0, 0)


def test_dollars_go_to_spot_and_back(gateway: Gateway, maker: Desk) -> None:
    assert spot(gateway, maker.address) == "none"
    assert class_transfer(maker, "250.5", to_perp=False) == OK
    assert (perps(gateway, maker.address), spot(gateway, maker.address)) == ("99749.5", "250.5")
    assert last_delta(gateway, maker.address) == {"type": "accountClassTransfer", "usdc": "250.5", "toPerp": False}
    assert class_transfer(maker, "250.5", to_perp=True) == OK
    assert (perps(gateway, maker.address), spot(gateway, maker.address)) == ("100000.0", "0.0")


def test_a_class_transfer_is_refused_in_the_venues_words(gateway: Gateway, maker: Desk) -> None:
    unfunded = refusal("Insufficient balance for token transfer")
    assert class_transfer(maker, "1", to_perp=True) == unfunded
    assert class_transfer(maker, "100000.000001", to_perp=False) == unfunded
    assert class_transfer(maker, "0", to_perp=False) == refusal("Send amount cannot be zero")
    assert class_transfer(maker, "abc", to_perp=False) == refusal("Invalid decimal number")
    assert class_transfer(maker, "0.0000001", to_perp=False) == refusal("Invalid send")


def test_a_master_moves_the_dollars_of_a_sub_account_and_of_no_other(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    sub_account = maker.send(CreateSubAccount(name="sub"))["response"]["data"]
    assert maker.send(SubAccountTransfer(sub_account_user=sub_account, is_deposit=True, usd=50_000_000)) == OK
    assert class_transfer(maker, f"20 subaccount:{sub_account}", to_perp=False) == OK
    assert (perps(gateway, sub_account), spot(gateway, sub_account)) == ("30.0", "20.0")
    assert class_transfer(taker, f"20 subaccount:{sub_account}", to_perp=True)["status"] == "err"
    assert class_transfer(taker, "20 subaccount:nobody", to_perp=True) == refusal("Invalid send")


def test_the_first_tokens_of_an_address_cost_their_sender_a_dollar(gateway: Gateway, maker: Desk) -> None:
    class_transfer(maker, "10", to_perp=False)
    assert spot_send(maker, STRANGER, "3.00000001") == OK
    assert (spot(gateway, maker.address), spot(gateway, STRANGER)) == ("5.99999999", "3.00000001")
    delta = last_delta(gateway, STRANGER)
    assert (delta["type"], delta["amount"], delta["fee"], delta["feeToken"]) == (
        "spotTransfer",
        "3.00000001",
        "1.0",
        "USDC",
    )
    assert spot_send(maker, STRANGER, "5.99999999") == OK
    assert spot(gateway, STRANGER) == "9.0"


def test_a_spot_send_is_refused_in_the_venues_words(gateway: Gateway, maker: Desk) -> None:
    class_transfer(maker, "10", to_perp=False)
    assert spot_send(maker, STRANGER, "10.5") == refusal("Insufficient balance for token transfer")
    no_gas = "Insufficient quote token (e.g., 1 USDC or USDT) balance for token transfer gas."
    assert spot_send(maker, STRANGER, "10") == refusal(no_gas)
    assert spot_send(maker, maker.address, "1") == refusal("Invalid send")
    assert spot_send(maker, STRANGER, "1", "DOGE") == refusal("Unknown token DOGE")
    assert spot_send(maker, STRANGER, "1.000000001") == refusal("Invalid send")
    assert spot(gateway, maker.address) == "10.0"


def test_send_asset_knows_spot_as_a_place(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    assert send_asset(maker, maker.address, "7", "", "spot") == OK
    assert (perps(gateway, maker.address), spot(gateway, maker.address)) == ("99993.0", "7.0")
    assert send_asset(maker, taker.address, "2.00000001", "spot", "spot") == OK
    assert spot(gateway, taker.address) == "2.00000001"
    assert send_asset(taker, taker.address, "2", "spot", "") == OK
    assert (perps(gateway, taker.address), spot(gateway, taker.address)) == ("100002.0", "0.00000001")
    assert send_asset(maker, maker.address, "1", "spot", "spot") == refusal("Invalid send")
    assert send_asset(maker, maker.address, "0.00000001", "spot", "") == refusal("Invalid send")
    assert send_asset(maker, maker.address, "9", "spot", "") == refusal("Insufficient balance for token transfer")


def test_a_balance_is_told_in_the_venues_shape(gateway: Gateway, maker: Desk) -> None:
    class_transfer(maker, "1", to_perp=False)
    state = ask(gateway, {"type": "spotClearinghouseState", "user": maker.address.upper().replace("0X", "0x")}, NOW_MS)
    assert state == {"balances": [{"coin": "USDC", "token": 0, "total": "1.0", "hold": "0.0", "entryNtl": "0.0"}]}


def test_tokens_other_than_dollars_move_too(gateway: Gateway, maker: Desk) -> None:
    exchange, me = gateway.exchange, maker.address
    exchange.give(me, PURR, 100 * 10**5)
    exchange.give(me, USDC, 5 * 10**8)
    assert spot_send(maker, STRANGER, "30.5", PURR.full_name) == OK
    delta = last_delta(gateway, me)
    assert (delta["token"], delta["amount"], delta["fee"]) == ("PURR", "30.5", "1.0")
    sub = maker.send(CreateSubAccount(name="desk"))["response"]["data"]
    moved = maker.send(SubAccountSpotTransfer(sub_account_user=sub, is_deposit=True, token="PURR", amount="20"))
    assert moved == OK
    assert send_asset(maker, STRANGER, "10", "spot", "spot", "PURR") == OK
    assert send_asset(maker, STRANGER, "10", "spot", "", "PURR") == refusal("Invalid send")
    held = [exchange.spot.balance_wei(who, PURR.index) for who in (me, STRANGER, sub)]
    assert held == [3_950_000, 4_050_000, 2_000_000]
    assert spot_send(maker, STRANGER, "40", "PURR") == refusal("Insufficient balance for token transfer")
    assert spot_send(maker, STRANGER, "1", "DOGE") == refusal("Unknown token DOGE")
    assert exchange.spot.imbalance_wei(PURR.index) == 0


def test_the_rates_of_spot_follow_tier_and_stake(gateway: Gateway, maker: Desk) -> None:
    account = gateway.exchange.house.account(maker.address)
    account.tier, account.staking_percent = 2, 10
    fees = ask(gateway, {"type": "userFees", "user": maker.address})
    assert (fees["userSpotCrossRate"], fees["userSpotAddRate"]) == ("0.00045", "0.00018")
    assert fees["feeSchedule"]["tiers"]["vip"][3]["spotCross"] == "0.00035"


def test_a_pair_has_no_oracle_to_set() -> None:
    exchange = LocalExchange(NOW_MS, pairs=default_pairs())
    with pytest.raises(ValidationError, match="PURR/USDC has no oracle"):
        SetOracle(asset=10_000, px_units=1).apply(exchange, NOW_MS)
