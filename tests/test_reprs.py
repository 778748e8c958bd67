"""What a person prints in a notebook is one line that says what it is, and never an address in memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hyperquote import Hyperliquid
from hyperquote.exchange.actions.order import Order
from hyperquote.exchange.actions.outcome import Error, Filled, Resting
from hyperquote.exchange.builder import OrderBuilder
from hyperquote.info.client import InfoClient
from hyperquote.info.requests.l2_book import L2Book, Level
from hyperquote.meta import Asset, Universe
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.sync import Facade, LoopThread, SyncStream
from hyperquote.transport.http import Http
from hyperquote.ws.channels import BboSubscription
from hyperquote.ws.float_book import float_book
from hyperquote.ws.stream import Listener, Stream

ETH = Asset("ETH", 1, 4, 25)
URL = "http://127.0.0.1:3001"
KEY = "0x" + "11" * 32
ADDRESS = "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a"
BOOK = L2Book("ETH", 1_700, ([Level("3000.1", "0.4", 2), Level("3000", "1", 1)], []))
HIGH = 7


def order() -> Order:
    return OrderBuilder(ETH).buy("0.4").at("3120.1").post_only().build()


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (lambda: Wallet.from_key(KEY), f"Wallet({ADDRESS})"),
        (lambda: ETH, "Asset('ETH', index=1, sz_decimals=4)"),
        (lambda: Universe([ETH]), "Universe(1 assets)"),
        (lambda: BOOK, "L2Book('ETH', 0.4 @ 3000.1 | nothing, 2 + 0 levels, 1700 ms)"),
        (lambda: float_book(BOOK), "FloatBook('ETH', 0.4 @ 3000.1 | nothing, 2 + 0 levels, 1700 ms)"),
        (lambda: Resting(7), "Resting(oid=7, cloid=None)"),
        (lambda: Filled("0.1", "3000", 7), "Filled(total_sz='0.1', avg_px='3000', oid=7, cloid=None)"),
        (lambda: Error("Price too far from oracle"), "Error(error='Price too far from oracle')"),
        (lambda: OrderBuilder(ETH), "OrderBuilder(ETH)"),
        (lambda: OrderBuilder(ETH).sell("0.4"), "OrderBuilder(ETH: sell 0.4)"),
        (lambda: OrderBuilder(ETH).buy("0.4").at("3120.1"), "OrderBuilder(ETH: buy 0.4 at 3120.1)"),
        (lambda: Nonces(high_water=HIGH), "Nonces(high_water=7)"),
        (lambda: Http(URL), f"Http('{URL}')"),
        (lambda: InfoClient(Http(URL)), f"InfoClient(Http('{URL}'))"),
        (lambda: Stream(BboSubscription("ETH"), 1), "Stream(BboSubscription(coin='ETH'), 0 gaps)"),
        (
            lambda: Listener(BboSubscription("ETH"), lambda message, local_ns: None),
            "Listener(BboSubscription(coin='ETH'), 0 gaps)",
        ),
    ],
)
def test_everyday_objects_say_what_they_are(thing: Callable[[], object], text: str) -> None:
    assert repr(thing()) == str(thing()) == text


def test_an_order_shows_all_that_is_sent() -> None:
    assert repr(order()).startswith("Order(asset=1, is_buy=True, px='3120.1', sz='0.4'")


def test_shared_nonces_say_where_they_are(tmp_path: Path) -> None:
    nonces = Nonces.shared(ADDRESS, tmp_path)
    assert repr(nonces) == f"SharedNonces('{tmp_path / ADDRESS}')"


async def test_clients_say_where_they_talk_to_and_for_whom() -> None:
    silent, acting = Hyperliquid(URL), Hyperliquid(URL, KEY, account_address="0x" + "AB" * 20)
    assert repr(silent) == f"Hyperliquid('{URL}', no wallet, 0 assets)"
    assert repr(acting) == f"Hyperliquid('{URL}', acts for 0x{'ab' * 20}, 0 assets)"
    assert repr(acting.exchange) == f"ExchangeClient('{URL}', Wallet({ADDRESS}) acts for 0x{'ab' * 20})"
    assert repr(acting.ws) == "WsManager('ws://127.0.0.1:3001/ws', not connected, 0 feeds)"
    await silent.close()
    await acting.close()
    assert repr(acting.ws) == "WsManager('ws://127.0.0.1:3001/ws', closed, 0 feeds)"


def test_what_has_no_await_looks_like_what_it_stands_for() -> None:
    thread = LoopThread()
    try:
        assert repr(Facade(Http(URL), thread)) == f"Http('{URL}')"
        stream = Stream(BboSubscription("ETH"), 1)
        assert repr(SyncStream(stream, thread)) == repr(stream)
    finally:
        thread.stop()
