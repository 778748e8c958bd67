"""Drives the engine against a live venue: sockets in, requests out, one engine call at a time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import structlog

from hyperquote.client import Hyperliquid
from hyperquote.errors import HyperquoteError, ProtocolError, TransportError
from hyperquote.info.requests.l2_book import L2Book
from hyperquote.info.requests.recent_trades import Trades
from hyperquote.info.requests.user_fills import Fills
from hyperquote.market_maker.commands import (
    AskAccount,
    AskBudget,
    AskFills,
    AskOpenOrders,
    AskOrder,
    Cancel,
    Command,
    Finished,
    OrderRef,
    Place,
    SetSwitch,
)
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import (
    NO_TIME,
    Event,
    Feed,
    FeedAlive,
    FillsTold,
    LoopLag,
    Pause,
    Rejected,
    RequestBudget,
    Stop,
    Throttled,
    Timer,
)
from hyperquote.market_maker.infra.executor import HyperliquidExecutor
from hyperquote.market_maker.infra.steady_clock import SteadyClock
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

TIMER_S: Final = 0.1
VIEW_S: Final = 0.2
_LAG_S: Final = 0.25  # an event loop held up for longer is worth a line
_LAG_TOLD_S: Final = 0.05  # the engine is told of more than that, and of its end
_ASK_AGAIN_S: Final = (0.5, 2.0)  # pauses before an unanswered question is asked again
_LAST_RESORT_S: Final = 30.0  # how long a failed session tries to withdraw its orders
_FIRST_PAUSE_S: Final = 0.1

Work: TypeAlias = Coroutine[Any, Any, None]

log = structlog.get_logger(__name__)


class LiveRunner:
    """One engine, one venue, wall time.

    All events go through `_learn`, one after the other on the event loop; requests run beside it and come back
    as events. Quotes and fills share one connection, the slow deep book has another: two books of one coin
    cannot be told apart on the same one. Whatever fails, the engine, a watcher or a task: nothing more is learnt
    or placed, everything of ours is cancelled, and the failure is raised.
    """

    def __init__(
        self,
        engine: MarketMaker,
        hl: Hyperliquid,
        asset: Asset,
        watchers: Sequence[Watcher],
        *,
        now_ns: Callable[[], int] | None = None,
        deep: WsManager | None = None,
        last_resort_s: float = _LAST_RESORT_S,
        liquidators: Iterable[str] = (),
        kill_file: Path | None = None,
    ) -> None:
        """`now_ns` gives UTC ns, never twice the same and never backwards; a `SteadyClock` unless given.

        `deep` is the connection of the slow book; one of the same venue unless given. Public trades of an address in
        `liquidators` are taken for forced. The kill switch is thrown as soon as there is a `kill_file`.
        """
        self._engine: Final = engine
        self._hl: Final = hl
        self._asset: Final = asset
        self._account: Final = hl.exchange.account_address
        self._watchers: Final = list(watchers)
        self._tick: Final = now_ns or SteadyClock().now_ns
        self._deep: Final = deep or WsManager(hl.network.ws_url)
        self._last_resort_s: Final = last_resort_s
        self._liquidators: Final = frozenset(address.lower() for address in liquidators)
        self._kill_file: Final = kill_file
        self._reader: Final = AccountReader(asset.name, asset.grid, self._account)
        self._executor: Final = HyperliquidExecutor(hl, asset, self._tick, on_throttled=self._on_throttled)
        self._orders: Final[set[asyncio.Task[None]]] = set()  # places and cancels under way
        self._questions: Final[set[asyncio.Task[None]]] = set()
        self._asking: Final[set[str]] = set()  # what is being asked, where asking once is enough
        self._over: Final = asyncio.Event()
        self._finished: Finished | None = None
        self._failure: Exception | None = None
        self._is_closed = False

    # ── the face ────────────────────────────────────────────────────────────────────────────────────────

    def pause(self, is_paused: bool) -> None:
        """Withdraw the quotes, or let them return."""
        self._learn(Pause(NO_TIME, self._tick(), is_paused))

    def cancel_all(self) -> None:
        """Pause, and cancel what of ours the venue lists, whatever our own books say, until it lists none."""
        self.pause(True)
        self._ask_once("cancel all", self._clear)

    def stop(self, reason: str, *, is_kill: bool = False) -> None:
        """Withdraw everything and end; `is_kill` latches the kill switch."""
        self._learn(Stop(NO_TIME, self._tick(), reason, is_kill))

    def tell(self, event_of: Callable[[int], Event]) -> None:
        """Let the engine learn something from outside: `event_of` makes an event of the time (UTC ns)."""
        self._learn(event_of(self._tick()))

    @property
    def is_over(self) -> bool:
        """Whether the session has ended, well or not."""
        return self._over.is_set()

    async def run(self) -> Finished:
        """Trade until the engine has finished, and return how it ended; raise what made it impossible to go on."""
        try:
            return await self._trade()
        except BaseException:
            self._over.set()  # whatever is learnt from now on, nothing more is placed
            await self._withdraw()
            raise
        finally:
            self._is_closed = True
            await self._executor.close()

    async def _trade(self) -> Finished:
        async with self._deep as deep:
            self._hl.ws.start()
            await self._read_account()
            works = [
                self._subscribe(deep),
                self._tick_forever(),
                self._view_forever(),
                _hold(self._hl.ws),
                _hold(deep),
            ]
            tasks = [asyncio.create_task(self._guarded(work)) for work in works]
            try:
                await self._over.wait()
            finally:
                tasks.extend(self._questions)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        if self._failure is not None:
            raise self._failure
        if self._orders:  # their answers still belong into the journal
            await asyncio.wait(self._orders)
        assert self._finished is not None
        return self._finished

    def _fail(self, failure: Exception) -> None:
        """End the session; the first failure counts, the others follow from it."""
        if self._failure is None and not self._is_closed:
            self._failure = failure
            log.error("stop", text=f"{type(failure).__name__}: {failure}: withdrawing everything")
            self._over.set()

    # ── facts in ────────────────────────────────────────────────────────────────────────────────────────

    def _learn(self, event: Event) -> None:
        """Tell watchers and engine a fact and carry out what follows; never raises: what fails ends the session."""
        if self._failure is not None or self._is_closed:
            return
        try:
            for watcher in self._watchers:
                watcher.on_event(event)
            for command in self._engine.on_event(event):
                for watcher in self._watchers:
                    watcher.on_command(event.local_ns, command)
                self._carry_out(command)
        except Exception as failure:
            self._fail(failure)

    async def _read_account(self) -> None:
        """Learn what we hold and what rests, before any feed: a fill older than that is history."""
        await self._until_answered(self._ask_account)
        if not self._engine.holdings.position.is_known:
            raise ProtocolError(f"the account {self._account} cannot be read: see the warning before this")
        await self._until_answered(self._ask_open_orders)

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
            self._learn(trade_event(trade, self._tick(), self._liquidators))

    def _on_context(self, message: ActiveCtx, _local_ns: int) -> None:
        if isinstance(message, ActivePerpCtx):
            self._learn(context_event(message.ctx, self._tick()))

    def _on_order_updates(self, message: OrderUpdates, _local_ns: int) -> None:
        for update in message:
            if self._reader.is_ours(update.order.coin):
                self._learn_private(partial(self._reader.order_update, update))

    def _on_fills(self, message: UserFills, _local_ns: int) -> None:
        self._learn_fills(message.fills, message.is_snapshot)

    def _on_user_event(self, message: UserEvent, _local_ns: int) -> None:
        self._learn_fills(message.fills or [], False)
        payment = message.funding
        if payment is not None and self._reader.is_ours(payment.coin):
            self._learn_private(partial(funding, payment))

    def _learn_fills(self, fills: Fills, is_replay: bool) -> None:
        for fill in sorted(fills, key=lambda each: each.time):
            if self._reader.is_ours(fill.coin):
                self._learn_private(partial(self._reader.fill, fill, is_replay=is_replay))

    def _learn_private(self, read: Callable[[int], Event]) -> None:
        """Read and learn a private message; one that cannot be read is named, and the account is read again."""
        local_ns = self._tick()
        try:
            event = read(local_ns)
        except HyperquoteError as problem:
            event = Rejected(NO_TIME, local_ns, Feed.USER, str(problem))
            self._ask_once("account", self._ask_account)
        self._learn(event)

    # ── commands out ────────────────────────────────────────────────────────────────────────────────────

    def _carry_out(self, command: Command) -> None:
        """Each request has a task of its own, so that none waits for another."""
        if self._over.is_set():
            return
        if isinstance(command, Place):
            self._start(self._orders, self._place(command))
        elif isinstance(command, Cancel):
            self._start(self._orders, self._cancel(command))
        elif isinstance(command, AskOrder):
            self._ask_once(command.cloid or str(command.oid), partial(self._ask_order, command))
        elif isinstance(command, AskAccount):
            self._ask_once("account", self._ask_account)
        elif isinstance(command, AskOpenOrders):
            self._start(self._questions, self._until_answered(self._ask_open_orders))
        elif isinstance(command, AskFills):
            self._start(self._questions, self._until_answered(partial(self._ask_fills, command.since_ms)))
        elif isinstance(command, AskBudget):
            self._ask_once("budget", self._ask_budget)
        elif isinstance(command, SetSwitch):
            self._start(self._orders, self._set_switch(command))
        elif isinstance(command, Finished):
            self._finished = command
            self._over.set()

    def _start(self, group: set[asyncio.Task[None]], work: Work) -> None:
        task = asyncio.create_task(self._guarded(work))
        group.add(task)
        task.add_done_callback(group.discard)

    async def _guarded(self, work: Work) -> None:
        try:
            await work
        except Exception as failure:
            self._fail(failure)

    def _on_throttled(self) -> None:
        self._learn(Throttled(NO_TIME, self._tick()))

    async def _place(self, command: Place) -> None:
        self._learn(await self._executor.place(command))

    async def _cancel(self, command: Cancel) -> None:
        self._learn(await self._executor.cancel(command))

    async def _set_switch(self, command: SetSwitch) -> None:
        self._learn(await self._executor.set_switch(command))

    # ── questions ───────────────────────────────────────────────────────────────────────────────────────

    def _ask_once(self, key: str, question: Callable[[], Work]) -> None:
        """Ask what the engine's timers ask again anyway, unless the same question is still open."""
        if key not in self._asking:
            self._asking.add(key)
            self._start(self._questions, self._closing(key, question))

    async def _closing(self, key: str, question: Callable[[], Work]) -> None:
        try:
            await self._is_answered(question)
        finally:
            self._asking.discard(key)

    async def _until_answered(self, question: Callable[[], Work]) -> None:
        """Ask, and twice again when there is no answer."""
        for pause_s in (*_ASK_AGAIN_S, 0.0):
            if await self._is_answered(question):
                return
            await asyncio.sleep(pause_s)

    async def _is_answered(self, question: Callable[[], Work]) -> bool:
        try:
            await question()
        except ProtocolError as problem:
            self._learn(Rejected(NO_TIME, self._tick(), "info", str(problem)))
        except HyperquoteError as problem:
            log.warning("request", text=str(problem))
        else:
            return True
        return False

    async def _ask_order(self, command: AskOrder) -> None:
        status = await self._hl.info.order_status(self._account, command.cloid or command.oid)
        self._learn_private(partial(self._reader.order_status, status, command.cloid, command.oid))

    async def _ask_account(self) -> None:
        asked_ms = self._tick() // 1_000_000
        state = await self._hl.info.user_state(self._account)
        self._learn_private(partial(self._reader.account, state, self._engine.settings.leverage, asked_ms))

    async def _ask_budget(self) -> None:
        limit = await self._hl.info.user_rate_limit(self._account)
        cap = limit.n_requests_cap + limit.n_requests_surplus
        self._learn(RequestBudget(NO_TIME, self._tick(), cap - limit.n_requests_used, cap))

    async def _ask_open_orders(self) -> None:
        """The list is as old as the question: what we did after that it need not show."""
        asked_ns = self._tick()
        rows = await self._hl.info.open_orders(self._account)
        self._learn_private(lambda _local_ns: self._reader.open_orders(rows, asked_ns // 1_000_000, asked_ns))

    async def _ask_fills(self, since_ms: int) -> None:
        asked_ns = self._tick()
        self._learn_fills(await self._hl.info.user_fills_by_time(self._account, since_ms), True)
        self._learn(FillsTold(NO_TIME, self._tick(), asked_ns))

    # ── time, and the end ───────────────────────────────────────────────────────────────────────────────

    async def _tick_forever(self) -> None:
        loop = asyncio.get_running_loop()
        was_late = False
        while True:
            slept_at_s = loop.time()
            await asyncio.sleep(TIMER_S)
            lag_s = loop.time() - slept_at_s - TIMER_S
            if lag_s > _LAG_TOLD_S or was_late:
                was_late = lag_s > _LAG_TOLD_S
                self._learn(LoopLag(NO_TIME, self._tick(), max(lag_s, 0.0)))
            if lag_s > _LAG_S:
                log.warning("loop", text=f"the event loop was held up for {lag_s:.2f} s: is this machine overloaded?")
            self._learn(Timer(NO_TIME, self._tick()))

    def _look_for_kill_file(self) -> None:
        file = self._kill_file
        if file is not None and not self._engine.kill_switch.is_latched and file.exists():
            self.stop(f"the operator wrote {file}", is_kill=True)

    async def _view_forever(self) -> None:
        while True:
            self._look_for_kill_file()
            view = view_of(self._engine)
            for watcher in self._watchers:
                watcher.on_view(view)
            await asyncio.sleep(VIEW_S)

    async def _withdraw(self) -> None:
        """The last resort, without the engine: cancel whatever of ours the venue lists, until it lists none."""
        try:
            async with asyncio.timeout(self._last_resort_s):
                await self._clear()
        except TimeoutError:
            where = self._hl.network.name
            log.error("stop", text=f"orders may be left on {where}: look, and cancel them")  # noqa: TRY400
            await self._set_switch_off_soon()

    async def _set_switch_off_soon(self) -> None:
        """Where there is a dead man's switch, let the venue cancel everything as soon as it can."""
        at_ms = self._engine.switch.last_ms(self._tick(), 0, is_clean=False)
        if at_ms > 0:
            reply = await self._executor.set_switch(SetSwitch(at_ms))
            answer = reply.problem or "it cancels everything in a few seconds"
            log.error("stop", text=f"dead man's switch: {answer}")

    async def _clear(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not await self._is_clear():
            await asyncio.sleep(pause_s)
            pause_s *= 2.0

    async def _is_clear(self) -> bool:
        """Cancel what is listed; return whether nothing was, and nothing under way could still appear."""
        is_certain = not self._orders
        try:
            rows = await self._hl.info.open_orders(self._account)
        except HyperquoteError as problem:
            log.warning("stop", text=f"could not list our orders: {problem}")
            return False
        ours = [
            OrderRef(row.cloid or "", row.oid)
            for row in rows
            if row.coin == self._asset.name and is_ours(row.cloid or "")
        ]
        if ours:
            await self._executor.cancel(Cancel(ours))
        return is_certain and not ours


async def _hold(feeds: WsManager) -> None:
    """Raise once these feeds have ended: they never do by themselves."""
    await feeds.wait()
    raise TransportError(f"the feeds of {feeds.url} have ended")
