"""Messages on their way, in either direction."""

from typing import Final

from hyperquote.backtest.tape import NEVER_NS
from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.events import Event


class Parcel:
    """Something that arrives at `at_ns`: an event at the engine, or a command at the exchange."""

    def __init__(self, at_ns: int, sequence: int, event: Event | None, command: Command | None) -> None:
        self.at_ns: Final = at_ns
        self.sequence: Final = sequence
        self.event: Final = event
        self.command: Final = command

    def is_before(self, other: "Parcel") -> bool:
        """Return whether this one is delivered first: earlier, or posted earlier for the same instant."""
        if self.at_ns != other.at_ns:
            return self.at_ns < other.at_ns
        return self.sequence < other.sequence


class Mailbox:
    """A binary heap of parcels by (time, sequence): one order for one run, whatever the latencies."""

    def __init__(self) -> None:
        self._heap: Final[list[Parcel]] = []
        self._posted = 0
        self.next_ns = NEVER_NS

    def post(self, at_ns: int, event: Event | None, command: Command | None) -> None:
        """Send a parcel that arrives at `at_ns`."""
        parcel = Parcel(at_ns, self._posted, event, command)
        self._posted += 1
        heap = self._heap
        heap.append(parcel)
        at = len(heap) - 1
        while at > 0:
            parent = (at - 1) >> 1
            if not parcel.is_before(heap[parent]):
                break
            heap[at] = heap[parent]
            at = parent
        heap[at] = parcel
        self.next_ns = heap[0].at_ns

    def take(self) -> Parcel:
        """Return the next parcel and forget it."""
        heap = self._heap
        first = heap[0]
        last = heap.pop()
        size = len(heap)
        if size > 0:
            at = 0
            while True:
                child = 2 * at + 1
                if child >= size:
                    break
                if child + 1 < size and heap[child + 1].is_before(heap[child]):
                    child += 1
                if not heap[child].is_before(last):
                    break
                heap[at] = heap[child]
                at = child
            heap[at] = last
        self.next_ns = heap[0].at_ns if size > 0 else NEVER_NS
        return first
