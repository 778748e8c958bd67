"""The network of a simulation: what the SDK sends goes to an exchange in the same loop, late, and past the faults."""

import asyncio
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Final, NoReturn

from hyperquote.errors import TransportError
from hyperquote.helpers import Network
from hyperquote.local_exchange.faults.injector import Injected, Injector
from hyperquote.local_exchange.faults.traffic import CLOSE
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.reply import Reply
from hyperquote.req import TOO_MANY_REQUESTS, checked_body
from hyperquote.simulation.virtual_time import VirtualClock
from hyperquote.transport.http import Http

BLOCK_MS: Final = 200
URL: Final = "http://simulated.invalid"
_SILENCE_MS: Final = 60_000  # the venue closes a connection to which it has sent nothing for this long


class Lag:
    """How long a message takes one way (s): `base_s`, and now and then much longer."""

    def __init__(self, random: Random, base_s: float = 0.02, spike_share: float = 0.0, spike_s: float = 1.0) -> None:
        self._random: Final = random
        self._base_s: Final = base_s
        self._spike_share: Final = spike_share
        self._spike_s: Final = spike_s

    def next_s(self) -> float:
        """Draw the lag of one message."""
        seconds = self._base_s * (0.5 + self._random.random())
        if self._spike_share and self._random.random() < self._spike_share:
            seconds += self._spike_s * self._random.random()
        return seconds


class Venue:
    """A local exchange that makes blocks on virtual time, and everyone's connections to it."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        gateway: Gateway,
        lag: Lag,
        *,
        block_ms: int = BLOCK_MS,
        on_fault: Callable[[Injected], None] | None = None,
    ) -> None:
        self.loop: Final = loop
        self.clock: Final = VirtualClock(loop)
        self.gateway: Final = gateway
        self.injector: Final = Injector(gateway.exchange, on_fault)
        self.lag: Final = lag
        self.sockets: Final[dict[int, SimulatedSocket]] = {}
        self.blocks = 0
        self.requests = 0
        self._block_s: Final = block_ms / 1_000.0
        self._opened = 0

    @property
    def now_ms(self) -> int:
        """The exchange's own time (UTC ms), which a fault may have set wrong."""
        return self.injector.clock(self.clock.now_ms())

    async def blocks_made(self) -> AsyncIterator[int]:
        """Make a block, tell everyone, yield its number, wait; for ever."""
        while True:
            self.make_block()
            yield self.blocks
            await asyncio.sleep(self._block_s)

    def make_block(self) -> None:
        """Let the exchange live through one block."""
        now_ms = self.now_ms
        for change in self.injector.advance(now_ms):
            self.gateway.change(change, now_ms)
        self.gateway.advance(now_ms)
        self.blocks += 1
        for session, frames in self.gateway.flush(now_ms).items():
            self.tell(session, frames)
        self.pump()
        for socket in list(self.sockets.values()):
            if self.clock.now_ms() - socket.told_ms > _SILENCE_MS:
                socket.end(1000)

    def tell(self, session: int, frames: list[bytes]) -> None:
        """Send frames to a connection, with what the faults make of them."""
        socket = self.sockets.get(session)
        if socket is None:
            return
        if self.injector.is_idle:
            for frame in frames:
                socket.offer(frame)
        else:
            self.injector.send(session, frames, self.clock.now_ms())
            self.pump()

    def pump(self) -> None:
        """Deliver what is due of that which faults have held back."""
        for frame in self.injector.take_due(self.clock.now_ms()):
            socket = self.sockets.get(frame.session)
            if socket is None:
                continue
            if frame.body == CLOSE:
                socket.end(frame.close_code)
            else:
                socket.offer(frame.body)

    async def open(self, line: "Line") -> "SimulatedSocket":
        """Accept a WebSocket over `line`; raises `TransportError` where a fault refuses it."""
        await asyncio.sleep(2.0 * self.lag.next_s())
        met = self.injector.arrive("ws", b"", self.clock.now_ms()) if self.injector.runs else None
        if line.is_cut:
            await line.silence()
        if met is not None and (met.is_lost or met.reply is not None):
            raise TransportError(f"cannot open a WebSocket to {URL}: the venue does not answer")
        self._opened += 1
        socket = SimulatedSocket(self, self._opened, line)
        self.sockets[self._opened] = socket
        return socket

    def hear(self, session: int, text: str) -> None:
        """Take a message of a client."""
        if session not in self.sockets:
            return
        if not self.injector.runs:
            self._hear(session, text)
            return
        message = self.injector.hear(session, text, self.clock.now_ms())
        self.tell(session, message.answers)
        if not message.is_lost:
            self.loop.call_later(message.delay_ms / 1_000.0, self._hear, session, text)

    def _hear(self, session: int, text: str) -> None:
        if session not in self.sockets:
            return
        self.tell(session, self.gateway.hear(session, text, self.now_ms))
        if self.gateway.hung_up(session):
            self.sockets[session].end(1000)

    def forget(self, session: int) -> None:
        """A connection is gone."""
        if self.sockets.pop(session, None) is not None:
            self.gateway.forget(session)
            self.injector.forget(session)

    async def answer(self, endpoint: str, body: bytes) -> Reply:
        """Answer a request that has arrived; `TransportError` where a fault loses it or its reply."""
        self.requests += 1
        met = self.injector.arrive(endpoint, body, self.clock.now_ms()) if self.injector.runs else None
        if met is None:
            return await self._act(endpoint, body)
        if met.is_lost:
            await asyncio.sleep(met.lost_after_ms / 1_000.0)
            raise TransportError(f"the connection to {URL}/{endpoint} broke: the outcome is unknown")
        await asyncio.sleep(met.delay_ms / 1_000.0)
        for change in met.changes:
            self.gateway.change(change, self.now_ms)
        if met.reply is None:
            met.reply = await self._act(endpoint, body)
        self.injector.depart(met, self.clock.now_ms())
        await asyncio.sleep(met.reply_delay_ms / 1_000.0)
        if met.is_reply_lost:
            raise TransportError(f"the connection to {URL}/{endpoint} broke: the outcome is unknown")
        return met.reply

    async def _act(self, endpoint: str, body: bytes) -> Reply:
        if endpoint == "info":
            return self.gateway.info(body, self.now_ms)
        reply: asyncio.Future[Reply] = self.loop.create_future()
        self.gateway.submit(body, self.now_ms, lambda said: None if reply.done() else reply.set_result(said))
        return await reply


