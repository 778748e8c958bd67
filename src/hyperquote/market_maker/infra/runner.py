"""Drives the engine against a live venue: sockets in, requests out, one engine call at a time."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final

import structlog

from hyperquote.client import Hyperliquid
from hyperquote.errors import HyperquoteError
from hyperquote.info.requests.l2_book import L2Book
from hyperquote.info.requests.recent_trades import Trades
from hyperquote.market_maker.commands import (
    AskAccount,
    AskFills,
    AskOpenOrders,
    AskOrder,
    Cancel,
    Command,
    Finished,
    OrderRef,
    Place,
)
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import (
    NO_TIME,
    Disconnected,
    Event,
    Feed,
    FeedAlive,
    Pause,
    Reconnected,
    Rejected,
    Stop,
    Timer,
)
from hyperquote.market_maker.infra.executor import HyperliquidExecutor
from hyperquote.market_maker.messages.account import AccountReader, funding
from hyperquote.market_maker.messages.market import bbo_event, book_event, context_event, trade_event
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.snapshot import view_of
from hyperquote.market_maker.tracking.cloid import is_ours
from hyperquote.meta import Asset
from hyperquote.ws.channels.active_asset_ctx import ActiveAssetCtxSubscription, ActiveCtx, ActivePerpCtx
from hyperquote.ws.channels.bbo import Bbo as BboMessage
from hyperquote.ws.channels.bbo import BboSubscription
from hyperquote.ws.channels.l2_book import L2BookSubscription
from hyperquote.ws.channels.order_updates import OrderUpdates, OrderUpdatesSubscription
from hyperquote.ws.channels.trades import TradesSubscription
from hyperquote.ws.channels.user_events import UserEvent, UserEventsSubscription
from hyperquote.ws.channels.user_fills import UserFills, UserFillsSubscription
from hyperquote.ws.client import WsManager
from hyperquote.ws.effects import Gap
from hyperquote.ws.watcher import Watcher as ConnectionWatcher

TIMER_S: Final = 0.1
VIEW_S: Final = 0.2
_LAST_CANCEL_TRIES: Final = 5

log = structlog.get_logger(__name__)


class LiveRunner:
    """One engine, one venue, wall time.

    All events go through `_learn`, one after the other on the event loop; requests run beside it and come back
    as events. Quotes and fills share one connection, the slow deep book has another: two books of one coin
    cannot be told apart on the same one. If the engine fails, everything of ours is cancelled before the
    failure is raised again.
    """

    def __init__(
        self,
        engine: MarketMaker,
        hl: Hyperliquid,
        asset: Asset,
        watchers: Sequence[Watcher],
        *,
        now_ns: Callable[[], int] = time.time_ns,
        on_cycle: Callable[[float], None] | None = None,
    ) -> None:
        """`on_cycle` is told how long each quote cycle took (s)."""
        self._engine: Final = engine
        self._hl: Final = hl
        self._asset: Final = asset
        self._account: Final = hl.exchange.account_address
        self._watchers: Final = list(watchers)
        self._now_ns: Final = now_ns
        self._on_cycle: Final = on_cycle
        self._reader: Final = AccountReader(asset.name, asset.grid)
        self._executor: Final = HyperliquidExecutor(hl, asset, now_ns)
        self._requests: Final[set[asyncio.Task[None]]] = set()
        self._end: asyncio.Future[Finished] | None = None
        self._last_ns = 0

    # ── the face ────────────────────────────────────────────────────────────────────────────────────────

    def pause(self, is_paused: bool) -> None:
        """Withdraw the quotes, or let them return."""
        self.tell(Pause(NO_TIME, self._tick(), is_paused))

    def stop(self, reason: str, *, is_kill: bool = False) -> None:
        """Withdraw everything and end; `is_kill` latches the kill switch."""
        self.tell(Stop(NO_TIME, self._tick(), reason, is_kill))

    def tell(self, event: Event) -> None:
        """Let the engine learn something from outside."""
        self._learn(event)

    async def run(self) -> Finished:
        """Trade until the engine has finished; returns how it ended."""
        self._end = asyncio.get_running_loop().create_future()
        try:
            async with AsyncExitStack() as stack:
                deep = await stack.enter_async_context(WsManager(self._hl.network.ws_url))
                await self._read_account()
                await self._subscribe(deep)
                ticking = asyncio.create_task(self._tick_forever(), name="timer")
                viewing = asyncio.create_task(self._view_forever(), name="views")
                connections = [asyncio.create_task(each.wait(), name="feeds") for each in (self._hl.ws, deep)]
                tasks = {ticking, viewing, *connections}
                try:
                    watched: set[asyncio.Future[Any]] = {self._end, *tasks}
                    await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                    for task in tasks:
                        if task.done() and not task.cancelled():
                            task.result()  # raises what ended it
                    return await self._end
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
                    await asyncio.gather(*self._requests, return_exceptions=True)
        except BaseException:
            await self._cancel_all()
            raise

    # ── facts in ────────────────────────────────────────────────────────────────────────────────────────

    def _tick(self) -> int:
        """Return the time; a clock that was set back does not run backwards here."""
        self._last_ns = max(self._last_ns + 1, self._now_ns())
        return self._last_ns

    def _learn(self, event: Event) -> None:
        for watcher in self._watchers:
            watcher.on_event(event)
        cycles, started = self._engine.quoter.cycles, time.perf_counter()
        commands = self._engine.on_event(event)
        if self._on_cycle is not None and self._engine.quoter.cycles > cycles:
            self._on_cycle(time.perf_counter() - started)
        for command in commands:
            for watcher in self._watchers:
                watcher.on_command(event.local_ns, command)
            self._carry_out(command)

    async def _read_account(self) -> None:
        """Start as after a reconnect: the account, then what rests, before any market data."""
        await self._ask_account()
        await self._ask_open_orders()

    async def _subscribe(self, deep: WsManager) -> None:
        coin, user = self._asset.name, self._account
        feeds = self._hl.ws
        await feeds.listen(OrderUpdatesSubscription(user), self._on_order_updates)
        await feeds.listen(UserFillsSubscription(user), self._on_fills)
        await feeds.listen(UserEventsSubscription(user), self._on_user_event)
        self._learn(FeedAlive(NO_TIME, self._tick(), Feed.USER))
        await feeds.listen(BboSubscription(coin), self._on_bbo)
        await feeds.listen(TradesSubscription(coin), self._on_trades)
        await feeds.listen(L2BookSubscription(coin, fast=True), self._on_book)
        await feeds.listen(ActiveAssetCtxSubscription(coin), self._on_context)
        await deep.listen(L2BookSubscription(coin), self._on_book)

    def _on_bbo(self, message: BboMessage, _local_ns: int) -> None:
        self._learn(bbo_event(message, self._tick()))

    def _on_book(self, message: L2Book, _local_ns: int) -> None:
        self._learn(book_event(message, self._tick()))

    def _on_trades(self, message: Trades, _local_ns: int) -> None:
        for trade in message:
            self._learn(trade_event(trade, self._tick()))

    def _on_context(self, message: ActiveCtx, _local_ns: int) -> None:
        if isinstance(message, ActivePerpCtx):
            self._learn(context_event(message.ctx, self._tick()))

    def _on_order_updates(self, message: OrderUpdates, _local_ns: int) -> None:
        for update in message:
            if self._reader.is_ours(update.order.coin):
                self._learn_private(partial(self._reader.order_update, update))

    def _on_fills(self, message: UserFills, _local_ns: int) -> None:
        for fill in sorted(message.fills, key=lambda each: each.time):
            if self._reader.is_ours(fill.coin):
                self._learn_private(partial(self._reader.fill, fill, is_replay=message.is_snapshot))

    def _on_user_event(self, message: UserEvent, _local_ns: int) -> None:
        for fill in message.fills or []:
            if self._reader.is_ours(fill.coin):
                self._learn_private(partial(self._reader.fill, fill, is_replay=False))
        payment = message.funding
        if payment is not None and self._reader.is_ours(payment.coin):
            self._learn_private(partial(funding, payment))

    def _learn_private(self, read: Callable[[int], Event]) -> None:
        """Read and learn a private message; one that cannot be read is named, and the account is read again."""
        local_ns = self._tick()
        try:
            event = read(local_ns)
        except HyperquoteError as problem:
            event = Rejected(NO_TIME, local_ns, Feed.USER, str(problem))
            self._start(self._ask_account())
        self._learn(event)

    # ── commands out ────────────────────────────────────────────────────────────────────────────────────

    def _carry_out(self, command: Command) -> None:
        if isinstance(command, Place):
            self._start(self._place(command))
        elif isinstance(command, Cancel):
            self._start(self._cancel(command))
        elif isinstance(command, AskOrder):
            self._start(self._ask_order(command))
        elif isinstance(command, AskAccount):
            self._start(self._ask_account())
        elif isinstance(command, AskOpenOrders):
            self._start(self._ask_open_orders())
        elif isinstance(command, AskFills):
            self._start(self._ask_fills(command.since_ms))
        elif isinstance(command, Finished) and self._end is not None and not self._end.done():
            self._end.set_result(command)

    def _start(self, request: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(request))
        self._requests.add(task)
        task.add_done_callback(self._requests.discard)

    async def _guarded(self, request: Coroutine[Any, Any, None]) -> None:
        """A question that failed is asked again by the engine's own timers; any other failure ends the session."""
        try:
            await request
        except HyperquoteError as problem:
            log.warning("request", text=str(problem))
        except Exception as failure:
            if self._end is not None and not self._end.done():
                self._end.set_exception(failure)
            raise

    async def _place(self, command: Place) -> None:
        reply = await self._executor.place(command)
        self._learn(reply)

    async def _cancel(self, command: Cancel) -> None:
        reply = await self._executor.cancel(command)
        self._learn(reply)

    async def _ask_order(self, command: AskOrder) -> None:
        status = await self._hl.info.order_status(self._account, command.cloid or command.oid)
        self._learn(self._reader.order_status(status, command.cloid, command.oid, self._tick()))

    async def _ask_account(self) -> None:
        asked_ms = self._now_ns() // 1_000_000
        state = await self._hl.info.user_state(self._account)
        leverage = self._engine.settings.leverage
        self._learn(self._reader.account(state, leverage, asked_ms, self._tick()))

    async def _ask_open_orders(self) -> None:
        asked_ns = self._now_ns()
        rows = await self._hl.info.open_orders(self._account)
        self._tick()
        self._learn(self._reader.open_orders(rows, asked_ns // 1_000_000, max(asked_ns, self._last_ns)))

    async def _ask_fills(self, since_ms: int) -> None:
        for fill in await self._hl.info.user_fills_by_time(self._account, since_ms):
            if self._reader.is_ours(fill.coin):
                self._learn(self._reader.fill(fill, self._tick(), is_replay=True))

    # ── time, and the end ───────────────────────────────────────────────────────────────────────────────

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(TIMER_S)
            self._learn(Timer(NO_TIME, self._tick()))

    async def _view_forever(self) -> None:
        while True:
            view = view_of(self._engine)
            for watcher in self._watchers:
                watcher.on_view(view)
            await asyncio.sleep(VIEW_S)

    async def _cancel_all(self) -> None:
        """The last resort, without the engine: cancel whatever of ours the venue lists, until it lists none."""
        for _ in range(_LAST_CANCEL_TRIES):
            try:
                rows = await self._hl.info.open_orders(self._account)
                ours = [
                    OrderRef(row.cloid or "", row.oid)
                    for row in rows
                    if row.coin == self._asset.name and is_ours(row.cloid or "")
                ]
                if not ours:
                    return
                await self._executor.cancel(Cancel(ours))
            except HyperquoteError as problem:
                log.warning("stop", text=f"could not withdraw our orders: {problem}")
            await asyncio.sleep(VIEW_S)


class Connection(ConnectionWatcher):
    """Tells a runner what happens to the connection of its private feeds."""

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._now_ns: Final = now_ns
        self.runner: LiveRunner | None = None

    def disconnected(self, reason: str, local_ns: int) -> None:
        """Let the engine know that it may miss things from now on."""
        log.warning("feed", text=f"disconnected: {reason}")
        self._tell(Disconnected(NO_TIME, self._now_ns()))

    def reconnected(self, gap: Gap) -> None:
        """Let the engine read again what the gap may have hidden."""
        self._tell(Reconnected(NO_TIME, self._now_ns()))

    def pong(self, round_trip_ns: int, local_ns: int) -> None:
        """An answered ping proves the quiet feeds alive."""
        for feed in (Feed.USER, Feed.TRADES):
            self._tell(FeedAlive(NO_TIME, self._now_ns(), feed))

    def trouble(self, text: str) -> None:
        """A frame that could not be read, or a complaint of the venue."""
        self._tell(Rejected(NO_TIME, self._now_ns(), "connection", text))

    def _tell(self, event: Event) -> None:
        if self.runner is not None:
            self.runner.tell(event)
