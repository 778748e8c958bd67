"""A venue that trades as the local exchange does until a test tells it to misbehave, over real sockets."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType

from aiohttp import web

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.server.app import wall_ms

Act = Callable[[], Reply]
Fault = Callable[[web.Request, Act], Awaitable[web.StreamResponse]]


class FaultyVenue:
    """Answers POST /info and /exchange; `fault` stands before the latter, and decides whether anything is done."""

    def __init__(self) -> None:
        self.gateway = Gateway(LocalExchange(wall_ms()))
        self.fault: Fault | None = None
        self.requests: list[bytes] = []
        self.arrived = asyncio.Semaphore(0)
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "FaultyVenue":
        app = web.Application()
        app.router.add_post("/info", self._info)
        app.router.add_post("/exchange", self._exchange)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _info(self, request: web.Request) -> web.StreamResponse:
        return as_sent(self.gateway.info(await request.read(), wall_ms()))

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append(body)
        self.arrived.release()

        def act() -> Reply:
            return self.gateway.action(body, wall_ms())

        return as_sent(act()) if self.fault is None else await self.fault(request, act)


def as_sent(reply: Reply) -> web.Response:
    return web.Response(status=reply.status, body=reply.body, content_type="application/json")


def cut(request: web.Request) -> web.Response:
    """End the connection as a pulled cable would."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def lost(request: web.Request, _act: Act) -> web.StreamResponse:
    """The request is lost on its way."""
    return cut(request)


async def answer_lost(request: web.Request, act: Act) -> web.StreamResponse:
    """The request is obeyed, the answer is lost."""
    act()
    return cut(request)


async def silent(_request: web.Request, _act: Act) -> web.StreamResponse:
    """Nothing is done and nothing is said."""
    await asyncio.Event().wait()
    return web.Response()


async def obeyed_in_silence(request: web.Request, act: Act) -> web.StreamResponse:
    """The request is obeyed, and nothing is said."""
    act()
    return await silent(request, act)


async def truncated(request: web.Request, act: Act) -> web.StreamResponse:
    """The request is obeyed; the answer ends in the middle, though all of it was promised."""
    body = act().body
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return cut(request)


def says(status: int, body: str, kind: str = "application/json") -> Fault:
    """Return a fault that does nothing and answers this."""

    async def fault(_request: web.Request, _act: Act) -> web.StreamResponse:
        return web.Response(status=status, text=body, content_type=kind)

    return fault


def obeys_and_says(status: int, body: str, kind: str = "application/json") -> Fault:
    """Return a fault that obeys and answers this."""

    async def fault(_request: web.Request, act: Act) -> web.StreamResponse:
        act()
        return web.Response(status=status, text=body, content_type=kind)

    return fault
