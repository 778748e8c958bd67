"""The client without `await`, for notebooks and scripts: the same names, run on a loop of their own thread.

from hyperquote.sync import Hyperliquid
hl = Hyperliquid("testnet")
hl.info.l2_book("ETH")
with hl.subscribe(BboSubscription("ETH")) as stream:
    for bbo in stream: …
"""

import asyncio
import inspect
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

from hyperquote.asset_changes import AssetChange
from hyperquote.client import Hyperliquid as AsyncHyperliquid
from hyperquote.exchange.actions.base import Action
from hyperquote.helpers import Network
from hyperquote.identity import Identity
from hyperquote.meta import Asset, Universe
from hyperquote.signature.held import Held
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.transport.budget import AddressBudget
from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.effects import Gap
from hyperquote.ws.stream import MAX_WAITING, Stream

M = TypeVar("M")
R = TypeVar("R")


class LoopThread:
    """An event loop in a daemon thread; whoever calls `run` waits for the result."""

    def __init__(self) -> None:
        self._loop: Final = asyncio.new_event_loop()
        self._thread: Final = threading.Thread(target=self._loop.run_forever, name="hyperquote.sync", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        """Return what the coroutine returns, or raise what it raises; Ctrl-C cancels it."""
        if self._loop.is_closed():
            coroutine.close()
            raise RuntimeError("this client is closed; make a new one")
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def stop(self) -> None:
        """End the loop and its thread; stopping twice is stopping once."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Facade:
    """An async client seen from outside its loop: its coroutine methods are plain methods here."""

    def __init__(self, target: object, thread: LoopThread) -> None:
        self._target: Final = target
        self._thread: Final = thread

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        return _plain(value, self._thread) if inspect.iscoroutinefunction(value) else value

    def __repr__(self) -> str:
        return repr(self._target)

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._target) if not name.startswith("_")]


def _plain(method: Callable[..., Coroutine[Any, Any, R]], thread: LoopThread) -> Callable[..., R]:
    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> R:
        return thread.run(method(*args, **kwargs))

    return call


class SyncStream(Generic[M]):
    """Iterate over the messages of a feed; each step waits for the next one."""

    def __init__(self, stream: Stream[M], thread: LoopThread) -> None:
        self._stream: Final = stream
        self._thread: Final = thread

    @property
    def gaps(self) -> list[Gap]:
        """Where messages may be missing, oldest first."""
        return list(self._stream.gaps)

    def __iter__(self) -> Iterator[M]:
        while True:
            try:
                message = self._thread.run(self._next())
            except StopAsyncIteration:
                return
            yield message

    async def _next(self) -> M:
        return await anext(self._stream)

    def __repr__(self) -> str:
        return repr(self._stream)


class Hyperliquid:
    """As `hyperquote.Hyperliquid`, without `await`. Assets are loaded at once; `close` it, or use it in a `with`."""

    def __init__(
        self,
        network: Network | str = "local",
        wallet: Wallet | str | None = None,
        *,
        account_address: str | None = None,
        vault_address: str | None = None,
        perp_dexs: Sequence[str] = (),
        nonces: Nonces | None = None,
        timeout_s: float = 10.0,
    ) -> None:
        if isinstance(wallet, str):
            held, wallet = Held(wallet), None  # should what follows fail, a traceback with local variables shows no key
            wallet = Wallet.of(held.take())
        self._thread: Final = LoopThread()
        try:
            self._client: Final = self._thread.run(
                _opened(network, wallet, account_address, vault_address, perp_dexs, nonces, timeout_s),
            )
        except BaseException:
            self._thread.stop()
            raise
        self.network: Final = self._client.network
        self.info: Final = Facade(self._client.info, self._thread)

    @property
    def exchange(self) -> Facade:
        """The acting side; `ConfigError` when there is no wallet to sign with."""
        return Facade(self._client.exchange, self._thread)

    @property
    def universe(self) -> Universe:
        """What can be traded."""
        return self._client.universe

    def refresh(self) -> list[AssetChange]:
        """Read the list of assets again and return what changed."""
        return self._thread.run(self._client.refresh())

    def asset(self, name: str) -> Asset:
        """Return an asset by name; the list is read again when it is old or does not know the name."""
        return self._thread.run(self._client.asset(name))

    def identify(self) -> Identity:
        """Ask whose key this is, check that it may act for the account that was named, and act for it from now on."""
        return self._thread.run(self._client.identify())

    def learn_address_budget(self) -> AddressBudget:
        """Ask how many actions our account may still send, and keep to it from now on."""
        return self._thread.run(self._client.learn_address_budget())

    def post(self, action: Action[R], *, expires_after: int | None = None, timeout_s: float = 10.0) -> R:
        """Send an action over the WebSocket, while a subscription keeps it open."""
        return self._thread.run(self._client.post(action, expires_after=expires_after, timeout_s=timeout_s))

    @contextmanager
    def subscribe(self, subscription: Subscription[M], *, max_waiting: int = MAX_WAITING) -> Iterator[SyncStream[M]]:
        """Follow a feed while the block runs."""
        feed = self._client.ws.subscribe(subscription, max_waiting=max_waiting)
        stream = self._thread.run(feed.__aenter__())
        try:
            yield SyncStream(stream, self._thread)
        finally:
            self._thread.run(feed.__aexit__(None, None, None))

    def __repr__(self) -> str:
        return repr(self._client) if hasattr(self, "_client") else "Hyperliquid(…)"

    def close(self) -> None:
        """End all feeds, close all connections, end the thread."""
        try:
            self._thread.run(self._client.close())
        finally:
            self._thread.stop()

    def __enter__(self) -> "Hyperliquid":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


async def _opened(
    network: Network | str,
    wallet: Wallet | None,
    account_address: str | None,
    vault_address: str | None,
    perp_dexs: Sequence[str],
    nonces: Nonces | None,
    timeout_s: float,
) -> AsyncHyperliquid:
    client = AsyncHyperliquid(
        network,
        wallet,
        account_address=account_address,
        vault_address=vault_address,
        perp_dexs=perp_dexs,
        nonces=nonces,
        timeout_s=timeout_s,
    )
    try:
        await client.load()
    except BaseException:
        await client.close()
        raise
    return client
