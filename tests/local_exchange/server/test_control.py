"""The control API over real sockets: what it steers, what it refuses, and in which words."""

from typing import Any

import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, Faulty, faulty

from hyperquote.cli.exchange import build_exchange
from hyperquote.exchange.actions.outcome import Rejected, Resting
from hyperquote.local_exchange.changes import SetScenario
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms


async def send(it: Faulty, name: str, body: Any, method: str = "POST") -> tuple[int, Any]:
    """Return status and answer, decoded where it is no sentence."""
    async with it.http.request(method, f"{it.url}/local/{name}", json=body) as reply:
        return reply.status, await reply.json() if reply.status == 200 else await reply.text()


async def test_time_is_paused_and_goes_on_from_there() -> None:
    async with faulty() as it:
        _, first = await send(it, "time", {"pause": True})
        assert first["paused"]
        book = await it.ask("l2Book", coin="ETH")
        assert (await it.ask("l2Book", coin="ETH"))["time"] == book["time"] == first["time"]
        _, then = await send(it, "time", {"pause": False})
        assert not then["paused"]
        await it.reached(lambda: it.server.now_ms > first["time"])


async def test_a_paused_exchange_still_answers_and_tells() -> None:
    async with faulty() as it, it.client() as maker, it.socket() as socket:
        await send(it, "time", {"pause": True})
        await socket.subscribe("orderUpdates", user=MAKER.address)
        await socket.next("subscriptionResponse")
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Resting)
        assert (await socket.next("orderUpdates"))[0]["status"] == "open"


async def test_time_advances_at_once_block_by_block() -> None:
    async with faulty() as it:
        before = (await send(it, "time", {"pause": True}))[1]["time"]
        status, after = await send(it, "time", {"advance_ms": 3_600_000})
        assert (status, after["time"] - before) == (200, 3_600_000)
        assert len(await it.ask("fundingHistory", coin="ETH", startTime=before)) == 1


async def test_time_runs_faster() -> None:
    async with faulty() as it:
        before = it.server.now_ms
        await send(it, "time", {"speed": 1_000})
        await it.reached(lambda: it.server.now_ms > before + 10_000)
        assert it.exchange.now_ms > before


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("time", {}, "nothing to do"),
        ("time", {"speed": 0}, "a speed of 0 is not possible"),
        ("time", {"speed": 1e9}, "choose one above 0"),
        ("time", {"advance_ms": -1}, "time cannot advance by -1 ms"),
        ("time", {"advance_ms": 10**12}, "a week"),
        ("time", {"sped": 2}, "unknown field `sped`"),
        ("scenario", {"name": "jump"}, "nobody plays scenarios"),
        ("scenario", {"name": "casino"}, "no scenario called 'casino'"),
        ("oracle", {"coin": "NOPE", "px": "1"}, "there is no coin 'NOPE' here; listed are"),
        ("oracle", {"coin": "ETH", "px": "-1"}, "positive"),
        ("oracle", {"coin": "ETH", "px": "x"}, "x"),
        ("delist", {"coin": "NOPE"}, "there is no coin"),
        ("trading", {"coin": "ETH", "how": "stopped"}, "stopped"),
        ("upgrade", {"post_only_s": -1}, "not possible"),
        ("faults", {"faults": [{"fault": "W99"}]}, "no plan of faults"),
        ("faucet", {"user": "0x1", "usdc": "1"}, '{"user": "0x…", "usdc": "10000"}'),
    ],
)
async def test_nonsense_is_refused_with_a_sentence_and_changes_nothing(name: str, body: Any, words: str) -> None:
    async with faulty() as it:
        await send(it, "time", {"pause": True})
        before = it.exchange.checksum()
        status, text = await send(it, name, body)
        assert status == 422
        assert words in text
        assert " Send " in text
        assert it.exchange.checksum() == before


async def test_an_oracle_price_is_set_and_told() -> None:
    async with faulty() as it:
        assert (await send(it, "oracle", {"coin": "ETH", "px": "3210.5"}))[0] == 200
        meta, ctxs = await it.ask("metaAndAssetCtxs")
        at = [row["name"] for row in meta["universe"]].index("ETH")
        assert float(ctxs[at]["oraclePx"]) == 3_210.5


async def test_a_coin_is_halted_resumed_and_delisted() -> None:
    async with faulty() as it, it.client() as maker:
        await send(it, "trading", {"coin": "ETH", "how": "halted"})
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Rejected)
        await send(it, "trading", {"coin": "ETH", "how": "resumed"})
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Resting)
        await send(it, "delist", {"coin": "ETH"})
        assert await it.ask("openOrders", user=MAKER.address) == []
        rows = {row["name"]: row for row in (await it.ask("meta"))["universe"]}
        assert rows["ETH"]["isDelisted"]


async def test_only_post_only_orders_are_taken_after_an_upgrade() -> None:
    async with faulty() as it, it.client() as maker:
        await send(it, "upgrade", {"post_only_s": 600})
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990, tif="Gtc"), Rejected)
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990, tif="Alo"), Resting)


async def test_faults_are_put_in_force_shown_and_ended() -> None:
    async with faulty() as it, it.client() as maker:
        _, told = await send(it, "faults", {"seed": 1, "faults": [{"fault": "O5", "how": "margin"}]})
        assert [line["plan"]["fault"] for line in told["inForce"]] == ["O5"]
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Rejected)
        _, told = await send(it, "faults", None, "GET")
        assert told["counts"] == {"O5": 1}
        assert (told["log"][0]["fault"], told["log"][0]["what"]) == ("O5", "exchange order")
        _, told = await send(it, "faults", None, "DELETE")
        assert (told["inForce"], told["counts"]) == ([], {"O5": 1})
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Resting)


async def test_the_log_tells_what_was_done() -> None:
    async with faulty() as it:
        await send(it, "faucet", {"user": MAKER.address, "usdc": "5"})
        await send(it, "trading", {"coin": "ETH", "how": "halted"})
        _, entries = await send(it, "log", None, "GET")
        assert [entry["what"] for entry in entries] == [f"{MAKER.address} holds 100005.0 USDC", "ETH halted"]


async def test_the_crowd_plays_another_scenario() -> None:
    server = ExchangeServer(Gateway(build_exchange(wall_ms(), seed=1)))
    await server.start()
    try:
        assert server.change(SetScenario(name="jump")) == "scenario jump"
        assert server.gateway.exchange.scenario == "jump"
    finally:
        await server.close()
