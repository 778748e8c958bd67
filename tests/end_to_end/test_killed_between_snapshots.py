"""kill -9 while snapshots are taken: the next start has all that was acknowledged, from a snapshot or without one."""

import asyncio
import os
import shutil
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import aiohttp
import pytest

from hyperquote.cli.exchange import begin
from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.local_exchange.server.app import wall_ms
from hyperquote.local_exchange.server.snapshot_file import newest_first

HERE = Path(__file__).resolve().parent
ROUNDS = 4


async def deposit_until_killed(folder: Path, random: Random, acknowledged: Counter[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(HERE / "snapshotting_exchange.py"), str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1] / "src")},
    )
    assert process.stdout is not None
    while not (line := (await process.stdout.readline()).decode()).startswith("listening"):
        assert line, "it ended before it listened"
    url = f"http://127.0.0.1:{line.split()[1]}/local/faucet"
    async with aiohttp.ClientSession() as http:
        ending = asyncio.get_running_loop().call_later(random.uniform(0.1, 0.5), process.kill)
        with suppress(aiohttp.ClientError):
            while True:
                user = "0x" + random.choice("123456") * 40
                async with http.post(url, json={"user": user, "usdc": "1"}) as reply:
                    if reply.status == 200:
                        acknowledged[user] += 1_000_000
        ending.cancel()
    await process.wait()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork")
async def test_what_was_acknowledged_is_there_whatever_the_snapshot_was_at(tmp_path: Path) -> None:
    random, acknowledged = Random(17), Counter[str]()
    folder = tmp_path / "data"
    async with asyncio.timeout(120):
        for _ in range(ROUNDS):
            await deposit_until_killed(folder, random, acknowledged)
            alone = tmp_path / "alone"
            shutil.rmtree(alone, ignore_errors=True)
            alone.mkdir()
            gateway, journal = open_journal(folder, MarketOptions(), wall_ms(), begin)
            journal.close()
            shutil.copy(journal.path, alone)
            by_inputs, other = open_journal(alone, MarketOptions(), wall_ms(), begin)
            other.close()
            assert gateway.exchange.checksum() == by_inputs.exchange.checksum()
            for user, micro in acknowledged.items():
                assert gateway.exchange.house.account_value_micro(user) >= micro
    assert newest_first(folder)
    assert acknowledged.total() > 0
