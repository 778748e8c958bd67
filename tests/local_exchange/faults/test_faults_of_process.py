"""P1 and P2: the exchange's own process and disk, and what its clients see of it."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, faulty, plan_of

from hyperquote.cli.exchange import begin
from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.errors import ConfigError
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms

SOURCES = Path(__file__).resolve().parents[3] / "src"


async def test_p1_a_process_that_stands_still_answers_when_it_goes_on() -> None:
    async with faulty() as it:
        assert await it.ask("allMids")
        start_s = time.monotonic()
        it.begin({"fault": "P1", "how": "stop", "hold_ms": 150, "times": 1})
        await it.reached(lambda: it.struck == ["P1"])
        assert await it.ask("allMids")
        assert time.monotonic() - start_s >= 0.15


@pytest.mark.parametrize("how", ["kill", "term"])
async def test_p1_a_program_is_not_ended_because_an_exchange_lives_in_it(how: str) -> None:
    async with faulty() as it:
        with pytest.raises(ConfigError, match="would end the program"):
            it.server.put_in_force(plan_of({"fault": "P1", "how": how}))
        assert it.server.injector.runs == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize(("how", "code"), [("kill", -signal.SIGKILL), ("term", 0)])
async def test_p1_an_exchange_of_its_own_ends(tmp_path: Path, how: str, code: int) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(plan_of({"fault": "P1", "how": how, "skip": 3, "times": 1}).encode())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hyperquote.cli.main", "exchange", "--port", "0", "--market", "empty"),
        *("--faults", str(plan), "--data", str(tmp_path / "data")),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )
    assert await asyncio.wait_for(process.wait(), 30) == code
    _, journal = open_journal(tmp_path / "data", MarketOptions(), wall_ms(), begin)
    journal.close()


@asynccontextmanager
async def journalled(folder: Path, *faults: dict[str, object]) -> AsyncIterator[tuple[ExchangeServer, str]]:
    gateway, journal = open_journal(folder, MarketOptions(market="empty"), wall_ms(), begin)
    server = ExchangeServer(gateway, block_ms=5, journal=journal, faults=plan_of(*faults))
    port = await server.start()
    try:
        async with asyncio.timeout(20):
            yield server, f"http://127.0.0.1:{port}"
    finally:
        await server.close()


@pytest.mark.parametrize(("how", "words"), [("full", "No space left"), ("read_only", "Read-only")])
async def test_p2_without_a_disk_nothing_is_executed_and_with_one_all_goes_on(
    tmp_path: Path, how: str, words: str
) -> None:
    async with journalled(tmp_path) as (server, url), aiohttp.ClientSession() as http:

        async def deposit() -> tuple[int, str]:
            body = {"user": MAKER.address, "usdc": "5"}
            async with http.post(url + "/local/faucet", json=body) as reply:
                return reply.status, await reply.text()

        assert (await deposit())[0] == 200
        server.put_in_force(plan_of({"fault": "P2", "how": how}))
        while not server.injector.log:  # noqa: ASYNC110 - the log has no event
            await asyncio.sleep(0.001)
        status, text = await deposit()
        assert status >= 400
        assert words in text
        server.injector.clear()
        while (await deposit())[0] != 200:  # noqa: ASYNC110 - nor has the disk
            await asyncio.sleep(0.001)
        assert server.gateway.exchange.house.account_value_micro(MAKER.address.lower()) == 10_000_000


async def test_p2_a_slow_disk_holds_nobody_up(tmp_path: Path) -> None:
    async with journalled(tmp_path, {"fault": "P2", "how": "slow", "delay_ms": 300}) as (server, url):
        async with aiohttp.ClientSession() as http:
            await asyncio.sleep(1.1)  # a sync is under way
            start_s = time.monotonic()
            async with http.post(url + "/info", json={"type": "allMids"}) as reply:
                assert reply.status == 200
            assert time.monotonic() - start_s < 0.25
        server.injector.clear()


async def test_p2_needs_a_journal() -> None:
    async with faulty() as it:
        with pytest.raises(ConfigError, match="--data DIR"):
            it.server.put_in_force(plan_of({"fault": "P2"}))
