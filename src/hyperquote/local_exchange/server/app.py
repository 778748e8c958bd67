"""HTTP and WebSocket around a local exchange, at the addresses the venue has."""

import asyncio
import errno
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Final

import structlog
from aiohttp import WSMsgType, web

from hyperquote.errors import ConfigError
from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.evm import call_evm
from hyperquote.local_exchange.faults.injector import Injected, Injector
from hyperquote.local_exchange.faults.plan import FaultPlan
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.journal import JournalError
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.server.clock import SteerableClock
from hyperquote.local_exchange.server.connection import Connection
from hyperquote.local_exchange.server.control import Control
from hyperquote.local_exchange.server.delivery import Delivery, response, submitted
from hyperquote.local_exchange.server.hearing import Hearing
from hyperquote.local_exchange.server.journal_file import JournalFile
from hyperquote.local_exchange.server.limits import CONNECTIONS, Address, Addresses
from hyperquote.local_exchange.server.perils import Perils
from hyperquote.local_exchange.server.porter import Porter
from hyperquote.local_exchange.server.snapshot_file import SnapshotKeeper
from hyperquote.local_exchange.snapshot import SnapshotError

BLOCK_MS = 70
SILENCE_S = 60.0  # the venue closes a connection to which it has not sent anything for this long
BODY_LIMIT = 2 << 20
KEPT_CHANGES = 1_000
SYNC_S = 1.0
SECONDS_PER_MARK = 60
SNAPSHOT_S = 600.0
LATE_MESSAGES = 100  # of one connection that faults delay; the next is read when one of them was heard
_BLOCKS_AT_ONCE = 64  # made without a look at the clients, when time runs fast or is set forward

log = structlog.get_logger("local_exchange")


def wall_ms() -> int:
    """Return UTC milliseconds."""
    return time.time_ns() // 1_000_000


