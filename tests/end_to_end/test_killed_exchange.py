"""kill -9 under load: what was acknowledged is there after the restart, and the state is what the inputs make of it."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import aiohttp
import msgspec
import pytest

from hyperquote import Hyperliquid
from hyperquote.cli.exchange import begin
from hyperquote.cli.exchange_data import MarketOptions
from hyperquote.errors import HyperquoteError
from hyperquote.exchange.actions.outcome import Resting
from hyperquote.local_exchange.journal import Act, Genesis, Scan, replay
from hyperquote.local_exchange.server.journal_file import FILE_NAME
from hyperquote.signature.wallet import Wallet

SOURCES = Path(__file__).resolve().parents[2] / "src"
MAKER = Wallet.from_key("0x" + "11" * 32)


class Served:
    """An exchange in a process of its own, on a folder."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process = process
        self.url = url

    @classmethod
    async def start(cls, folder: Path, *options: str) -> "Served":
        """Start it and wait until it listens."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "hyperquote.cli.main",
            *("exchange", "--port", "0", "--block-ms", "10", "--data", str(folder), *options),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
        )
        assert process.stdout is not None
        while not (line := (await process.stdout.readline()).decode()).startswith("local exchange http"):
            assert line, "it ended before it listened"
        return cls(process, line.split()[2])

    async def kill(self) -> None:
        """End it as nothing can be prepared for."""
        self.process.kill()
        await self.process.wait()

    async def health(self, http: aiohttp.ClientSession) -> dict[str, object]:
        """Ask how it is."""
        async with http.get(self.url + "/local/health") as reply:
            answer: dict[str, object] = await reply.json()
            return answer


async def trade_until_killed(served: Served, acks: int, acknowledged: dict[int, str]) -> None:
    """Place orders until so many were acknowledged, then kill the exchange with more under way."""
    killed = asyncio.Event()
    async with Hyperliquid(served.url, MAKER) as maker:

        async def place(lane: int) -> None:
            n = 0
            while not killed.is_set():
                n += 1
                px = 50_000 + lane * 1_000 + n % 900
                with suppress(HyperquoteError):
                    placed = await maker.exchange.order("BTC", True, 0.001, px, tif="Alo")
                    if isinstance(placed, Resting):
                        acknowledged[placed.oid] = str(px)
                if len(acknowledged) >= acks and not killed.is_set():
                    killed.set()
                    served.process.send_signal(signal.SIGKILL)

        await asyncio.gather(*(place(lane) for lane in range(4)))
    await served.process.wait()


def reference(folder: Path) -> tuple[str, int]:
    """Return the state hash of a new exchange that was given what the journal holds, and the number of actions."""
    entries = Scan((folder / FILE_NAME).read_bytes()).entries()
    genesis = next(entries)
    assert isinstance(genesis, Genesis)
    gateway = begin(msgspec.json.decode(genesis.options, type=MarketOptions), genesis.start_ms)
    actions = 0
    for entry in entries:
        replay(gateway, entry)
        actions += isinstance(entry, Act)
    return gateway.exchange.checksum(), actions


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
async def test_no_acknowledged_action_is_lost_and_the_state_is_what_the_inputs_make_of_it(tmp_path: Path) -> None:
    random = Random(11)
    acknowledged: dict[int, str] = {}
    async with asyncio.timeout(60), aiohttp.ClientSession() as http:
        served = await Served.start(tmp_path, "--market", "crowd", "--seed", "5")
        body = {"user": MAKER.address, "usdc": "1000000"}
        async with http.post(served.url + "/local/faucet", json=body) as reply:
            assert reply.status == 200
        for _ in range(3):
            await trade_until_killed(served, len(acknowledged) + random.randrange(5, 60), acknowledged)
            expected, actions = reference(tmp_path)
            assert actions >= len(acknowledged)
            served = await Served.start(tmp_path)
            async with Hyperliquid(served.url, MAKER) as maker:
                there = {order.oid: order.limit_px for order in await maker.info.open_orders(MAKER.address)}
            assert {oid: float(there[oid]) for oid in acknowledged} == {
                oid: float(px) for oid, px in acknowledged.items()
            }
            assert (await served.health(http))["seed"] == 5
        async with http.post(served.url + "/local/time", json={"pause": True}) as reply:
            assert reply.status == 200
        last = (await served.health(http))["checksum"]
        await served.kill()
        assert reference(tmp_path)[0] == last
        assert expected != last