class Line:
    """What joins one process to the venue. Once it is cut, nothing passes either way: the process has died."""

    def __init__(self) -> None:
        self.is_cut = False

    def cut(self) -> None:
        """Let nothing through from now on."""
        self.is_cut = True

    async def silence(self) -> None:
        """Wait for what will never come."""
        await asyncio.get_running_loop().create_future()


class SimulatedHttp(Http):
    """Requests over a line: a lag each way, and what the faults of the venue make of them."""

    def __init__(self, venue: Venue, line: Line, timeout_s: float = 10.0) -> None:
        super().__init__(Network.of(URL), timeout_s=timeout_s)
        self._venue: Final = venue
        self._line: Final = line
        self._longest_s: Final = timeout_s

    def another(self) -> "SimulatedHttp":
        """Return another one over the same line."""
        return SimulatedHttp(self._venue, self._line, self._longest_s)

    async def post(self, path: str, body: bytes, timeout_s: float | None = None) -> bytes:
        """Return the body of the reply; raises as `Http.post`."""
        seconds = self._longest_s if timeout_s is None else timeout_s
        try:
            async with asyncio.timeout(seconds):
                await self._pass()
                reply = await self._venue.answer(path.removeprefix("/"), body)
                await self._pass()
        except TimeoutError as error:
            raise TransportError(f"no answer from {path} within {seconds:g} s: the outcome is unknown") from error
        if reply.status == TOO_MANY_REQUESTS and self.throttle is not None:
            self.throttle.exhaust()
        return checked_body(reply.status, reply.body)

    async def _pass(self) -> None:
        await asyncio.sleep(self._venue.lag.next_s())
        if self._line.is_cut:
            await self._line.silence()

    async def close(self) -> None:
        """Nothing is held open."""


class SimulatedSocket:
    """The client's end of one WebSocket; has the methods of `transport.websocket.Socket`. Frames keep their order."""

    def __init__(self, venue: Venue, session: int, line: Line) -> None:
        self.told_ms = venue.clock.now_ms()
        self._venue: Final = venue
        self._session: Final = session
        self._line: Final = line
        self._early: Final[list[bytes]] = []
        self._on_messages: Callable[[list[bytes]], None] | None = None
        self._over: Final[asyncio.Future[None]] = venue.loop.create_future()
        self._down_s = 0.0  # when the newest frame down, and the newest message up, arrives
        self._up_s = 0.0

    def offer(self, frame: bytes | int) -> None:
        """Put a frame (or a close code) on its way to the client."""
        self.told_ms = self._venue.clock.now_ms()
        loop = self._venue.loop
        self._down_s = max(self._down_s, loop.time() + self._venue.lag.next_s())
        loop.call_at(self._down_s, self._arrive, frame)

    def end(self, code: int) -> None:
        """Close it from the venue's side."""
        self._venue.forget(self._session)
        self.offer(code)

    def _arrive(self, frame: bytes | int) -> None:
        over = self._over
        if self._line.is_cut or over.done():
            return
        if isinstance(frame, int):
            over.set_exception(TransportError(f"the venue closed the WebSocket (code {frame})"))
        elif self._on_messages is None:
            self._early.append(frame)
        else:
            try:
                self._on_messages([frame])
            except Exception as problem:  # as a socket's reader: it ends the connection and is raised by `listen`
                over.set_exception(problem)

    async def send(self, text: bytes) -> None:
        """Send one text frame."""
        if self._over.done():
            raise TransportError("the WebSocket broke while sending")
        loop = self._venue.loop
        self._up_s = max(self._up_s, loop.time() + self._venue.lag.next_s())
        if not self._line.is_cut:
            loop.call_at(self._up_s, self._venue.hear, self._session, text.decode())

    async def listen(self, on_messages: Callable[[list[bytes]], None]) -> NoReturn:
        """Call with each message until there will be none; raises `TransportError` then, or what it raised."""
        self._on_messages = on_messages
        try:
            if self._early:
                on_messages(self._early)
            await asyncio.shield(self._over)
        finally:
            self._on_messages = None
        raise AssertionError("a socket ends with an error")

    async def close(self) -> None:
        """Close it from the client's side."""
        if not self._over.done():
            self._over.set_exception(TransportError("the WebSocket is closed"))
        self._over.exception()  # looked at: nobody may be listening
        self._venue.forget(self._session)
