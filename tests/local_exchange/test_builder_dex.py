"""Dexes that somebody else deployed: their own assets, money, oracle and fees, on the wire and through the SDK."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from eth_account import Account
from hyperliquid.exchange import Exchange as OfficialExchange
from tests.local_exchange.desk import NOW_MS, Desk, ask

from hyperquote import Hyperliquid
from hyperquote.consts import MICRO
from hyperquote.errors import ConfigError, ValidationError
from hyperquote.exchange.actions.agent_send_asset import AgentSendAsset
from hyperquote.exchange.actions.approve_agent import ApproveAgent
from hyperquote.exchange.actions.order import ALO, GTC, IOC, Order, OrderType, PlaceOrders
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.exchange.actions.perp_deploy import (
    DeployerFee,
    HaltTrading,
    PerpDeploy,
    SetFeeRecipient,
    SetOracle,
    SetSubDeployers,
    SubDeployer,
)
from hyperquote.exchange.actions.send_asset import SendAsset
from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.local_exchange.builder_dex import BuilderDex, DexAsset, default_dexs
from hyperquote.local_exchange.clearing.isolated import NO_CROSS, STRICT_ISOLATED
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.local_exchange.traders.crowd import populate
from hyperquote.signature.wallet import Wallet

TSLA = 110_000
NVDA = 110_001
SDK_WALLET = Wallet.from_key("0x" + "5" * 64)
RECIPIENT = "0x" + "f" * 40
OK = {"status": "ok", "response": {"type": "default"}}


def dex(deployer: str) -> BuilderDex:
    return BuilderDex(
        1,
        "xyz",
        "XYZ",
        deployer,
        RECIPIENT,
        [
            DexAsset(Listing("xyz:TSLA", 3, 10, 400.0), STRICT_ISOLATED, 1_000_000, is_growing=True),
            DexAsset(Listing("xyz:NVDA", 3, 10, 200.0), NO_CROSS, 0),
        ],
        total_cap_usd=2_000_000,
    )


@pytest.fixture
def gateway() -> Gateway:
    deployer = Wallet.from_key("0x" + "3" * 64).address
    return Gateway(LocalExchange(NOW_MS, dexs=[dex(deployer)]))


@pytest.fixture
def deployer(gateway: Gateway) -> Desk:
    desk = Desk(gateway, "3")
    gateway.exchange.faucet(desk.address, "100", NOW_MS)
    return desk


def order(px: str, sz: str = "1", kind: OrderType = GTC, *, is_buy: bool = True, asset: int = TSLA) -> PlaceOrders:
    return PlaceOrders(orders=(Order(asset=asset, is_buy=is_buy, px=px, sz=sz, kind=kind),))


def statuses(reply: dict[str, Any]) -> Any:
    return reply["response"]["data"]["statuses"]


def refusal(text: str) -> dict[str, str]:
    return {"status": "err", "response": text}


def to_dex(desk: Desk, amount: str = "10000", source: str = "", target: str = "xyz") -> Any:
    action = SendAsset(destination=desk.address, source_dex=source, destination_dex=target, token="USDC", amount=amount)
    return desk.send(action)


def value(gateway: Gateway, desk: Desk, dex_name: str = "") -> str:
    state = ask(gateway, {"type": "clearinghouseState", "user": desk.address, "dex": dex_name})
    return str(state["marginSummary"]["accountValue"])


# -- what is there -------------------------------------------------------------------------------------------


def test_the_dex_stands_behind_the_first_with_its_settings(gateway: Gateway, deployer: Desk) -> None:
    dexs = ask(gateway, {"type": "perpDexs"})
    assert dexs[0] is None
    assert (dexs[1]["name"], dexs[1]["deployer"], dexs[1]["feeRecipient"]) == ("xyz", deployer.address, RECIPIENT)
    assert dexs[1]["assetToStreamingOiCap"] == [["xyz:NVDA", "0.0"], ["xyz:TSLA", "1000000.0"]]
    assert dexs[1]["deployerFeeScale"] == "1.0"


def test_each_dex_has_its_own_universe(gateway: Gateway) -> None:
    first = ask(gateway, {"type": "meta"})["universe"]
    assert [asset["name"] for asset in first] == ["BTC", "ETH", "SOL", "WLFI"]
    meta = ask(gateway, {"type": "meta", "dex": "xyz"})
    assert meta["universe"][0] == {
        "szDecimals": 3,
        "name": "xyz:TSLA",
        "maxLeverage": 10,
        "marginTableId": 10,
        "onlyIsolated": True,
        "marginMode": "strictIsolated",
        "growthMode": "enabled",
        "lastGrowthModeChangeTime": "1970-01-01T00:00:00",
    }
    assert meta["collateralToken"] == 0
    metas = ask(gateway, {"type": "allPerpMetas"})
    assert [[asset["name"] for asset in each["universe"]] for each in metas][1] == ["xyz:TSLA", "xyz:NVDA"]
    pair = ask(gateway, {"type": "metaAndAssetCtxs", "dex": "xyz"})
    assert (len(pair[1]), pair[1][0]["oraclePx"]) == (2, "400.0")
    assert set(ask(gateway, {"type": "allMids", "dex": "xyz"})) == {"xyz:TSLA", "xyz:NVDA"}
    assert set(ask(gateway, {"type": "allMids"})) == {"BTC", "ETH", "SOL", "WLFI"}


def test_limits_status_and_auction_are_told(gateway: Gateway, maker: Desk) -> None:
    to_dex(maker, "123.5")
    assert ask(gateway, {"type": "perpDexLimits", "dex": "xyz"}) == {
        "totalOiCap": "2000000.0",
        "oiSzCapPerPerp": "1000000000.0",
        "maxTransferNtl": "150000000.0",
        "coinToOiCap": [["xyz:NVDA", "0.0"], ["xyz:TSLA", "1000000.0"]],
    }
    assert ask(gateway, {"type": "perpDexLimits", "dex": "none"}) is None
    assert ask(gateway, {"type": "perpDexStatus", "dex": "xyz"}) == {"totalNetDeposit": "123.5"}
    auction = ask(gateway, {"type": "perpDeployAuctionStatus"})
    assert auction["startTimeSeconds"] <= NOW_MS // 1_000 < auction["startTimeSeconds"] + auction["durationSeconds"]
    assert float(auction["startGas"]) >= float(auction["currentGas"]) > 0
    assert auction["endGas"] is None


@pytest.mark.parametrize("kind", ["meta", "allMids", "metaAndAssetCtxs", "perpsAtOpenInterestCap", "perpDexStatus"])
def test_a_question_about_a_dex_that_is_not_there_cannot_be_read(gateway: Gateway, kind: str) -> None:
    assert gateway.info(b'{"type":"%s","dex":"abc"}' % kind.encode(), NOW_MS).status == 422


def test_the_mids_of_a_dex_are_a_feed_of_their_own(gateway: Gateway) -> None:
    for session, name in ((1, "xyz"), (2, "")):
        subscribe = {"method": "subscribe", "subscription": {"type": "allMids", "dex": name}}
        gateway.hear(session, msgspec.json.encode(subscribe).decode(), NOW_MS)
    frames = gateway.make_block(NOW_MS)
    told = msgspec.json.decode(frames[1][0])["data"]
    assert (told["dex"], set(told["mids"])) == ("xyz", {"xyz:TSLA", "xyz:NVDA"})
    assert "xyz:TSLA" not in msgspec.json.decode(frames[2][0])["data"]["mids"]
    wrong = '{"method":"subscribe","subscription":{"type":"allMids","dex":"abc"}}'
    assert b"Invalid subscription" in gateway.hear(3, wrong, NOW_MS)[0]


# -- money ---------------------------------------------------------------------------------------------------


def test_money_moves_between_the_dexes_of_an_account_and_nothing_is_lost(gateway: Gateway, maker: Desk) -> None:
    assert statuses(maker.send(order("400"))) == [{"error": "Insufficient margin to place order. asset=110000"}]
    assert to_dex(maker, "10000") == OK
    assert (value(gateway, maker), value(gateway, maker, "xyz")) == ("90000.0", "10000.0")
    assert to_dex(maker, "4000", "xyz", "") == OK
    assert (value(gateway, maker), value(gateway, maker, "xyz")) == ("94000.0", "6000.0")
    assert gateway.exchange.house.imbalance_micro() == 0
    update = ask(gateway, {"type": "userNonFundingLedgerUpdates", "user": maker.address, "startTime": 0})[-1]["delta"]
    assert (update["type"], update["sourceDex"], update["destinationDex"], update["amount"]) == (
        "send",
        "xyz",
        "",
        "4000.0",
    )


def test_a_transfer_is_refused_in_the_venues_words(gateway: Gateway, maker: Desk) -> None:
    assert to_dex(maker, "1", "", "none") == refusal("Invalid perp DEX")
    assert to_dex(maker, "1", "xyz", "xyz") == refusal("Invalid send")
    assert to_dex(maker, "0.0000001") == refusal("Invalid send")
    assert to_dex(maker, "x") == refusal("Invalid decimal number")
    assert to_dex(maker, "0") == refusal("Send amount cannot be zero")
    assert to_dex(maker, "100001") == refusal("Insufficient balance for token transfer")
    wrong = SendAsset(destination=maker.address, source_dex="", destination_dex="xyz", token="FOO", amount="1")
    assert maker.send(wrong) == refusal("Unknown token FOO")


def test_an_agent_moves_money_between_dexes_but_not_to_others(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    agent = Desk(gateway, "4")
    maker.send(ApproveAgent(agent_address=agent.address, agent_name="bot"))

    def sending(destination: str) -> AgentSendAsset:
        nonce = agent.nonce + 1
        return AgentSendAsset(
            destination=destination, source_dex="", destination_dex="xyz", token="USDC", amount="5", nonce=nonce
        )

    assert agent.send(sending(maker.address)) == OK
    assert value(gateway, maker, "xyz") == "5.0"
    text = "Agent can only send asset to same user or their sub-accounts."
    assert agent.send(sending(taker.address)) == refusal(text)


# -- trading -------------------------------------------------------------------------------------------------


def test_orders_fills_and_positions_of_a_dex_are_its_own(gateway: Gateway, maker: Desk, taker: Desk) -> None:
    to_dex(maker)
    to_dex(taker)
    assert statuses(maker.send(order("401", "2", ALO, is_buy=False))) == [{"resting": {"oid": 1000}}]
    mine = ask(gateway, {"type": "openOrders", "user": maker.address, "dex": "xyz"})
    assert [each["coin"] for each in mine] == ["xyz:TSLA"]
    assert ask(gateway, {"type": "openOrders", "user": maker.address}) == []
    assert ask(gateway, {"type": "frontendOpenOrders", "user": maker.address, "dex": "xyz"})[0]["oid"] == 1000
    filled = {"filled": {"totalSz": "1.0", "avgPx": "401.0", "oid": 1001}}
    assert statuses(taker.send(order("401", "1", IOC))) == [filled]
    fill = ask(gateway, {"type": "userFills", "user": taker.address})[0]
    assert (fill["coin"], fill["dir"], fill["px"], fill["feeToken"]) == ("xyz:TSLA", "Open Long", "401.0", "USDC")
    held = ask(gateway, {"type": "clearinghouseState", "user": taker.address, "dex": "xyz"})["assetPositions"]
    assert [each["position"]["coin"] for each in held] == ["xyz:TSLA"]
    assert ask(gateway, {"type": "clearinghouseState", "user": taker.address})["assetPositions"] == []
    assert ask(gateway, {"type": "l2Book", "coin": "xyz:TSLA"})["levels"][1][0] == {"px": "401.0", "sz": "1.0", "n": 1}
    assert gateway.exchange.house.imbalance_micro() == 0


@pytest.mark.parametrize(("px", "sz", "rate"), [("80.601", "0.6", 8_640), ("80.6", "5", 9_000)])
def test_fees_are_the_venues_times_growth_and_the_deployers_share(
    gateway: Gateway, maker: Desk, taker: Desk, px: str, sz: str, rate: int
) -> None:
    """Taker 0.045 % · 2 · 0.1 = 0.009 %, less 4 % for who was referred; half of it is the deployer's."""
    exchange = gateway.exchange
    exchange.set_oracle(TSLA, 80_600, NOW_MS)
    exchange.house.of(TSLA).set_mark(TSLA, 80_600)
    to_dex(maker)
    to_dex(taker)
    exchange.house.set_fee_rates(taker.address, 14_400, rate * 5)
    maker.send(order(px, sz, ALO, is_buy=False))
    taker.send(order(px, sz, IOC))
    fill = ask(gateway, {"type": "userFills", "user": taker.address})[0]
    expected = int(float(px) * 1_000 + 0.5) * int(float(sz) * 1_000 + 0.5) * rate // 10**8
    assert round(float(fill["fee"]) * MICRO) == expected
    if sz == "0.6":
        assert fill["fee"] == "0.004178", "the recorded fill"
    earned = exchange.house.dexs[0].account(RECIPIENT).cash_micro
    paid = [ask(gateway, {"type": "userFills", "user": desk.address})[0]["fee"] for desk in (maker, taker)]
    assert earned == sum(round(float(fee) * MICRO) // 2 for fee in paid)
    assert exchange.house.imbalance_micro() == 0


def test_growth_mode_credits_a_tenth_of_the_volume_to_the_account_of_the_venue(
    gateway: Gateway, maker: Desk, taker: Desk
) -> None:
    to_dex(maker)
    to_dex(taker)
    maker.send(order("400", "2", ALO, is_buy=False))
    taker.send(order("400", "2", IOC))
    assert gateway.exchange.house.account(taker.address).cum_volume_micro == 80 * MICRO
    maker.send(order("200", "1", ALO, is_buy=False, asset=NVDA))
    taker.send(order("200", "1", IOC, asset=NVDA))
    assert gateway.exchange.house.account(taker.address).cum_volume_micro == 280 * MICRO


def test_margin_is_isolated_unless_the_deployer_allows_otherwise(gateway: Gateway, maker: Desk) -> None:
    to_dex(maker)
    crossed = maker.send(UpdateLeverage(asset=TSLA, is_cross=True, leverage=5))
    assert crossed == refusal("Cross margin is not allowed for this asset.")
    assert maker.send(UpdateLeverage(asset=TSLA, is_cross=False, leverage=5)) == OK


# -- the deployer --------------------------------------------------------------------------------------------


def prices(px: str, *marks: str, coin: str = "xyz:TSLA") -> PerpDeploy:
    mark_pxs = tuple(((coin, mark),) for mark in marks)
    return PerpDeploy(set_oracle=SetOracle("xyz", ((coin, px),), mark_pxs, ((coin, px),)))


def test_the_deployer_sets_the_oracle_and_nobody_else_does(gateway: Gateway, deployer: Desk, maker: Desk) -> None:
    assert deployer.send(prices("402")) == OK
    assert gateway.exchange.oracle.assets[TSLA].oracle_units == 402_000
    stranger = refusal(f"Error deploying perp: {maker.address} is not the deployer of xyz")
    assert maker.send(prices("404")) == stranger
    grant = PerpDeploy(set_sub_deployers=SetSubDeployers("xyz", (SubDeployer("setOracle", maker.address, True),)))
    assert deployer.send(grant) == OK
    assert ask(gateway, {"type": "perpDexs"})[1]["subDeployers"] == [["setOracle", [maker.address]]]
    maker.now_ms += 2_500
    assert maker.send(prices("404")) == OK
    assert gateway.exchange.oracle.assets[TSLA].oracle_units == 404_000


def test_the_oracle_is_set_every_two_and_a_half_seconds_at_most(gateway: Gateway, deployer: Desk) -> None:
    deployer.send(prices("402"))
    deployer.now_ms += 2_499
    assert deployer.send(prices("403")) == refusal("Error deploying perp: the oracle was set less than 2.5 s ago")
    deployer.now_ms += 1
    assert deployer.send(prices("403")) == OK


def test_the_mark_follows_by_one_percent_an_update(gateway: Gateway, deployer: Desk) -> None:
    exchange = gateway.exchange
    gateway.make_block(NOW_MS)
    deployer.send(prices("500", "500", "520"))
    gateway.make_block(NOW_MS + 3_000)
    assert exchange.house.of(TSLA).mark_units(TSLA) == 404_000
    gateway.make_block(NOW_MS + 6_000)
    assert exchange.house.of(TSLA).mark_units(TSLA) == 408_040


def test_without_the_deployer_the_mark_falls_back_to_the_book(gateway: Gateway, deployer: Desk, maker: Desk) -> None:
    to_dex(maker)
    deployer.send(prices("400", "400"))
    maker.send(order("401", "1", ALO))
    maker.send(order("403", "1", ALO, is_buy=False))
    gateway.make_block(NOW_MS + 3_000)
    assert gateway.exchange.house.of(TSLA).mark_units(TSLA) == 401_000, "the median of his price and the book's"
    gateway.make_block(NOW_MS + 12_000)
    assert gateway.exchange.house.of(TSLA).mark_units(TSLA) == 402_000


def test_no_price_leaves_ten_times_the_start_of_the_day(gateway: Gateway, deployer: Desk) -> None:
    deployer.send(prices("5000"))
    assert gateway.exchange.oracle.assets[TSLA].oracle_units == 4_000_000


def test_a_halt_settles_the_asset_and_its_end_reopens_it(
    gateway: Gateway, deployer: Desk, maker: Desk, taker: Desk
) -> None:
    to_dex(maker)
    to_dex(taker)
    maker.send(order("400", "2", ALO, is_buy=False))
    taker.send(order("400", "1", IOC))
    assert deployer.send(PerpDeploy(halt_trading=HaltTrading("xyz:TSLA", True))) == OK
    fill = ask(gateway, {"type": "userFills", "user": taker.address})[0]
    assert (fill["dir"], fill["fee"]) == ("Settlement", "0.0")
    assert ask(gateway, {"type": "openOrders", "user": maker.address, "dex": "xyz"}) == []
    assert statuses(maker.send(order("400"))) == [{"error": "Trading is halted."}]
    assert gateway.exchange.house.imbalance_micro() == 0
    assert deployer.send(PerpDeploy(halt_trading=HaltTrading("xyz:TSLA", False))) == OK
    assert "resting" in statuses(maker.send(order("400")))[0]


def test_the_other_settings_take_hold(gateway: Gateway, deployer: Desk, maker: Desk, taker: Desk) -> None:
    to_dex(maker)
    to_dex(taker)
    other = "0x" + "e" * 40
    for action in (
        PerpDeploy(set_open_interest_caps=(("xyz:TSLA", 400),)),
        PerpDeploy(set_funding_multipliers=(("xyz:TSLA", "0.5"),)),
        PerpDeploy(set_funding_interest_rates=(("xyz:TSLA", "0.0002"),)),
        PerpDeploy(set_fee_recipient=SetFeeRecipient("xyz", other)),
        PerpDeploy(set_deployer_fees=(("xyz:TSLA", DeployerFee("0.5", False)),)),
    ):
        assert deployer.send(action) == OK
    ctx = ask(gateway, {"type": "metaAndAssetCtxs", "dex": "xyz"})[1][0]
    assert ctx["funding"] == "0.0000125", "half of 0.0002 for eight hours"
    maker.send(order("400", "2", ALO, is_buy=False))
    taker.send(order("400", "1", IOC))
    fee = ask(gateway, {"type": "userFills", "user": taker.address})[0]["fee"]
    assert fee == "0.27", "400 · 0.045 % · 1.5"
    made = ask(gateway, {"type": "userFills", "user": maker.address})[0]["fee"]
    assert made == "0.09"
    assert gateway.exchange.house.dexs[0].account(other).cash_micro == 90_000 + 30_000, "a third"
    gateway.make_block(NOW_MS + 70)
    assert ask(gateway, {"type": "perpsAtOpenInterestCap", "dex": "xyz"}) == ["xyz:TSLA"]
    assert ask(gateway, {"type": "perpsAtOpenInterestCap"}) == []


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (PerpDeploy(set_funding_multipliers=(("xyz:TSLA", "11"),)), "Error deploying perp: 11 is out of bounds"),
        (PerpDeploy(halt_trading=HaltTrading("xyz:NONE", True)), "Error deploying perp: there is no coin xyz:NONE"),
        (PerpDeploy(halt_trading=HaltTrading("abc:NONE", True)), "Invalid perp DEX"),
        (PerpDeploy(disable_dex="xyz"), "Error deploying perp: this step is not offered on this exchange"),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused(gateway: Gateway, deployer: Desk, action: PerpDeploy, why: str) -> None:
    assert deployer.send(action) == refusal(why)


# -- together ------------------------------------------------------------------------------------------------


def test_a_small_crowd_quotes_and_trades_and_the_ledgers_stay_whole() -> None:
    exchange = LocalExchange(NOW_MS, [], dexs=default_dexs())
    populate(exchange, seed=3)
    gateway = Gateway(exchange)
    for n in range(600):
        gateway.make_block(NOW_MS + 70 * n)
    for asset in (110_000, 110_001, 110_002):
        assert 0 < exchange.core.best_units(asset, True) < exchange.core.best_units(asset, False)
        assert exchange.records.trades(asset, 10)
    assert exchange.house.imbalance_micro() == 0


@pytest.fixture
async def port() -> AsyncIterator[int]:
    exchange = LocalExchange(wall_ms(), dexs=[dex(SDK_WALLET.address)])
    exchange.faucet(SDK_WALLET.address, "1000", wall_ms())
    server = ExchangeServer(Gateway(exchange))
    yield await server.start()
    await server.close()


async def test_our_client_finds_a_coin_of_a_dex_by_its_name_and_trades_it(port: int) -> None:
    url, address = f"http://127.0.0.1:{port}", SDK_WALLET.address
    async with Hyperliquid(url, SDK_WALLET, perp_dexs=["xyz"]) as hl:
        assert (hl.universe["xyz:NVDA"].index, hl.universe["xyz:NVDA"].only_isolated) == (110_001, True)
        await hl.exchange.send_asset(address, "USDC", 500, destination_dex="xyz")
        placed = await hl.exchange.order("xyz:TSLA", True, 0.1, 390, tif="Alo")
        assert isinstance(placed, Resting)
        assert [each.coin for each in await hl.info.open_orders(address, "xyz")] == ["xyz:TSLA"]
        assert await hl.exchange.cancel("xyz:TSLA", placed.oid) == "success"
        state = await hl.info.user_state(address, "xyz")
        assert state.margin_summary.account_value == "500.0"
        assert [None if each is None else each.name for each in await hl.info.perp_dexs()] == [None, "xyz"]


async def test_a_client_that_did_not_name_the_dex_is_told_to(port: int) -> None:
    async with Hyperliquid(f"http://127.0.0.1:{port}", SDK_WALLET) as hl:
        with pytest.raises(ValidationError, match=r"perp_dexs=\['xyz'\]"):
            await hl.exchange.order("xyz:TSLA", True, 0.1, 390, tif="Alo")
    with pytest.raises(ConfigError, match="there are xyz"):
        await Hyperliquid(f"http://127.0.0.1:{port}", perp_dexs=["abc"]).load()


def test_the_official_client_trades_a_coin_of_a_dex() -> None:
    account = Account.from_key("0x" + "5" * 64)

    async def serve(done: asyncio.Event, started: "asyncio.Future[int]") -> None:
        exchange = LocalExchange(wall_ms(), dexs=[dex(SDK_WALLET.address)])
        exchange.faucet(SDK_WALLET.address, "1000", wall_ms())
        server = ExchangeServer(Gateway(exchange))
        started.set_result(await server.start())
        await done.wait()
        await server.close()

    async def main() -> None:
        done, started = asyncio.Event(), asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve(done, started))
        port = await started
        replies = await asyncio.to_thread(trade, f"http://127.0.0.1:{port}")
        done.set()
        await serving
        assert replies[0] == OK
        assert "resting" in replies[1]["response"]["data"]["statuses"][0]

    def trade(url: str) -> list[Any]:
        client = OfficialExchange(account, url, perp_dexs=["", "xyz"])
        moved = client.send_asset(account.address, "", "xyz", "USDC", 500)
        return [moved, client.order("xyz:TSLA", True, 0.1, 390, {"limit": {"tif": "Alo"}})]

    asyncio.run(main())
