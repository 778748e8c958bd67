"""Everything at once: whatever strikes, the exchange itself stays whole, and when it is over all is as before."""

import asyncio
from contextlib import suppress
from random import Random
from typing import Any

import aiohttp
import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, TAKER, faulty

from hyperquote.errors import HyperquoteError
from hyperquote.exchange.actions.outcome import Filled, Resting
from hyperquote.local_exchange.faults.plan import CATALOGUE

NEEDED: dict[str, dict[str, Any]] = {
    "W3": {"channel": "bbo"},
    "W7": {"how": "missing_field"},
    "A1": {"user": MAKER.address, "coin": "ETH", "leverage": 5, "equity_usd": -10.0},
    "A2": {"user": MAKER.address, "coin": "ETH"},
    "A3": {"user": TAKER.address, "equity_share": 0.8},
    "A4": {"coin": "ETH", "rate": 0.0001},
    "A5": {"user": MAKER.address},
    "M1": {"coin": "ETH", "how": "max_leverage", "value": 5},
    "M2": {"after_s": 0.3, "outage_s": 0.05, "post_only_s": 0.1},
    "C1": {"offset_ms": 50},
    "L1": {"median_ms": 1.0},
    "P1": {"how": "stop", "hold_ms": 2},
    "R1": {"endpoint": "exchange"},
    "W1": {"channel": "bbo"},
}


def lines(probability: float) -> list[dict[str, Any]]:
    """Return a plan of every fault there is."""
    tags = [str(fault.__struct_config__.tag) for fault in CATALOGUE]
    return [{"fault": tag, "probability": probability, **NEEDED.get(tag, {})} for tag in tags]


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_that_strikes_breaks_the_exchange(seed: int) -> None:
    random = Random(seed)
    async with faulty() as it, it.client() as maker, it.client(TAKER) as taker:
        it.begin(*lines(0.15))

        async def trade(client: Any, is_maker: bool) -> None:
            for _ in range(40):
                px = 3_000 + random.randrange(-3, 4)
                with suppress(HyperquoteError, aiohttp.ClientError, TimeoutError):
                    async with asyncio.timeout(0.3):
                        placed = await client.exchange.order("ETH", is_maker, 0.05, px)
                        if isinstance(placed, Resting) and random.random() < 0.5:
                            await client.exchange.cancel("ETH", placed.oid)

        async def listen() -> None:
            while not trading.done():
                with suppress(aiohttp.ClientError, ValueError, TypeError, TimeoutError):
                    async with asyncio.timeout(0.2), it.socket() as socket:
                        for kind, about in (("l2Book", {"coin": "ETH"}), ("userFills", {"user": MAKER.address})):
                            await socket.subscribe(kind, **about)
                        await socket.until_closed()

        trading = asyncio.gather(trade(maker, True), trade(taker, False))
        await asyncio.gather(trading, listen())
        assert len(set(it.struck)) >= 15, sorted(set(it.struck))
        it.server.injector.clear()
        assert it.exchange.house.imbalance_micro() == 0
        async with it.client() as calm:
            placed = await calm.exchange.order("ETH", True, 0.01, 2_900, tif="Alo")
            assert isinstance(placed, Resting | Filled)
        async with it.socket() as socket:
            await socket.subscribe("l2Book", coin="ETH")
            await socket.next("l2Book")
