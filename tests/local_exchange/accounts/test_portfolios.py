"""What accounts were worth: money that moves is no profit, curves are bounded, and asking changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import integers
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote.consts import MICRO
from hyperquote.exchange.actions.create_sub_account import CreateSubAccount
from hyperquote.exchange.actions.create_vault import CreateVault
from hyperquote.exchange.actions.order import GTC, IOC, Order, PlaceOrders
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.spot_send import SpotSend
from hyperquote.exchange.actions.staking_deposit import StakingDeposit
from hyperquote.exchange.actions.sub_account_transfer import SubAccountTransfer
from hyperquote.exchange.actions.usd_class_transfer import UsdClassTransfer
from hyperquote.exchange.actions.usd_send import UsdSend
from hyperquote.exchange.actions.vault_transfer import VaultTransfer
from hyperquote.exchange.actions.withdraw import Withdraw
from hyperquote.local_exchange.accounts.portfolios import DAY_MS, HOUR_MS, MOST_ALL_TIME, History, Portfolios
from hyperquote.local_exchange.builder_dex import default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.spot_listing import HYPE, default_pairs

PERIODS = ["day", "week", "month", "allTime", "perpDay", "perpWeek", "perpMonth", "perpAllTime"]
WHO = "0x" + "a" * 40


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(LocalExchange(NOW_MS, pairs=default_pairs(), dexs=default_dexs()))


def funded(gateway: Gateway, digit: str, usd: str = "10000") -> Desk:
    desk = Desk(gateway, digit)
    gateway.exchange.faucet(desk.address, usd, NOW_MS)
    return desk


def portfolio(gateway: Gateway, user: str, now_ms: int = NOW_MS) -> dict[str, Any]:
    rows = ask(gateway, {"type": "portfolio", "user": user}, now_ms)
    assert [name for name, _ in rows] == PERIODS
    return dict(rows)


def ends(gateway: Gateway, user: str, now_ms: int = NOW_MS + 1) -> dict[str, tuple[float, float]]:
    """Return the last value and profit of the whole life, of all and of the perps."""
    periods = portfolio(gateway, user, now_ms)
    return {
        name: (float(periods[name]["accountValueHistory"][-1][1]), float(periods[name]["pnlHistory"][-1][1]))
        for name in ("allTime", "perpAllTime")
    }


def done(reply: dict[str, Any]) -> Any:
    assert reply["status"] == "ok", reply
    return reply["response"].get("data")


def test_a_stranger_has_empty_curves(gateway: Gateway) -> None:
    empty = {"accountValueHistory": [], "pnlHistory": [], "vlm": "0.0"}
    assert all(each == empty for each in portfolio(gateway, WHO).values())


def test_a_profit_by_hand(gateway: Gateway) -> None:
    maker, taker = funded(gateway, "1"), funded(gateway, "2")
    maker.send(PlaceOrders(orders=(Order(asset=1, is_buy=False, px="4300", sz="1", kind=GTC),)))
    taker.send(PlaceOrders(orders=(Order(asset=1, is_buy=True, px="4300", sz="1", kind=IOC),)))
    gateway.exchange.house.set_mark(1, 4_400_00)
    periods = portfolio(gateway, taker.address, NOW_MS + 1)
    fee = 4_300 * 0.00045
    assert float(periods["day"]["accountValueHistory"][-1][1]) == pytest.approx(10_100 - fee)
    assert float(periods["perpDay"]["pnlHistory"][-1][1]) == pytest.approx(100 - fee)
    assert (periods["day"]["vlm"], periods["perpDay"]["vlm"]) == ("4300.0", "4300.0")


def test_spot_volume_is_none_of_the_perps(gateway: Gateway) -> None:
    maker, taker = funded(gateway, "1"), funded(gateway, "2")
    gateway.exchange.give(maker.address, HYPE, 10**9)
    done(taker.send(UsdClassTransfer(amount="1000", to_perp=False)))
    asset = gateway.exchange.ids["@1"]
    maker.send(PlaceOrders(orders=(Order(asset=asset, is_buy=False, px="45", sz="10", kind=GTC),)))
    taker.send(PlaceOrders(orders=(Order(asset=asset, is_buy=True, px="45", sz="10", kind=IOC),)))
    periods = portfolio(gateway, taker.address, NOW_MS + 1)
    assert (periods["day"]["vlm"], periods["perpDay"]["vlm"]) == ("450.0", "0.0")
    assert float(periods["day"]["pnlHistory"][-1][1]) == pytest.approx(-450 * 0.0007, rel=1e-3)  # the fee, in HYPE


def test_money_that_moves_is_neither_profit_nor_loss(gateway: Gateway) -> None:
    desk, other = funded(gateway, "1"), funded(gateway, "2")
    gateway.exchange.give(desk.address, HYPE, 50 * 10**8)
    sub = done(desk.send(CreateSubAccount(name="sub")))
    vault = done(desk.send(CreateVault(name="steady", description="quotes all day long", initial_usd=500 * MICRO)))
    done(desk.send(SubAccountTransfer(sub_account_user=sub, is_deposit=True, usd=300 * MICRO)))
    done(desk.send(UsdClassTransfer(amount="700", to_perp=False)))
    done(desk.send(UsdSend(destination=other.address, amount="50")))
    done(desk.send(SpotSend(destination=other.address, token=HYPE.full_name, amount="5")))
    done(desk.send(StakingDeposit(wei=20 * 10**8)))
    for source, target in (("", "xyz"), ("", "spot"), ("spot", "xyz")):
        move = SendAsset(
            destination=desk.address, source_dex=source, destination_dex=target, token="USDC", amount="100",
            from_sub_account="",
        )  # fmt: skip
        done(desk.send(move))
    done(other.send(VaultTransfer(vault_address=vault, is_deposit=True, usd=200 * MICRO)))
    other.now_ms = other.nonce = NOW_MS + DAY_MS
    done(other.send(VaultTransfer(vault_address=vault, is_deposit=False, usd=80 * MICRO)))
    later = NOW_MS + DAY_MS + 1
    for account in (desk.address, other.address, sub, vault):
        assert [profit for _, profit in ends(gateway, account, later).values()] == [0.0, 0.0], account
    total = 10_000 + 50 * 45 - 300 - 50 - 5 * 45
    assert ends(gateway, desk.address, later)["allTime"] == (total, 0.0)
    assert ends(gateway, vault, later)["perpAllTime"] == (620.0, 0.0)


def test_a_withdrawal_costs_its_fee(gateway: Gateway) -> None:
    desk = funded(gateway, "1")
    done(desk.send(Withdraw(destination=desk.address, amount="100")))
    assert ends(gateway, desk.address)["allTime"] == (9_900.0, -1.0)


def test_points_are_kept_at_block_times_and_a_period_begins_with_the_last_one_before_it(gateway: Gateway) -> None:
    desk = funded(gateway, "1")
    for hour in range(1, 40):
        gateway.make_block(NOW_MS + hour * HOUR_MS)
    now_ms = NOW_MS + 39 * HOUR_MS + 1
    times = [at for at, _ in portfolio(gateway, desk.address, now_ms)["day"]["accountValueHistory"]]
    assert len(times) == 14
    assert now_ms - DAY_MS - 2 * HOUR_MS <= times[0] <= now_ms - DAY_MS < times[1]
    assert times[-1] == now_ms
    assert {at - NOW_MS for at in times[:-1]} <= {hour * HOUR_MS for hour in range(40)}


def test_asking_changes_nothing_and_the_same_moment_is_told_once(gateway: Gateway) -> None:
    desk = funded(gateway, "1")
    first = portfolio(gateway, desk.address)
    assert first == portfolio(gateway, desk.address)
    assert first["day"]["accountValueHistory"] == [[NOW_MS, "10000.0"]]


@given(integers(1, 4_000))
def test_a_history_never_grows_beyond_its_bounds(days: int) -> None:
    portfolios = Portfolios(0)
    portfolios.add_flow(WHO, 5, 5, 0)
    for day in range(1, days + 1):
        portfolios.advance(lambda _: (5, 5, 0, 0), day * DAY_MS)
    history = portfolios.of(WHO)
    assert isinstance(history, History)
    assert len(history.all_time) <= MOST_ALL_TIME
    assert history.all_time[0][0] == 0
    assert {name: len(rows) <= 70 for name, rows in history.windows.items()} == dict.fromkeys(history.windows, True)
    assert len(history.all_time) >= min(days, MOST_ALL_TIME // 2 - 1)


def test_a_vault_shows_its_curves(gateway: Gateway) -> None:
    desk = funded(gateway, "1")
    vault = done(desk.send(CreateVault(name="steady", description="quotes all day long", initial_usd=500 * MICRO)))
    details = ask(gateway, {"type": "vaultDetails", "vaultAddress": vault}, NOW_MS + 1)
    assert details["portfolio"] == ask(gateway, {"type": "portfolio", "user": vault}, NOW_MS + 1)
    assert details["portfolio"][0][1]["accountValueHistory"][-1] == [NOW_MS + 1, "500.0"]
