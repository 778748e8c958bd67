"""HTTP and WebSocket around a local exchange, at the addresses the venue has."""

import asyncio
import errno
import time
from collections.abc import Callable
from contextlib import suppress

import structlog
from aiohttp import WSMsgType, web

from hyperquote.errors import ConfigError
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.server.connection import Connection
from hyperquote.local_exchange.server.control import add_control
from hyperquote.local_exchange.server.limits import CONNECTIONS, Address

BLOCK_MS = 70
SILENCE_S = 60.0  # the venue closes a connection to which it has not sent anything for this long
BODY_LIMIT = 2 << 20

log = structlog.get_logger("local_exchange")


def wall_ms() -> int:
    """Return UTC milliseconds."""
    return time.time_ns() // 1_000_000


class ExchangeServer:
    """A listening local exchange.

    POST /info, POST /exchange and GET /ws answer as the venue does. POST /local/faucet and GET /local/health are
    ours alone and answer only programs on this machine. One task makes blocks: it advances the exchange and sends
    the feeds. Actions are executed one after another as they arrive and answered at once, unless the exchange's rules
    let them wait for the next block.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        block_ms: int = BLOCK_MS,
        venue_limits: bool = False,
        silence_s: float = SILENCE_S,
        clock: Callable[[], int] = wall_ms,
    ) -> None:
        self.gateway = gateway
        self.started_ms = clock()
        self._block_s = block_ms / 1_000
        self._venue_limits = venue_limits
        self._silence_s = silence_s
        self._clock = clock
        self._addresses: dict[str, Address] = {}
        self.connections: dict[int, Connection] = {}
        self._next_connection = 1
        self._runner: web.AppRunner | None = None
        self._blocks: asyncio.Task[None] | None = None

    @property
    def now_ms(self) -> int:
        """The exchange's time, UTC ms."""
        return self._clock()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen and make blocks; return the port (the one the system chose if `port` is 0).

        Raises ConfigError if the port is taken or not ours to take.
        """
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_post("/info", self._info)
        app.router.add_post("/exchange", self._exchange)
        app.router.add_get("/ws", self._ws)
        add_control(app, self)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise _cannot_listen(error, host, port) from error
        self._runner = runner
        self._blocks = asyncio.create_task(self._make_blocks(), name="blocks")
        self._blocks.add_done_callback(_report)
        return int(runner.addresses[0][1])

    async def close(self) -> None:
        """Stop making blocks, close every connection and stop listening. May be called twice."""
        if self._blocks is not None:
            self._blocks.cancel()
            with suppress(asyncio.CancelledError):
                await self._blocks
            self._blocks = None
        for connection in self.connections.values():
            connection.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _make_blocks(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        failures = 0
        while True:
            due = max(due + self._block_s, loop.time())
            await asyncio.sleep(due - loop.time())
            try:
                self.gateway.advance(self._clock())
            except Exception:  # a broken participant must not stop the exchange for everyone
                failures += 1
                if failures == 1:
                    log.exception("a participant failed; blocks go on without it")
            else:
                if failures:
                    log.info("blocks are whole again", failed=failures)
                    failures = 0
            self._publish(loop.time())

    def _publish(self, now_s: float) -> None:
        for session, frames in self.gateway.flush(self._clock()).items():
            connection = self.connections.get(session)
            if connection is not None:
                for frame in frames:
                    connection.offer(frame)
        for connection in self.connections.values():
            if now_s - connection.last_sent_s > self._silence_s:
                connection.close()

    async def _info(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not _is_json(request):
            return _response(Reply.WRONG_TYPE)
        reply = self.gateway.info(body, self._clock())
        if self._venue_limits and not self._address(request).http.spend(reply.weight, self._clock()):
            return _response(Reply.RATE_LIMITED)
        return _response(reply)

    async def _exchange(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not _is_json(request):
            return _response(Reply.WRONG_TYPE)
        if self._venue_limits and not self._address(request).http.spend(1, self._clock()):
            return _response(Reply.RATE_LIMITED)
        if not self.gateway.exchange.rules.blocks:
            return _response(self.gateway.action(body, self._clock()))
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

        def tell(said: Reply) -> None:
            if not reply.done():  # the client may have gone away
                reply.set_result(said)

        self.gateway.submit(body, self._clock(), tell)
        return _response(await reply)

    async def _ws(self, request: web.Request) -> web.StreamResponse:
        address = self._address(request)
        if self._venue_limits and (
            address.connections >= CONNECTIONS or not address.new_connections.spend(1, self._clock())
        ):
            return _response(Reply.RATE_LIMITED)
        socket = web.WebSocketResponse(compress=False, max_msg_size=BODY_LIMIT, timeout=1.0)
        await socket.prepare(request)
        session = self._next_connection
        self._next_connection += 1
        connection = Connection(socket, request.transport)
        self.connections[session] = connection
        address.connections += 1
        writer = asyncio.create_task(connection.write(), name=f"ws {session}")
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                if self._venue_limits and not address.messages.spend(1, self._clock()):
                    break
                for frame in self.gateway.hear(session, message.data, self._clock()):
                    connection.offer(frame)
                if self.gateway.hung_up(session):
                    break
        finally:
            address.connections -= 1
            del self.connections[session]
            self.gateway.forget(session)
            connection.close()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _address(self, request: web.Request) -> Address:
        return self._addresses.setdefault(request.remote or "", Address())


def _report(blocks: asyncio.Task[None]) -> None:
    if not blocks.cancelled() and (error := blocks.exception()) is not None:
        log.critical("no more blocks: restart the exchange", exc_info=error)


def _is_json(request: web.Request) -> bool:
    kind = request.content_type
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _response(reply: Reply) -> web.Response:
    return web.Response(
        status=reply.status,
        body=reply.body,
        headers={
            "Content-Type": "application/json" if reply.is_json else "text/plain; charset=utf-8",
            "Access-Control-Allow-Origin": "*",
        },
    )


def _cannot_listen(error: OSError, host: str, port: int) -> ConfigError:
    if error.errno == errno.EADDRINUSE:
        return ConfigError(
            f"port {port} is taken by another program. "
            "Choose one with --port, or use --network localhost to trade on what listens there."
        )
    if error.errno == errno.EACCES:
        return ConfigError(f"port {port} needs rights we do not have. Choose one above 1023 with --port.")
    return ConfigError(f"cannot listen on {host} port {port}: {error.strerror or error}")
