"""A server takes snapshots while it serves, and one when it ends."""

import asyncio
import os
from pathlib import Path

import aiohttp
import pytest

from hyperquote.cli.exchange import begin
from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.local_exchange.server.snapshot_file import newest_first, read

USER = "0x" + "1" * 40


def server_on(folder: Path, snapshot_s: float = 600.0) -> ExchangeServer:
    gateway, journal = open_journal(folder, MarketOptions(market="empty"), wall_ms(), begin)
    return ExchangeServer(gateway, block_ms=5, journal=journal, snapshot_s=snapshot_s)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork")
async def test_snapshots_come_by_themselves_and_nobody_waits_for_them(tmp_path: Path) -> None:
    server = server_on(tmp_path, snapshot_s=0.05)
    url = f"http://127.0.0.1:{await server.start()}"
    async with asyncio.timeout(30), aiohttp.ClientSession() as http:
        deposits = 0
        while len(newest_first(tmp_path)) < 2:
            deposits += 1
            async with http.post(url + "/local/faucet", json={"user": USER, "usdc": "1"}) as reply:
                assert reply.status == 200
        taken = read(newest_first(tmp_path)[0])
        assert 0 < taken.exchange().house.account_value_micro(USER) <= deposits * 1_000_000
    last = server.gateway.exchange
    await server.close()
    again = server_on(tmp_path)
    assert again.gateway.exchange.checksum() == last.checksum()
    assert again.gateway.exchange.house.account_value_micro(USER) == deposits * 1_000_000
    await again.start()
    await again.close()


async def test_a_server_that_ends_leaves_a_snapshot_with_nothing_behind_it(tmp_path: Path) -> None:
    server = server_on(tmp_path)
    await server.start()
    await server.close()
    snapshot = read(newest_first(tmp_path)[0])
    assert snapshot.place.end == (tmp_path / "journal.hqx").stat().st_size
    assert snapshot.checksum == server.gateway.exchange.checksum()
