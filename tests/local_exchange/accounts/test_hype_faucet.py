"""HYPE to trade or to stake comes from the control API, as play dollars do."""

import asyncio

import aiohttp
import pytest
from tests.local_exchange.desk import NOW_MS

from hyperquote.errors import ValidationError
from hyperquote.local_exchange.accounts.staking import HYPE_WEI
from hyperquote.local_exchange.changes import GiveToken
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer
from hyperquote.local_exchange.spot_listing import HYPE

USER = "0x" + "a" * 40


async def test_hype_and_dollars_come_together_or_apart() -> None:
    exchange = LocalExchange(NOW_MS)
    server = ExchangeServer(Gateway(exchange))
    port = await server.start()
    url = f"http://127.0.0.1:{port}/local/faucet"
    async with asyncio.timeout(10), aiohttp.ClientSession() as session:
        for body in ({"user": USER, "hype": "1.5"}, {"user": USER, "hype": 2, "usdc": "10"}):
            async with session.post(url, json=body) as reply:
                assert reply.status == 200
        async with session.post(url, json={"user": USER}) as reply:
            assert reply.status == 422
    await server.close()
    assert exchange.spot.free_wei(USER, HYPE.index) == 35 * HYPE_WEI // 10
    assert exchange.house.account_value_micro(USER) == 10_000_000


@pytest.mark.parametrize("hype", ["0", "-1", "x", "0.000000001"])
def test_what_is_no_amount_is_no_hype(hype: str) -> None:
    with pytest.raises(ValidationError):
        GiveToken(user=USER, token="HYPE", amount=hype).apply(LocalExchange(NOW_MS), NOW_MS)
