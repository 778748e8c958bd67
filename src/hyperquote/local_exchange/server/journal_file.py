"""The journal on disk: written before anything is done or acknowledged, one exchange at a time."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from hyperquote.local_exchange.changes import AnyChange
from hyperquote.local_exchange.inputs import InputLog
from hyperquote.local_exchange.journal import (
    HEAD,
    Act,
    Block,
    Changed,
    Entry,
    Genesis,
    JournalError,
    Place,
    Scan,
    StateMark,
    Submit,
    record,
)

try:
    import fcntl
except ImportError:  # Windows: two exchanges in one folder go unnoticed there
    _has_locks = False
else:
    _has_locks = True

FILE_NAME: Final = "journal.hqx"


class JournalFile(InputLog):
    """The journal in a folder.

    What was written survives the end of the process, kill -9 included. `sync` makes it survive the end of the machine.
    A write that fails leaves the file as it was and raises JournalError: the input is refused, and the next one may be
    taken again once there is room.
    """

    def __init__(self, folder: Path, write: Callable[[int, bytes], int] = os.write) -> None:
        """Open the journal of a folder, made if it is not there. Raises JournalError if another exchange has it."""
        self.path: Final = folder / FILE_NAME
        self._write: Final = write
        self._check = 0
        self._start = self._count = 0
        self._is_broken = False
        self.unsynced = False
        self.write_error = 0  # an errno with which every write fails, and
        self.sync_delay_s = 0.0  # how much longer a sync takes: what a fault plan makes of the disk
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as problem:
            raise JournalError(f"cannot keep a journal in {folder}: {problem.strerror}") from None
        try:
            if _has_locks:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._fd)
            raise JournalError(
                f"another exchange keeps its journal in {folder}; give each a folder of its own"
            ) from None
        self._size = os.fstat(self._fd).st_size

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever written."""
        return self._size == 0

    def begin(self, genesis: Genesis) -> None:
        """Write the first record of a new journal."""
        self._put(HEAD)
        self.write(genesis)
        self.sync()

    def read(self) -> bytes:
        """Return what stands in the file."""
        return self.path.read_bytes()

    def resume(self, scan: Scan) -> None:
        """Go on behind the last whole record; what a crash left half written is cut off."""
        os.ftruncate(self._fd, scan.end)
        self._size, self._check = scan.end, scan.check
        self._start, self._count = scan.start, scan.count
        os.lseek(self._fd, 0, os.SEEK_END)

    def write(self, entry: Entry) -> None:
        """Append an entry, whole or not at all."""
        data, check = record(entry, self._check)
        start = self._size
        self._put(data)
        self._start, self._check = start, check
        self._count += 1

    @property
    def place(self) -> Place:
        """Where it is written to next."""
        return Place(self._start, self._size, self._check, self._count)

    def sync(self) -> None:
        """Let the disk have what was written."""
        if self.unsynced:
            self.unsynced = False
            if self.sync_delay_s:
                time.sleep(self.sync_delay_s)
            os.fsync(self._fd)

    def close(self) -> None:
        """Sync and let go of the file."""
        if self._fd >= 0:
            with suppress(OSError):
                self.sync()
            os.close(self._fd)
            self._fd = -1

    # -- what a gateway tells ---------------------------------------------------------------------------------------

    def block(self, now_ms: int) -> None:
        """Keep it."""
        self.write(Block(now_ms))

    def action(self, body: bytes, now_ms: int, is_for_block: bool) -> None:
        """Keep it."""
        self.write(Submit(now_ms, body) if is_for_block else Act(now_ms, body))

    def change(self, change: AnyChange, now_ms: int) -> None:
        """Keep it."""
        self.write(Changed(now_ms, change))

    def mark(self, checksum: str) -> None:
        """Note the state, for the next replay to be held against."""
        self.write(StateMark(checksum))

    def _put(self, data: bytes) -> None:
        if self._is_broken:
            raise JournalError(f"the journal {self.path} is damaged by a failed write: restart the exchange")
        done = 0
        try:
            while done < len(data):
                done += self._write_some(data[done:])
        except OSError as problem:
            self._take_back()
            raise JournalError(
                f"cannot write the journal {self.path}: {problem.strerror}. "
                "Nothing is executed that is not written: make room, then try again"
            ) from None
        self._size += len(data)
        self.unsynced = True

    def _write_some(self, data: bytes) -> int:
        if self.write_error:
            raise OSError(self.write_error, os.strerror(self.write_error))
        return self._write(self._fd, data)

    def _take_back(self) -> None:
        """Cut a half-written record off."""
        try:
            os.ftruncate(self._fd, self._size)
            os.lseek(self._fd, 0, os.SEEK_END)
        except OSError:
            self._is_broken = True
