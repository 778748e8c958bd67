"""The injector: stands between clients and the exchange and decides, for all that passes, what becomes of it."""

from collections import Counter, deque
from collections.abc import Callable
from heapq import heappop, heappush

from msgspec import Struct

from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.plan import FaultPlan
from hyperquote.local_exchange.faults.process import DiskTrouble, Peril, ProcessEnds
from hyperquote.local_exchange.faults.schedule import Run
from hyperquote.local_exchange.faults.traffic import CLOSE, Frame, Message, Request
from hyperquote.local_exchange.faults.venue import Latency, Upgrade, WrongClock

KEPT_ENTRIES = 10_000


class Injected(Struct, frozen=True, rename="camel"):
    """One fault that struck: when (exchange's time, UTC ms), which line of the plan, and whom or what."""

    time: int
    fault: str
    line: int  # of the plan, counted from 0
    nth: int  # how often this line has struck, this time included
    what: str


class Injector:
    """Plans in force, and the frames that are on their way.

    Pure: time comes in with each call; the same plans and the same traffic give the same faults. For a request:
    `arrive`, wait `delay_ms`, let the exchange act unless there is a `reply` or it `is_lost`, `depart`, wait
    `reply_delay_ms`, and answer unless `is_reply_lost`. For frames: `send`, then `take_due` whenever time has passed.
    """

    def __init__(self, exchange: LocalExchange, on_fault: Callable[[Injected], None] | None = None) -> None:
        self.exchange = exchange
        self.log: deque[Injected] = deque(maxlen=KEPT_ENTRIES)
        self.counts: Counter[str] = Counter()
        self._on_fault = on_fault
        self._runs: list[Run] = []
        self._waiting: list[tuple[int, int, Frame]] = []  # a heap by time, then by order of sending
        self._sent = 0
        self._last_due_ms: dict[int, int] = {}

    # -- plans ------------------------------------------------------------------------------------------------------

    def add(self, plan: FaultPlan, now_ms: int) -> None:
        """Put a plan in force beside those there are; its times count from now."""
        for fault in plan.faults:
            self._runs.append(Run(fault, len(self._runs), plan.seed, now_ms))

    def clear(self) -> None:
        """End all plans. What is on its way arrives; the log is kept."""
        self._runs.clear()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is planned and nothing on its way."""
        return not self._runs and not self._waiting

    @property
    def runs(self) -> list[Run]:
        """The faults in force, in the order of their lines."""
        return self._runs

    # -- frames and messages ----------------------------------------------------------------------------------------

    def send(self, session: int, bodies: list[bytes], now_ms: int) -> None:
        """Take frames for one client; what becomes of them comes with `take_due`."""
        runs = self._looking_at("frames", now_ms)
        for body in bodies:
            frames = [Frame(session, body, now_ms)]
            for run in runs:
                frames = self._pass(run, frames, now_ms)
            for frame in frames:
                self._queue(frame)

    def take_due(self, now_ms: int) -> list[Frame]:
        """Return the frames that arrive by now, in order; one with a `close_code` ends its connection."""
        due: list[Frame] = []
        while self._waiting and self._waiting[0][0] <= now_ms:
            due.append(heappop(self._waiting)[2])
        return due

    @property
    def next_due_ms(self) -> int | None:
        """When the next frame arrives; None if none is on its way."""
        return self._waiting[0][0] if self._waiting else None

    def forget(self, session: int) -> None:
        """The connection is gone: so is what was on its way to it."""
        self._waiting = sorted(entry for entry in self._waiting if entry[2].session != session)
        self._last_due_ms.pop(session, None)

    def hear(self, session: int, text: str, now_ms: int) -> Message:
        """Decide about a client's WebSocket message."""
        message = Message(session, text)
        for run in self._looking_at("messages", now_ms):
            if run.fault.meets_message(message) and run.fires(now_ms):
                run.fault.on_message(run, message, now_ms)
                self._note(run, f"message of connection {session}: {message.method} {message.subscription}", now_ms)
        return message

    # -- requests ---------------------------------------------------------------------------------------------------

    @property
    def looks_at_requests(self) -> bool:
        """Whether any fault in force concerns requests."""
        return any("requests" in run.fault.looks_at for run in self._runs)

    def arrive(self, endpoint: str, body: bytes, now_ms: int, is_post: bool = False) -> Request:
        """Decide about a request ("info", "exchange") or a new connection ("ws") before the exchange sees it.

        `is_post`: it came over WebSocket.
        """
        request = Request(endpoint, body, self.exchange, now_ms, is_post)
        for run in self._looking_at("requests", now_ms):
            if run.fault.meets_request(request) and run.fires(now_ms):
                request.met.append(run)
                run.fault.on_arrival(run, request, now_ms)
                self._note(run, f"{'post of ' * is_post}{endpoint} {request.kind}".strip(), now_ms)
        return request

    def depart(self, request: Request, now_ms: int) -> None:
        """Decide about the reply, which stands in the request."""
        for run in request.met:
            run.fault.on_departure(run, request, now_ms)

    # -- time -------------------------------------------------------------------------------------------------------

    def advance(self, now_ms: int) -> list[AnyChange]:
        """Return what happens to the exchange in the block at this time."""
        changes: list[AnyChange] = []
        for run in self._looking_at("blocks", now_ms):
            found = run.fault.on_block(run, self.exchange, now_ms)
            if found:
                changes.extend(found)
                self._note(run, ", ".join(sorted({type(change).__name__ for change in found})), now_ms)
        return changes

    def perils(self, now_ms: int) -> list[Peril]:
        """Return what the exchange's process and disk suffer in the block at this time."""
        suffered: list[Peril] = []
        for run in self._looking_at("process", now_ms):
            if isinstance(run.fault, ProcessEnds | DiskTrouble) and run.fires(now_ms):
                suffered.append(run.fault.peril(run))
                self._note(run, run.fault.how, now_ms)
        return suffered

    def clock(self, now_ms: int) -> int:
        """Return the time that the exchange believes it is."""
        offset_ms = 0
        for run in self._runs:
            if isinstance(run.fault, WrongClock):
                off_ms = run.fault.clock_offset_ms(run, now_ms)
                if off_ms and not run.fired:
                    run.fired = 1
                    self._note(run, f"{run.fault.how} of the clock", now_ms)
                offset_ms += off_ms
        return now_ms + offset_ms

    # -- inside -----------------------------------------------------------------------------------------------------

    def _looking_at(self, what: str, now_ms: int) -> list[Run]:
        return [
            run
            for run in self._runs
            if what in run.fault.looks_at
            and run.is_open(now_ms)
            and not (isinstance(run.fault, Upgrade) and not run.fault.affects(run, now_ms))
        ]

    def _pass(self, run: Run, frames: list[Frame], now_ms: int) -> list[Frame]:
        """Let frames pass one fault; an earlier one may have made several of one, or the end of the connection."""
        passed: list[Frame] = []
        for frame in frames:
            if frame.body != CLOSE and run.fault.meets_frame(frame) and run.fires(now_ms):
                out = run.fault.on_frame(run, frame, now_ms)
                if not (len(out) == 1 and out[0] is frame):
                    self._note(run, f"{frame.channel} {frame.coin}".strip() + f" to connection {frame.session}", now_ms)
                passed.extend(out)
            else:
                passed.append(frame)
        return passed

    def _queue(self, frame: Frame) -> None:
        due_ms = frame.due_ms
        if frame.is_in_order:
            due_ms = max(due_ms, self._last_due_ms.get(frame.session, 0))
            self._last_due_ms[frame.session] = due_ms
        self._sent += 1
        heappush(self._waiting, (due_ms, self._sent, frame))

    def _note(self, run: Run, what: str, now_ms: int) -> None:
        fault_id = run.fault.id
        self.counts[fault_id] += 1
        if isinstance(run.fault, Latency) and run.fired > 1:
            return  # it strikes everything: the count says how often
        entry = Injected(now_ms, fault_id, run.number, run.fired, what)
        self.log.append(entry)
        if self._on_fault is not None:
            self._on_fault(entry)
