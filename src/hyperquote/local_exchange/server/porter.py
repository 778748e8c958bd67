"""The porter: sees to it that nobody holds a door open without coming in."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from aiohttp import web

PATIENCE_S = 60.0  # for the whole head of a request, the first or the next
BODY_S = 20.0
OPEN_CONNECTIONS = 512
_LOOK_EVERY_S = 0.5

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Porter:
    """Lets go of connections that bring no whole request, and of those that have waited longest when there are many.

    A client that sends a head or a body byte by byte, or nothing, costs memory and does nothing: `patience_s` is how
    long a connection may take for the head of its next request, `body_s` for the body. A WebSocket is one long request.
    """

    def __init__(self, patience_s: float = PATIENCE_S, body_s: float = BODY_S, most: int = OPEN_CONNECTIONS) -> None:
        self._patience_s: Final = patience_s
        self._body_s: Final = body_s
        self._most: Final = most
        self._waiting_since: dict[web.RequestHandler, float] = {}
        self._inside: set[web.RequestHandler] = set()
        self._rounds: asyncio.Task[None] | None = None

    def start(self, server: web.Server) -> None:
        """Begin to walk about."""
        self._rounds = asyncio.create_task(self._walk(server), name="porter")

    async def close(self) -> None:
        """Stop walking about."""
        if self._rounds is not None:
            self._rounds.cancel()
            with suppress(asyncio.CancelledError):
                await self._rounds
            self._rounds = None

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note who is inside while a request is handled; aiohttp calls this for each."""
        protocol = request.protocol
        self._inside.add(protocol)
        try:
            return await handler(request)
        finally:
            self._inside.discard(protocol)
            self._waiting_since[protocol] = asyncio.get_running_loop().time()

    async def body(self, request: web.Request) -> bytes:
        """Return the body of a request; a slow one is refused, and its connection ended."""
        try:
            async with asyncio.timeout(self._body_s):
                return await request.read()
        except TimeoutError:
            refusal = web.HTTPRequestTimeout(text="the body took too long")
            refusal.force_close()
            raise refusal from None
        except (web.RequestPayloadError, ConnectionError) as problem:
            raise web.HTTPBadRequest(text="the body cannot be read") from problem

    async def _walk(self, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(_LOOK_EVERY_S, self._patience_s))
            now_s = loop.time()
            open_ = server.connections
            waiting = [each for each in open_ if each not in self._inside]
            since = self._waiting_since = {each: self._waiting_since.get(each, now_s) for each in waiting}
            waiting.sort(key=since.__getitem__)
            surplus = len(open_) - self._most
            for place, each in enumerate(waiting):
                if place < surplus or now_s - since[each] > self._patience_s:
                    each.force_close()
