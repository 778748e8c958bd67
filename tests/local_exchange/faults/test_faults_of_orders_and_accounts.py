"""O1 to O5, A1 to A5, M1, M2 and C1 as a trading program meets them."""

import asyncio
from typing import Any

import aiohttp
import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, TAKER, Faulty, faulty

from hyperquote import Hyperliquid
from hyperquote.errors import RefusedError, ServerError
from hyperquote.exchange.actions.outcome import Filled, Rejected, Resting
from hyperquote.signature.wallet import Wallet
from hyperquote.ws.channels import OrderUpdatesSubscription, UserFillsSubscription

AGENT = Wallet.from_key("0x" + "33" * 32)


async def rest(client: Hyperliquid, px: float = 2_990, size: float = 0.01, *, buy: bool = True) -> int:
    """Place an order that rests and return its oid."""
    placed = await client.exchange.order("ETH", buy, size, px)
    assert isinstance(placed, Resting)
    return placed.oid


async def until(it: Faulty, fault: str) -> None:
    """Wait until a fault has struck."""
    await it.reached(lambda: fault in it.struck)


async def szi(it: Faulty) -> str:
    """Return the maker's position in ETH."""
    positions = (await it.ask("clearinghouseState", user=MAKER.address))["assetPositions"]
    return str(positions[0]["position"]["szi"]) if positions else "0"


async def test_o1_a_cancel_loses_the_race_against_a_fill() -> None:
    async with faulty({"fault": "O1", "latency_ms": 10}) as it, it.client() as maker:
        oid = await rest(maker)
        outcome = await maker.exchange.cancel("ETH", oid)
        assert isinstance(outcome, Rejected)
        assert "already canceled, or filled" in outcome.error
        assert await szi(it) == "0.01"
        assert it.struck == ["O1"]


async def test_o1_a_modify_loses_it_too() -> None:
    async with faulty({"fault": "O1"}) as it, it.client() as maker:
        oid = await rest(maker)
        outcome = await maker.exchange.modify(oid, maker.exchange.build("ETH").buy(0.01).at(2_991).build())
        assert isinstance(outcome, Rejected)
        assert await szi(it) == "0.01"


async def test_o2_the_fill_is_told_before_the_acknowledgement() -> None:
    async with (
        faulty() as it,
        it.client() as maker,
        it.client(TAKER) as taker,
        maker.ws.subscribe(UserFillsSubscription(MAKER.address)) as fills,
    ):
        assert (await anext(fills)).is_snapshot
        it.begin({"fault": "O2", "offset_ms": 100, "user": MAKER.address})
        placing = asyncio.create_task(maker.exchange.order("ETH", True, 0.01, 2_990))
        await it.reached(lambda: it.exchange.open_order_count > 0)
        await taker.exchange.order("ETH", False, 0.01, 2_990)
        assert len((await anext(fills)).fills) == 1
        assert not placing.done()
        assert isinstance(await placing, Resting)


@pytest.mark.parametrize(
    ("how", "order"),
    [("before_update", ["userFills", "orderUpdates"]), ("after_canceled", ["orderUpdates", "userFills"])],
)
async def test_o2_fills_and_updates_change_places(how: str, order: list[str]) -> None:
    async with faulty() as it, it.client() as maker, it.client(TAKER) as taker, it.socket() as socket:
        await socket.subscribe("userFills", user=MAKER.address)
        await socket.subscribe("orderUpdates", user=MAKER.address)
        await socket.next("userFills")
        await rest(maker)
        await socket.next("orderUpdates")
        it.begin({"fault": "O2", "how": how, "offset_ms": 60})
        await taker.exchange.order("ETH", False, 0.01, 2_990)
        heard = [(await socket.next())["channel"] for _ in range(2)]
        assert heard == order


@pytest.mark.parametrize("status", ["marginCanceled", "selfTradeCanceled", "liquidatedCanceled", "delistedCanceled"])
async def test_o3_the_venue_cancels_by_itself(status: str) -> None:
    async with (
        faulty() as it,
        it.client() as maker,
        maker.ws.subscribe(OrderUpdatesSubscription(MAKER.address)) as updates,
    ):
        oid = await rest(maker)
        assert (await anext(updates))[0].status == "open"
        it.begin({"fault": "O3", "status": status, "user": MAKER.address})
        [update] = await anext(updates)
        assert (update.order.oid, update.status) == (oid, status)


