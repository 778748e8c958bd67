"""The facade without `await` is the async client, method for method."""

import asyncio
import inspect

import pytest

from hyperquote import sync
from hyperquote.client import Hyperliquid
from hyperquote.exchange.client import ExchangeClient
from hyperquote.info.client import InfoClient
from hyperquote.signature.wallet import Wallet

AT_OPENING = {"load"}  # the facade has loaded its assets before anybody can call it
LOOP_ONLY = {"watcher", "http", "ws"}  # is called inside the loop, which callers of the facade never see
KEY = "ab" * 32


def coroutine_methods(kind: type) -> list[str]:
    return [
        name
        for name, method in inspect.getmembers(kind, inspect.iscoroutinefunction)
        if not name.startswith("_") and name not in AT_OPENING
    ]


@pytest.mark.parametrize("name", coroutine_methods(Hyperliquid))
def test_every_awaited_method_of_the_client_has_its_plain_twin_with_the_same_arguments(name: str) -> None:
    twin = getattr(sync.Hyperliquid, name)
    assert not inspect.iscoroutinefunction(twin)
    wanted = inspect.signature(getattr(Hyperliquid, name)).parameters
    assert [(p.name, p.kind, p.default) for p in inspect.signature(twin).parameters.values()] == [
        (p.name, p.kind, p.default) for p in wanted.values()
    ]


def test_both_clients_are_made_with_the_same_arguments() -> None:
    ours, theirs = inspect.signature(sync.Hyperliquid).parameters, inspect.signature(Hyperliquid).parameters
    assert {name: p.default for name, p in ours.items()} == {
        name: p.default for name, p in theirs.items() if name not in LOOP_ONLY
    }


@pytest.mark.parametrize("kind", [InfoClient, ExchangeClient])
def test_the_facade_of_a_side_shows_every_awaited_method_as_a_plain_one(kind: type) -> None:
    thread = sync.LoopThread()
    try:
        facade = sync.Facade(object.__new__(kind), thread)
        names = coroutine_methods(kind)
        assert names
        for name in names:
            plain = getattr(facade, name)
            assert not asyncio.iscoroutinefunction(plain)
            assert name in dir(facade)
    finally:
        thread.stop()


async def test_nothing_that_holds_a_key_shows_it() -> None:
    client = Hyperliquid("http://127.0.0.1:1", Wallet.from_key("0x" + KEY))
    thread = sync.LoopThread()
    try:
        facade = sync.Facade(client.exchange, thread)
        holders = [client, client.exchange, client.info, client.ws, facade, thread, Wallet.from_key(KEY)]
        for holder in holders:
            for text in (
                repr(holder),
                str(holder),
                f"{holder}",
                repr(vars(holder) if hasattr(holder, "__dict__") else 0),
            ):
                assert KEY not in text.casefold()
                assert str(int(KEY, 16)) not in text
    finally:
        thread.stop()
        await client.close()
