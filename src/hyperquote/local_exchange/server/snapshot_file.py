"""Snapshots on disk: written by a child process while the exchange goes on, whole or not at all.

file = magic, version, digest of the body, body        body = where in the journal it was taken, and the graph
"""

import gc
import os
import signal
import zlib
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.journal import Place
from hyperquote.local_exchange.server.garbage import no_collections
from hyperquote.local_exchange.server.journal_file import JournalFile
from hyperquote.local_exchange.snapshot import SnapshotError, dump, load

MAGIC: Final = b"HQXS"
VERSION: Final = 1
HEAD: Final = MAGIC + VERSION.to_bytes(2, "big")
KEPT: Final = 2  # the one before is for the case that the last cannot be read
SUFFIX: Final = ".hqs"
_DIGEST_BYTES: Final = 16
_QUICK: Final = 1  # of zlib's levels


class Snapshot(Struct, frozen=True, array_like=True):
    """The exchange as the journal had made it up to `place`."""

    place: Place
    checksum: str
    graph: bytes

    @classmethod
    def of(cls, exchange: LocalExchange, place: Place) -> "Snapshot":
        """Take one. Raises SnapshotError if something on the exchange has no place in one."""
        exchange.absorb()
        with no_collections():
            return cls(place, exchange.checksum(), zlib.compress(dump(exchange), _QUICK))

    def exchange(self) -> LocalExchange:
        """Return the exchange. Raises SnapshotError unless it is the same."""
        try:
            graph = zlib.decompress(self.graph)
        except zlib.error as problem:
            raise SnapshotError(f"the snapshot cannot be unpacked: {problem}") from None
        with no_collections():
            exchange = load(graph)
        if not isinstance(exchange, LocalExchange) or exchange.checksum() != self.checksum:
            raise SnapshotError("the snapshot gives another state than it was taken of")
        return exchange


def write(folder: Path, snapshot: Snapshot) -> Path:
    """Write a snapshot beside its final name, bring it to the disk and rename it; older ones go. Raises OSError."""
    body = msgspec.msgpack.encode(snapshot)
    path = folder / f"{snapshot.place.count:012d}{SUFFIX}"
    begun = path.with_suffix(".part")
    with begun.open("wb") as file:
        file.write(HEAD + blake2b(body, digest_size=_DIGEST_BYTES).digest() + body)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
    for old in newest_first(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def newest_first(folder: Path) -> list[Path]:
    """Return the snapshots of a folder."""
    return sorted(folder.glob(f"*{SUFFIX}"), reverse=True)


def read(path: Path) -> Snapshot:
    """Return what stands in a file. Raises SnapshotError if that is not what was written."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise SnapshotError(f"cannot be read: {problem.strerror}") from None
    start = len(HEAD) + _DIGEST_BYTES
    if data[: len(HEAD)] != HEAD:
        raise SnapshotError("is no snapshot of this version")
    if blake2b(data[start:], digest_size=_DIGEST_BYTES).digest() != data[len(HEAD) : start]:
        raise SnapshotError("is damaged")
    return msgspec.msgpack.decode(data[start:], type=Snapshot)


class SnapshotKeeper:
    """Takes a snapshot of a gateway's exchange every `every_s`, one at a time.

    The child has the memory of the moment it was made in, and what the exchange does meanwhile does not touch it.
    Where there are no child processes of this kind (Windows) it is written at the end only.
    """

    def __init__(self, journal: JournalFile, every_s: float) -> None:
        self._journal: Final = journal
        self._folder: Final = journal.path.parent
        self._every_s: Final = every_s
        self._due_s = 0.0
        self._child = 0

    def is_due(self, now_s: float) -> bool:
        """Return whether it is time for the next; the first is due `every_s` after the first question."""
        if self._due_s == 0.0:
            self._due_s = now_s + self._every_s
        return now_s >= self._due_s and not self._child and hasattr(os, "fork")

    def begin(self, gateway: Gateway, now_s: float) -> None:
        """Let a child write one; the exchange must not be in the middle of something."""
        self._due_s = now_s + self._every_s
        place = self._journal.place
        self._child = os.fork()
        if self._child == 0:
            code = 1
            try:
                _leave_the_parent_alone()
                _sync(self._journal.path)  # a snapshot may not know more than the journal
                write(self._folder, Snapshot.of(gateway.exchange, place))
                code = 0
            finally:
                os._exit(code)

    def ended(self) -> bool | None:
        """Return whether the child has succeeded, or None while it is at work or there is none."""
        if not self._child:
            return None
        pid, status = os.waitpid(self._child, os.WNOHANG)
        if pid == 0:
            return None
        self._child = 0
        return status == 0

    def finish(self, gateway: Gateway) -> None:
        """Take a last one now, after the child has ended. Raises SnapshotError or OSError."""
        if self._child:
            with suppress(ChildProcessError):
                os.waitpid(self._child, 0)
            self._child = 0
        self._journal.sync()
        write(self._folder, Snapshot.of(gateway.exchange, self._journal.place))


def _leave_the_parent_alone() -> None:
    """Let go of its memory, signals, lock, port and clients: should it die, nothing of it may live on in here."""
    gc.disable()
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