async def test_o4_the_end_of_the_old_order_is_told_after_the_new_one() -> None:
    async with faulty({"fault": "O4", "delay_ms": 50}) as it, it.client() as maker, it.socket() as socket:
        await socket.subscribe("orderUpdates", user=MAKER.address)
        old = await rest(maker)
        await socket.next("orderUpdates")
        new = await maker.exchange.modify(old, maker.exchange.build("ETH").buy(0.01).at(2_991).build())
        first, last = await socket.next("orderUpdates"), await socket.next("orderUpdates")
        assert [(row["order"]["oid"], row["status"]) for row in first + last] == [
            (old + 1, "open"),
            (old, "canceled"),
        ]
        assert isinstance(new, Resting)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("tick", "divisible by tick size. asset=1"),
        ("min_value", "minimum value of $10. asset=1"),
        ("margin", "Insufficient margin"),
        ("reduce_only", "would increase position"),
        ("oracle_distance", "too far from oracle"),
        ("max_position", "margin tier limit"),
        ("open_interest", "open interest is capped"),
        ("too_many", "Too many open orders"),
        ("upgrade", "Only post-only orders allowed immediately after network upgrade"),
    ],
)
async def test_o5_orders_are_refused_in_the_venues_words(how: str, words: str) -> None:
    async with faulty({"fault": "O5", "how": how}) as it, it.client() as maker:
        outcome = await maker.exchange.order("ETH", True, 0.01, 2_990)
        assert isinstance(outcome, Rejected)
        assert words in outcome.error
        assert it.exchange.open_order_count == 0


async def test_o5_a_post_only_refusal_names_the_true_touch_and_can_be_of_one_side() -> None:
    async with faulty() as it, it.client() as maker:
        await rest(maker, 2_990)
        it.begin({"fault": "O5", "side": "sell"})
        refused = await maker.exchange.order("ETH", False, 0.01, 3_010, tif="Alo")
        assert isinstance(refused, Rejected)
        assert refused.error.startswith("Post only order would have immediately matched, bbo was 2990@None.")
        await rest(maker, 2_991)


async def test_a1_leverage_and_equity_change_elsewhere() -> None:
    line = {"fault": "A1", "user": MAKER.address, "coin": "ETH", "leverage": 3, "equity_usd": -40_000.0}
    async with faulty(line) as it:
        await until(it, "A1")
        state = await it.ask("clearinghouseState", user=MAKER.address)
        assert float(state["marginSummary"]["accountValue"]) == 60_000.0
        assert (await it.ask("activeAssetData", user=MAKER.address, coin="ETH"))["leverage"]["value"] == 3


@pytest.mark.parametrize("how", ["order", "fill"])
async def test_a2_somebody_else_trades_on_the_account(how: str) -> None:
    async with faulty({"fault": "A2", "user": MAKER.address, "coin": "ETH", "how": how, "usd": 150.0}) as it:
        await until(it, "A2")
        orders = await it.ask("openOrders", user=MAKER.address)
        assert len(orders) == (1 if how == "order" else 0)
        assert (float(await szi(it)) > 0) == (how == "fill")


@pytest.mark.parametrize("equity_share", [0.9, 0.5])
async def test_a3_equity_falls_below_the_maintenance_margin_and_the_position_is_liquidated(equity_share: float) -> None:
    async with faulty() as it, it.client() as maker, it.client(TAKER) as taker:
        await rest(maker, 3_000, 10.0)
        assert isinstance(await taker.exchange.order("ETH", False, 10.0, 3_000), Filled)
        await taker.exchange.order("ETH", True, 10.0, 2_990)
        it.begin({"fault": "A3", "user": MAKER.address, "equity_share": equity_share})
        await until(it, "A3")
        await it.server.advance(60_000)
        last = (await it.ask("userFills", user=MAKER.address))[0]
        assert last["liquidation"]["liquidatedUser"] == MAKER.address
        assert abs(float(await szi(it))) < 10.0
        assert it.exchange.house.imbalance_micro() == 0


