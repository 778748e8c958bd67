"""An account's fills and orders as one stream that repairs itself after every gap."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Final

from hyperquote.errors import ProtocolError, RateLimited, ServerError, TransportError
from hyperquote.info.client import InfoClient
from hyperquote.transport.backoff import Backoff
from hyperquote.ws.account_sync import AccountEvent, AccountSync
from hyperquote.ws.channels.order_updates import OrderUpdate, OrderUpdatesSubscription
from hyperquote.ws.channels.user_fills import UserFills, UserFillsSubscription
from hyperquote.ws.client import WsManager
from hyperquote.ws.effects import Gap
from hyperquote.ws.stream import MAX_WAITING, Backlog

_RETRIED: Final = (TransportError, RateLimited, ServerError, ProtocolError)


class AccountStream:
    """An async iterator over `Fill`, `OrderUpdate`, `Gap` and `Live`; see `AccountSync` for what they promise."""

    def __init__(self, ws: WsManager, info: InfoClient, user: str, since_ms: int, max_waiting: int) -> None:
        self.sync: Final = AccountSync(since_ms)
        self._ws: Final = ws
        self._info: Final = info
        self._user: Final = user
        self._fills: Final = UserFillsSubscription(user)
        self._orders: Final = OrderUpdatesSubscription(user)
        self._backlog: Final = Backlog[AccountEvent]()
        self._max_waiting: Final = max_waiting
        self._is_due: Final = asyncio.Event()

    @property
    def is_live(self) -> bool:
        """Whether all is told up to now: proved after the last gap, and both feeds are on at this moment."""
        session = self._ws.session
        return (
            self.sync.is_live
            and not self._backlog.is_over
            and self._ws.is_connected
            and session.is_on(self._fills)
            and session.is_on(self._orders)
        )

    def __aiter__(self) -> "AccountStream":
        return self

    async def __anext__(self) -> AccountEvent:
        return await self._backlog.next()

    # inside

    def _tell(self, events: list[AccountEvent]) -> None:
        waiting = self._backlog.items
        if self._backlog.is_over:
            return
        if len(waiting) + len(events) > self._max_waiting:
            behind = f"{len(waiting)} events of {self._user} wait to be read: read faster, or open it again"
            self._end(TransportError(f"{behind}; nothing after them is told"))
            return
        waiting.extend(events)
        self._backlog.changed()

    def _end(self, error: BaseException | None) -> None:
        """Let the reader have what is queued, and then the end."""
        if not self._backlog.is_over:
            self._backlog.end(error)

    def _on_fills(self, message: UserFills, local_ns: int) -> None:
        self._tell(self.sync.fills(message.fills))

    def _on_updates(self, updates: list[OrderUpdate], local_ns: int) -> None:
        self._tell(self.sync.updates(updates))

    def _on_gap(self, gap: Gap) -> None:
        self._tell(self.sync.interrupted(gap))
        self._is_due.set()

    async def _repair(self) -> None:
        """Ask what may be missing, again until it is answered."""
        repair = self.sync.repair()
        fills = await self._info.user_fills_by_time(self._user, repair.since_ms)
        open_orders = await self._info.open_orders(self._user)
        history = await self._info.historical_orders(self._user)
        self._tell(self.sync.answered(repair, fills, open_orders, history))
        for oid in self.sync.unexplained:
            self._tell(self.sync.explained(oid, await self._info.order_status(self._user, oid)))
        self._tell(self.sync.proved(repair))

    async def _run(self, random: Random) -> None:
        backoff = Backoff(random)
        while not self._backlog.is_over:
            await self._is_due.wait()
            self._is_due.clear()
            try:
                await self._repair()
                backoff.reset()
            except _RETRIED:
                self._is_due.set()
                await asyncio.sleep(backoff.next_s())
            except Exception as error:  # the reader's to handle: refused, or wrong in what was asked
                self._end(error)


@asynccontextmanager
async def account_stream(
    ws: WsManager,
    info: InfoClient,
    user: str,
    since_ms: int,
    *,
    max_waiting: int = MAX_WAITING,
    random: Random | None = None,
) -> AsyncIterator[AccountStream]:
    """Follow one account from `since_ms` (UTC ms) on, without a loss.

        async with account_stream(hl.ws, hl.info, address, since_ms) as account:
            async for event in account: …

    Both feeds are on when it enters; the first `Live` follows. A question that the venue does not answer is asked
    again after a growing pause, and the stream says nothing of being live until then. A reader that is `max_waiting`
    events behind gets those and then `TransportError`: nothing is dropped in silence. Raises as `WsManager.listen`.
    """
    account = AccountStream(ws, info, user, since_ms, max_waiting)
    fills = await ws.listen(account._fills, account._on_fills, account._on_gap, account._end)
    try:
        orders = await ws.listen(account._orders, account._on_updates, account._on_gap, account._end)
        account._is_due.set()
        task = asyncio.create_task(account._run(random or Random()), name=f"account {user}")
        try:
            yield account
        finally:
            task.cancel()
            await asyncio.wait({task})
            await ws.forget(orders)
    finally:
        await ws.forget(fills)
