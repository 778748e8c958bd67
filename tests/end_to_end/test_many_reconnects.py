"""A day of bad connections in seconds: a thousand reconnects leave nothing behind; many tasks share one key."""

import asyncio
import gc
import os
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.noop import Noop
from hyperquote.exchange.envelope import decode_envelope
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.clock import Clock
from hyperquote.transport.websocket import Socket, open_socket
from hyperquote.ws.channels import L2BookSubscription
from hyperquote.ws.channels.user_fills import UserFills, UserFillsSubscription
from hyperquote.ws.client import WsManager
from hyperquote.ws.effects import Gap
from hyperquote.ws.watcher import Watcher

WALLET = Wallet.from_key("0x" + "63" * 32)
DESCRIPTORS = Path("/proc/self/fd")
STATM = Path("/proc/self/statm")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Impatient(Clock):
    """Real time, but no wait is longer than 2 ms."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.002))


class Cutter(Watcher):
    """Cuts the connection as soon as all feeds are back."""

    def __init__(self, cuts: int) -> None:
        self.left = cuts
        self.socket: Socket | None = None
        self.done = asyncio.Event()
        self.cutting: set[asyncio.Task[None]] = set()

    async def open(self, url: str) -> Socket:
        self.socket = await open_socket(url)
        return self.socket

    def cut(self) -> None:
        assert self.socket is not None
        task = asyncio.create_task(self.socket.close())
        self.cutting.add(task)
        task.add_done_callback(self.cutting.discard)

    def reconnected(self, gap: Gap) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.set()
        else:
            self.cut()


def holdings() -> tuple[int, int, int, int]:
    """Return how many tasks, descriptors, bytes of Python objects and bytes of resident memory there are."""
    gc.collect()
    resident = int(STATM.read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    return len(asyncio.all_tasks()), len(list(DESCRIPTORS.iterdir())), tracemalloc.get_traced_memory()[0], resident


async def cut(cutter: Cutter, times: int) -> None:
    cutter.left = times
    cutter.done.clear()
    cutter.cut()
    await cutter.done.wait()
    await asyncio.sleep(0.1)  # the server lets go of its end


@pytest.mark.slow
@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="counts descriptors in /proc")
async def test_a_thousand_reconnects_keep_tasks_descriptors_and_memory_constant() -> None:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())), block_ms=50)
    port = await server.start()
    url = f"ws://127.0.0.1:{port}/ws"
    cutter, seen = Cutter(0), list[int]()

    def count(message: UserFills, local_ns: int) -> None:
        seen[:] = [local_ns]

    async with asyncio.timeout(100), WsManager(url, watcher=cutter, clock=Impatient(), open_with=cutter.open) as ws:
        fills = await ws.listen(UserFillsSubscription(WALLET.address), count)
        async with ws.subscribe(L2BookSubscription("BTC")):
            tracemalloc.start()
            await cut(cutter, 200)  # caches are warm, the hundred gaps that a tap keeps are there
            tasks, descriptors, size, resident = holdings()
            await cut(cutter, 800)
            tasks_after, descriptors_after, size_after, resident_after = holdings()
            tracemalloc.stop()
            assert len(fills.gaps) == 100
            assert seen
    await server.close()
    assert tasks_after <= tasks
    assert descriptors_after <= descriptors
    assert size_after - size < 200_000, f"{size_after - size} bytes more after 800 reconnects"
    grown = resident_after - resident  # 5 KB kept of each connection would be 4 MB
    assert grown < 4_000_000, f"{grown} bytes of resident memory more after 800 reconnects"


async def test_ten_thousand_actions_of_eight_tasks_have_as_many_nonces_each_above_the_last() -> None:
    hl = Hyperliquid("local", WALLET)
    sealed = list[int]()

    async def act() -> None:
        for _ in range(1_250):
            sealed.append(decode_envelope(hl.exchange.seal(Noop()).encode()).nonce)
            await asyncio.sleep(0)

    await asyncio.gather(*(act() for _ in range(8)))
    await hl.close()
    assert len(sealed) == 10_000
    assert all(first < second for first, second in pairwise(sealed))
