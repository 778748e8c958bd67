"""When a fault strikes: its window, its share, its count; all of it decided by the plan's seed and the traffic."""

from random import Random
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from msgspec import Meta, Struct

if TYPE_CHECKING:
    from hyperquote.local_exchange.changes import AnyChange
    from hyperquote.local_exchange.exchange import LocalExchange
    from hyperquote.local_exchange.faults.traffic import Frame, Message, Request

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Seconds = Annotated[float, Meta(ge=0.0)]
Count = Annotated[int, Meta(ge=0)]
Milliseconds = Annotated[int, Meta(ge=0)]


class Fault(Struct, frozen=True, kw_only=True, tag_field="fault", forbid_unknown_fields=True):
    """One line of a plan. An opportunity is a frame, message, request or block that the fault's filter matches."""

    after_s: Seconds = 0.0  # not before this long after the plan was put in force
    for_s: Seconds | None = None  # and for this long; null: until the plan ends
    skip: Count = 0  # the first opportunities that pass unharmed
    times: Count | None = None  # at most so often; null: without limit
    probability: Share = 1.0  # of each opportunity
    user: str = ""  # an address, in any letter case; "" is everybody
    coin: str = ""  # "" is every coin

    title: ClassVar[str] = ""
    looks_at: ClassVar[frozenset[str]] = frozenset()  # of: frames, messages, requests, blocks, clock, process

    @property
    def id(self) -> str:
        """The id in the vocabulary of faults: W1, R2, …"""
        return str(self.__struct_config__.tag)

    def meets_frame(self, frame: "Frame") -> bool:
        """Return whether a frame on its way to a client is an opportunity."""
        return False

    def on_frame(self, run: "Run", frame: "Frame", now_ms: int) -> "list[Frame]":
        """Return what is sent instead of the frame."""
        return [frame]

    def meets_message(self, message: "Message") -> bool:
        """Return whether a client's WebSocket message is an opportunity."""
        return False

    def on_message(self, run: "Run", message: "Message", now_ms: int) -> None:
        """Change what becomes of a client's message."""

    def meets_request(self, request: "Request") -> bool:
        """Return whether an HTTP request or a new connection is an opportunity."""
        return False

    def on_arrival(self, run: "Run", request: "Request", now_ms: int) -> None:
        """Change what becomes of a request before the exchange sees it."""

    def on_departure(self, run: "Run", request: "Request", now_ms: int) -> None:
        """Change the reply, which is in `request.reply` by now."""

    def on_block(self, run: "Run", exchange: "LocalExchange", now_ms: int) -> "list[AnyChange]":
        """Return what happens to the exchange in this block."""
        return []

    def matches(self, user: str, coin: str) -> bool:
        """Return whether the filter on user and coin lets this pass."""
        return (not self.user or self.user.lower() == user) and (not self.coin or self.coin == coin)


class Run:
    """A fault in force: its own generator, its counters, and what it has to remember."""

    def __init__(self, fault: Fault, number: int, seed: int, started_ms: int) -> None:
        self.fault = fault
        self.number = number
        self.rng = Random(f"{seed}/{number}/{fault.id}")
        self.started_ms = started_ms
        self.seen = 0
        self.fired = 0
        self.memory: dict[Any, Any] = {}

    def is_open(self, now_ms: int) -> bool:
        """Return whether the window is open and the count not used up."""
        fault = self.fault
        since_s = (now_ms - self.started_ms) / 1_000.0
        if since_s < fault.after_s or (fault.for_s is not None and since_s >= fault.after_s + fault.for_s):
            return False
        return fault.times is None or self.fired < fault.times

    def fires(self, now_ms: int) -> bool:
        """Decide about one opportunity. Outside the window nothing is counted and nothing drawn."""
        if not self.is_open(now_ms):
            return False
        self.seen += 1
        if self.seen <= self.fault.skip:
            return False
        if self.fault.probability < 1.0 and self.rng.random() >= self.fault.probability:
            return False
        self.fired += 1
        return True
