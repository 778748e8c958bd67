"""Many orders of one key at the same time, over the wire: the venue takes each nonce once."""

import asyncio
import time
from itertools import pairwise

import pytest

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.outcome import Error
from hyperquote.exchange.envelope import decode_envelope
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.http import Http

WALLET = Wallet.from_key("0x" + "33" * 32)
TASKS = 8
ORDERS = 10_000


class Wiretap(Http):
    """Notes the nonce of every action in the order in which they go out."""

    def __init__(self, url: str, nonces: list[int]) -> None:
        super().__init__(url, timeout_s=30)
        self._nonces = nonces

    async def post(self, path: str, body: bytes, timeout_s: float | None = None) -> bytes:
        if path == "/exchange":
            self._nonces.append(decode_envelope(body).nonce)
        return await super().post(path, body, timeout_s)


@pytest.mark.slow
async def test_ten_thousand_orders_of_eight_tasks_are_all_taken_each_with_a_nonce_above_the_last() -> None:
    server = ExchangeServer(Gateway(LocalExchange(wall_ms())), block_ms=2)
    server.gateway.exchange.faucet(WALLET.address, "100000", server.now_ms)
    url = f"http://127.0.0.1:{await server.start()}"
    nonces = list[int]()
    began_ms = time.time_ns() // 1_000_000
    async with asyncio.timeout(180), Hyperliquid(url, WALLET) as hl:
        hl.exchange.http = Wiretap(url, nonces)
        coin = next(iter(hl.universe)).name

        async def trade() -> list[str]:
            texts = []
            for _ in range(ORDERS // TASKS):
                # the book is empty: the order is looked at and dropped, and leaves nothing behind
                outcome = await hl.exchange.order(coin, True, 0.01, 50_000, tif="Ioc")
                assert isinstance(outcome, Error)  # one refused for its nonce would have raised
                texts.append(outcome.error)
            return texts

        texts = await asyncio.gather(*(trade() for _ in range(TASKS)))
        await hl.exchange.http.close()
    await server.close()
    assert {text.partition(" asset=")[0] for each in texts for text in each} == {
        "Order could not immediately match against any resting orders."
    }
    assert len(nonces) == ORDERS
    assert all(first < second for first, second in pairwise(nonces))
    assert began_ms <= nonces[0]
