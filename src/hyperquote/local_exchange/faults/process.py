"""P1 and P2: what happens to the exchange's own process and to the disk its journal is on."""

from typing import ClassVar, Literal

from msgspec import Struct

from hyperquote.local_exchange.faults.schedule import Fault, Milliseconds, Run


class Peril(Struct, frozen=True):
    """What the server is to suffer in this block."""

    process: Literal["", "kill", "term", "stop"] = ""
    stop_ms: int = 0
    disk: Literal["", "full", "read_only"] = ""
    sync_ms: int = 0  # how long bringing the journal to the disk takes besides


class ProcessEnds(Fault, frozen=True, kw_only=True, tag="P1"):
    """The exchange's process is killed (SIGKILL), told to end (SIGTERM), or stands still for `hold_ms`.

    A block is an opportunity: `skip` says before which one it happens. While it stands still its sockets stay open and
    nothing is answered. A process ends only where it is the exchange's own, started by `hyperquote exchange`.
    """

    how: Literal["kill", "term", "stop"]
    hold_ms: Milliseconds = 2_000

    title: ClassVar[str] = "process killed or stopped"
    looks_at: ClassVar[frozenset[str]] = frozenset({"process"})

    def peril(self, run: Run) -> Peril:
        """Return what becomes of the process."""
        return Peril(process=self.how, stop_ms=self.hold_ms)


class DiskTrouble(Fault, frozen=True, kw_only=True, tag="P2"):
    """The disk of the journal (`--data`) takes nothing, or is slow. A block is an opportunity, and lasts to the next.

    `full` and `read_only`: no write succeeds, so nothing is executed and time stands still. `slow`: bringing what was
    written to the disk takes `delay_ms`.
    """

    how: Literal["full", "read_only", "slow"] = "full"
    delay_ms: Milliseconds = 2_000

    title: ClassVar[str] = "disk full, read-only or slow"
    looks_at: ClassVar[frozenset[str]] = frozenset({"process"})

    def peril(self, run: Run) -> Peril:
        """Return what becomes of the disk."""
        return Peril(sync_ms=self.delay_ms) if self.how == "slow" else Peril(disk=self.how)