class ExchangeServer:
    """A listening local exchange.

    POST /info, POST /exchange and GET /ws answer as the venue does. What lies under /local is ours alone and answers
    only programs on this machine: see `control`. One task makes blocks: it advances the exchange and sends
    the feeds. Actions are executed one after another as they arrive and answered at once, unless the exchange's rules
    let them wait for the next block.

    `injector` stands between clients and gateway and passes everything through until a plan of faults is in force.
    `clock` may be steered; faults and blocks go by its time.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        block_ms: int = BLOCK_MS,
        venue_limits: bool = False,
        silence_s: float = SILENCE_S,
        clock: Callable[[], int] = wall_ms,
        speed: float = 1.0,
        faults: FaultPlan | None = None,
        journal: JournalFile | None = None,
        porter: Porter | None = None,
        is_own_process: bool = False,
        snapshot_s: float = SNAPSHOT_S,
    ) -> None:
        self.gateway = gateway
        self.clock: Final = SteerableClock(clock, speed)
        self.clock.set_forward(gateway.exchange.now_ms)  # where an exchange goes on that once ran ahead of the wall
        self.started_ms = self.clock.now_ms
        self.injector: Final = Injector(gateway.exchange, _tell_fault)
        self._perils: Final = Perils(journal, is_own_process)
        if faults is not None:
            self.put_in_force(faults)
        self._block_ms = block_ms
        self._venue_limits = venue_limits
        self._silence_s = silence_s
        self._addresses: Final = Addresses()
        self._porter: Final = porter if porter is not None else Porter()
        self.connections: dict[int, Connection] = {}
        self.done: deque[tuple[int, str]] = deque(maxlen=KEPT_CHANGES)  # what was done from outside, and when (UTC ms)
        self._next_connection = 1
        self._runner: web.AppRunner | None = None
        self._blocks: asyncio.Task[None] | None = None
        self._delivery: Final = Delivery(self.injector, self.clock, self.connections)
        self._hearing: Final = Hearing(gateway, self._delivery, lambda: self.now_ms, self.change)
        self._journal = journal
        self._scribe: asyncio.Task[None] | None = None
        self._last_block_ms = 0
        self._failed_blocks = 0
        self._is_writing = True
        self._snapshots = None if journal is None else SnapshotKeeper(journal, snapshot_s)
        self._steering = asyncio.Lock()

    @property
    def now_ms(self) -> int:
        """The exchange's time, UTC ms."""
        return self.injector.clock(self.clock.now_ms)

    def put_in_force(self, plan: FaultPlan) -> None:
        """Add a plan of faults to those there are, from now on. Raises ConfigError if it cannot come true here."""
        self._perils.check(plan)
        self.injector.add(plan, self.clock.now_ms)

    def change(self, change: AnyChange) -> str:
        """Let something happen to the exchange now; return what to call it. Raises ValidationError if it cannot."""
        now_ms = self.now_ms
        what = self.gateway.change(change, now_ms)
        if what:
            self.done.append((now_ms, what))
        return what

    async def advance(self, ms: int) -> None:
        """Set the time forward, block by block, as fast as it goes."""
        async with self._steering:
            until_ms = self.clock.now_ms + ms
            made = 0
            while (now_ms := self.clock.now_ms) < until_ms:
                self.clock.set_forward(min(now_ms + self._block_ms, until_ms))
                self._block(self.now_ms)
                self._publish()
                made += 1
                if made % _BLOCKS_AT_ONCE == 0:
                    await asyncio.sleep(0)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen and make blocks; return the port (the one the system chose if `port` is 0).

        Raises ConfigError if the port is taken or not ours to take.
        """
        app = web.Application(client_max_size=BODY_LIMIT, middlewares=[self._porter.admit])
        app.router.add_post("/info", self._info)
        app.router.add_post("/exchange", self._exchange)
        app.router.add_get("/ws", self._ws)
        app.router.add_post("/evm", self._evm)
        Control(self).add_to(app)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0, lingering_time=1.0)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise _cannot_listen(error, host, port) from error
        self._runner = runner
        if runner.server is not None:
            self._porter.start(runner.server)
        self._blocks = asyncio.create_task(self._make_blocks(), name="blocks")
        self._blocks.add_done_callback(_report)
        if self._journal is not None:
            self._scribe = asyncio.create_task(self._keep_journal(self._journal), name="journal")
        return int(runner.addresses[0][1])

    async def close(self) -> None:
        """Stop making blocks, close every connection and stop listening. May be called twice."""
        if self._blocks is not None:
            self._blocks.cancel()
            with suppress(asyncio.CancelledError):
                await self._blocks
            self._blocks = None
        self._delivery.close()
        await self._porter.close()
        if self._scribe is not None:
            self._scribe.cancel()
            self._scribe = None
        for connection in self.connections.values():
            connection.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._journal is not None:
            with suppress(JournalError):
                self._journal.mark(self.gateway.exchange.checksum())
            if self._snapshots is not None and self.gateway.is_at_rest:
                with suppress(SnapshotError, OSError):  # the journal has everything too
                    self._snapshots.finish(self.gateway)
            self._journal.close()
            self._journal = None

    async def _keep_journal(self, journal: JournalFile) -> None:
        """Bring the journal to the disk every second, and note the state in it every minute."""
        for second in count(1):
            await asyncio.sleep(SYNC_S)
            try:
                await asyncio.to_thread(journal.sync)
                if second % SECONDS_PER_MARK == 0:
                    journal.mark(self.gateway.exchange.checksum())
            except (JournalError, OSError) as problem:
                log.critical("the journal is behind", reason=str(problem))

    async def _make_blocks(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + self._block_ms / 1_000, loop.time())
            await asyncio.sleep(due - loop.time())
            async with self._steering:
                if not self.clock.is_paused:
                    self._make_due_blocks()
                self._publish()
            if self._snapshots is not None:
                self._take_snapshots(self._snapshots, loop.time())

    def _take_snapshots(self, snapshots: SnapshotKeeper, now_s: float) -> None:
        """Begin one when it is time, and tell of one that could not be written: the journal has everything too."""
        if snapshots.ended() is False:
            log.warning("a snapshot could not be written; a restart plays the journal from an older one")
        if snapshots.is_due(now_s) and self.gateway.is_at_rest:
            snapshots.begin(self.gateway, now_s)

    def _make_due_blocks(self) -> None:
        """Make the block of this moment, and where time runs fast those that should have been made before it."""
        now_ms = self.now_ms
        late = (now_ms - self._last_block_ms) // self._block_ms if self._last_block_ms and self.clock.speed > 1 else 0
        for left in range(min(late, _BLOCKS_AT_ONCE) - 1, 0, -1):
            self._block(now_ms - left * self._block_ms)
        self._block(now_ms)

    def _block(self, now_ms: int) -> None:
        self._last_block_ms = now_ms
        try:
            self._perils.suffer(self.injector.perils(self.clock.now_ms))
            if self.injector.runs:
                for change in self.injector.advance(now_ms):
                    self.change(change)
            self.gateway.advance(now_ms)
        except JournalError as problem:
            self._tell_unwritten(problem)
        except Exception:  # a broken participant must not stop the exchange for everyone
            self._failed_blocks += 1
            if self._failed_blocks == 1:
                log.exception("a participant failed; blocks go on without it")
        else:
            self._is_writing = True
            if self._failed_blocks:
                log.info("blocks are whole again", failed=self._failed_blocks)
                self._failed_blocks = 0

    def _tell_unwritten(self, problem: JournalError) -> None:
        if self._is_writing:
            self._is_writing = False
            log.critical("time stands still", reason=str(problem))

    def _publish(self) -> None:
        for session, frames in self.gateway.flush(self.now_ms).items():
            self._delivery.tell(session, frames)
        now_s = asyncio.get_running_loop().time()
        for connection in self.connections.values():
            if now_s - connection.last_sent_s > self._silence_s:
                connection.close()

    async def _evm(self, request: web.Request) -> web.Response:
        return response(call_evm(self.gateway.exchange, await self._porter.body(request)))

    async def _info(self, request: web.Request) -> web.Response:
        body = await self._porter.body(request)
        if not _is_json(request):
            return response(Reply.WRONG_TYPE)

        async def ask() -> Reply:
            reply = self.gateway.info(body, self.now_ms)
            if self._venue_limits and not self._address(request).http.spend(reply.weight, self.now_ms):
                return Reply.RATE_LIMITED
            return reply

        return await self._delivery.answer(request, "info", body, ask, self.change)

    async def _exchange(self, request: web.Request) -> web.Response:
        body = await self._porter.body(request)
        if not _is_json(request):
            return response(Reply.WRONG_TYPE)
        if self._venue_limits and not self._address(request).http.spend(1, self.now_ms):
            return response(Reply.RATE_LIMITED)
        return await self._delivery.answer(request, "exchange", body, lambda: self._act(body), self.change)

    async def _act(self, body: bytes) -> Reply:
        try:
            return await submitted(self.gateway, body, self.now_ms)
        except JournalError as problem:
            return Reply(503, str(problem).encode(), is_json=False)

    async def _ws(self, request: web.Request) -> web.StreamResponse:
        address = self._address(request)
        if self._venue_limits and (
            address.connections >= CONNECTIONS or not address.new_connections.spend(1, self.now_ms)
        ):
            return response(Reply.RATE_LIMITED)
        if self.injector.runs and (refused := self.injector.arrive("ws", b"", self.clock.now_ms).reply) is not None:
            return response(refused)
        socket = web.WebSocketResponse(compress=False, max_msg_size=BODY_LIMIT, timeout=1.0)
        await socket.prepare(request)
        session = self._next_connection
        self._next_connection += 1
        connection = Connection(socket, request.transport)
        self.connections[session] = connection
        address.connections += 1
        if self._venue_limits:
            self.gateway.exchange.hub.count_together(session, request.remote or "")
        writer = asyncio.create_task(connection.write(), name=f"ws {session}")
        try:
            heard: asyncio.Task[None] | None = None
            late = 0
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                if self._venue_limits and not address.messages.spend(1, self.now_ms):
                    break
                if self.injector.runs:
                    heard = self._hearing.hear_faulty(session, message.data, heard)
                    late = late + 1 if heard is not None else 0
                    if heard is not None and late >= LATE_MESSAGES:
                        await heard
                        late = 0
                else:
                    self._hearing.hear(session, message.data)
                if self.gateway.hung_up(session):
                    break
        finally:
            address.connections -= 1
            del self.connections[session]
            self.gateway.forget(session)
            self.injector.forget(session)
            connection.close()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _address(self, request: web.Request) -> Address:
        return self._addresses.get(request.remote or "", self.now_ms)


def _tell_fault(entry: Injected) -> None:
    log.info("fault", fault=entry.fault, line=entry.line, nth=entry.nth, what=entry.what, exchange_ms=entry.time)


def _report(blocks: asyncio.Task[None]) -> None:
    if not blocks.cancelled() and (error := blocks.exception()) is not None:
        log.critical("no more blocks: restart the exchange", exc_info=error)


def _is_json(request: web.Request) -> bool:
    kind = request.content_type
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _cannot_listen(error: OSError, host: str, port: int) -> ConfigError:
    if error.errno == errno.EADDRINUSE:
        return ConfigError(
            f"port {port} is taken by another program. "
            "Choose one with --port, or use --network localhost to trade on what listens there."
        )
    if error.errno == errno.EACCES:
        return ConfigError(f"port {port} needs rights we do not have. Choose one above 1023 with --port.")
    return ConfigError(f"cannot listen on {host} port {port}: {error.strerror or error}")
