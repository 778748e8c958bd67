"""A venue on the loopback that says exactly what a test tells it to, and a clock that a test moves."""

import asyncio
import json
from types import TracebackType
from typing import Any

from aiohttp import WSMsgType, web

from hyperquote.transport.clock import Clock


class Peer:
    """The venue's end of one connection."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self.words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def heard(self) -> dict[str, Any]:
        """Return the next message of the client."""
        return await self.words.get()

    async def say(self, frame: dict[str, Any]) -> None:
        await self._socket.send_str(json.dumps(frame))

    async def grant(self) -> dict[str, Any]:
        """Hear one subscription and grant it."""
        said = await self.heard()
        assert said["method"] == "subscribe"
        await self.say({"channel": "subscriptionResponse", "data": said})
        subscription: dict[str, Any] = said["subscription"]
        return subscription

    async def close(self) -> None:
        await self._socket.close()

    def cut(self) -> None:
        """End the connection as a pulled cable would, without a word."""
        assert self._request.transport is not None
        self._request.transport.abort()

    async def listen(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                self.words.put_nowait(json.loads(message.data))


class Venue:
    """Accepts connections; `peer()` returns each in turn."""

    def __init__(self) -> None:
        self._peers: asyncio.Queue[Peer] = asyncio.Queue()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> "Venue":
        app = web.Application()
        app.router.add_get("/ws", self._accept)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"ws://{host}:{port}/ws"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _accept(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        peer = Peer(request, socket)
        self._peers.put_nowait(peer)
        await peer.listen()
        return socket

    async def peer(self) -> Peer:
        return await self._peers.get()


class HandClock(Clock):
    """Time stands until `advance` moves it."""

    def __init__(self) -> None:
        self._now_ns = 0
        self._sleepers: list[tuple[int, asyncio.Future[None]]] = []
        self._fell_asleep = asyncio.Event()

    def now_ns(self) -> int:
        return self._now_ns

    async def sleep(self, seconds: float) -> None:
        sleeper = (self._now_ns + int(seconds * 1e9), asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        self._fell_asleep.set()
        try:
            await sleeper[1]
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    async def advance(self, seconds: float) -> None:
        """Wait until somebody sleeps, then move the time and wake who is due."""
        while not self._sleepers:
            self._fell_asleep.clear()
            await self._fell_asleep.wait()
        self._now_ns += int(seconds * 1e9)
        for sleeper in [sleeper for sleeper in self._sleepers if sleeper[0] <= self._now_ns]:
            self._sleepers.remove(sleeper)
            if not sleeper[1].done():
                sleeper[1].set_result(None)