async def test_a4_funding_is_settled_now() -> None:
    async with faulty() as it, it.client() as maker, it.client(TAKER) as taker:
        await rest(maker, 3_000, 1.0)
        await taker.exchange.order("ETH", False, 1.0, 3_000)
        it.begin({"fault": "A4", "coin": "ETH", "rate": 0.01})
        await until(it, "A4")
        [paid] = await it.ask("userFunding", user=MAKER.address, startTime=0)
        assert paid["delta"]["fundingRate"] == "0.01"
        assert float(paid["delta"]["usdc"]) < 0


@pytest.mark.parametrize("how", ["expired", "deregistered", "replaced"])
async def test_a5_an_agent_may_not_act_any_more(how: str) -> None:
    async with faulty() as it, it.client() as maker:
        await maker.exchange.approve_agent(AGENT.address)
        async with Hyperliquid(it.url, AGENT, account_address=MAKER.address) as agent:
            await rest(agent)
            it.begin({"fault": "A5", "user": MAKER.address, "how": how})
            await until(it, "A5")
            with pytest.raises(RefusedError):
                await agent.exchange.order("ETH", True, 0.01, 2_991)


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ({"coin": "ETH", "how": "sz_decimals", "value": 2}, lambda rows: rows["ETH"]["szDecimals"] == 2),
        ({"coin": "ETH", "how": "max_leverage", "value": 3}, lambda rows: rows["ETH"]["maxLeverage"] == 3),
        ({"coin": "NEW", "how": "new_coin"}, lambda rows: list(rows)[-1] == "NEW"),
        ({"coin": "ETH", "how": "delisted"}, lambda rows: rows["ETH"]["isDelisted"]),
        ({"coin": "ETH", "how": "gap"}, lambda rows: "ETH" not in rows),
    ],
)
async def test_m1_the_metadata_changes(line: dict[str, Any], shows: Any) -> None:
    async with faulty({"fault": "M1", **line}) as it:
        meta = await it.ask("meta")
        assert shows({row["name"]: row for row in meta["universe"]})
        both, ctxs = await it.ask("metaAndAssetCtxs")
        assert len(both["universe"]) == len(ctxs)


async def test_m2_an_upgrade_is_an_outage_and_then_a_phase_of_post_only_orders() -> None:
    async with faulty() as it, it.client() as maker, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        await socket.next("l2Book")
        it.begin({"fault": "M2", "outage_s": 60.0, "post_only_s": 60.0})
        assert await socket.until_closed() == 1012
        with pytest.raises(ServerError):
            await maker.exchange.order("ETH", True, 0.01, 2_990)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await it.http.ws_connect(it.url + "/ws")
        it.server.clock.set_forward(it.server.now_ms + 60_000)
        refused = await maker.exchange.order("ETH", True, 0.01, 2_990, tif="Gtc")
        assert refused == Rejected("Only post-only orders allowed immediately after network upgrade")
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990, tif="Alo"), Resting)
        it.server.clock.set_forward(it.server.now_ms + 60_000)
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990, tif="Gtc"), Resting)


@pytest.mark.parametrize(
    ("line", "off_ms"), [({"offset_ms": 3_600_000}, 3_600_000), ({"how": "drift", "drift_ppm": 1e9}, 1_000)]
)
async def test_c1_the_clock_of_the_exchange_is_off(line: dict[str, Any], off_ms: int) -> None:
    async with faulty({"fault": "C1", **line}) as it:
        it.server.clock.set_forward(it.server.clock.now_ms + 1)
        told_ms = (await it.ask("l2Book", coin="ETH"))["time"]
        assert told_ms >= it.server.clock.now_ms + off_ms - 500
        assert it.struck == ["C1"]


async def test_c1_the_clock_stands_still() -> None:
    async with faulty({"fault": "C1", "how": "freeze"}) as it:
        times = {(await it.ask("l2Book", coin="ETH"))["time"]}
        it.server.clock.set_forward(it.server.clock.now_ms + 1_000)
        times.add((await it.ask("l2Book", coin="ETH"))["time"])
        assert len(times) == 1
