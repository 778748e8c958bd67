"""The last step to a client: frames and replies, with what the faults in force make of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.faults.injector import Injector
from hyperquote.local_exchange.faults.traffic import CLOSE
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.server.clock import SteerableClock
from hyperquote.local_exchange.server.connection import Connection

_LONGEST_NAP_S = 0.05
_PUMP_S = 0.002


class Delivery:
    """Brings frames to `connections` and replies to requests, at once or when the injector says."""

    def __init__(self, injector: Injector, clock: SteerableClock, connections: dict[int, Connection]) -> None:
        self.injector: Final = injector
        self.clock: Final = clock
        self.connections: Final = connections
        self._pump: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Deliver nothing more."""
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None

    def tell(self, session: int, frames: list[bytes]) -> None:
        """Bring frames to a client, if it is still there."""
        connection = self.connections.get(session)
        if connection is None:
            return
        if self.injector.is_idle:
            for frame in frames:
                connection.offer(frame)
            return
        self.injector.send(session, frames, self.clock.now_ms)
        self._deliver()
        if self.injector.next_due_ms is not None and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._keep_delivering(), name="frames on their way")

    async def _keep_delivering(self) -> None:
        while self.injector.next_due_ms is not None:
            await asyncio.sleep(_PUMP_S)
            self._deliver()

    def _deliver(self) -> None:
        for frame in self.injector.take_due(self.clock.now_ms):
            connection = self.connections.get(frame.session)
            if connection is None:
                continue
            if frame.body == CLOSE:
                connection.end(frame.close_code)
            else:
                connection.offer(frame.body)

    async def answer(
        self,
        request: web.Request,
        endpoint: str,
        body: bytes,
        act: Callable[[], Awaitable[Reply]],
        change: Callable[[AnyChange], object],
    ) -> web.Response:
        """Let `act` answer a request over HTTP; where the reply is lost the connection breaks instead."""
        reply = await self.outcome(endpoint, body, act, change) if self.injector.runs else await act()
        return self._lose(request) if reply is None else response(reply)

    async def outcome(
        self,
        endpoint: str,
        body: bytes,
        act: Callable[[], Awaitable[Reply]],
        change: Callable[[AnyChange], object],
        is_post: bool = False,
    ) -> Reply | None:
        """Return what the faults in force leave of the reply to a request, once it is due; None if nothing comes."""
        injector = self.injector
        met = injector.arrive(endpoint, body, self.clock.now_ms, is_post)
        if met.is_lost:
            await self.wait(met.lost_after_ms)
            return None
        await self.wait(met.delay_ms)
        for each in met.changes:
            change(each)
        if met.reply is None:
            met.reply = await act()
        injector.depart(met, self.clock.now_ms)
        await self.wait(met.reply_delay_ms)
        return None if met.is_reply_lost else met.reply

    def _lose(self, request: web.Request) -> web.Response:
        if isinstance(request.transport, asyncio.WriteTransport):
            request.transport.abort()
        return web.Response()

    async def wait(self, ms: int) -> None:
        """Wait until so much of the clock's time has passed, however it is steered meanwhile."""
        until_ms = self.clock.now_ms + ms
        while True:
            left_ms = until_ms - self.clock.now_ms
            if left_ms <= 0:
                return
            await asyncio.sleep(min(self.clock.real_s(left_ms), _LONGEST_NAP_S))


async def submitted(gateway: Gateway, body: bytes, now_ms: int) -> Reply:
    """Submit an action and return the reply when it is there."""
    reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

    def tell(said: Reply) -> None:
        if not reply.done():  # the client may have gone away
            reply.set_result(said)

    gateway.submit(body, now_ms, tell)
    return await reply


def response(reply: Reply) -> web.Response:
    """Return a reply of the exchange as HTTP."""
    return web.Response(
        status=reply.status,
        body=reply.body,
        headers={
            "Content-Type": "application/json" if reply.is_json else "text/plain; charset=utf-8",
            "Access-Control-Allow-Origin": "*",
        },
    )
