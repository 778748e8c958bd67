"""Nonces: the time in ms, but never twice and never backwards. One generator per signing key."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from hyperquote.errors import ConfigError, SigningError, ValidationError

try:
    import fcntl
except ImportError:  # Windows
    _has_locks = False
else:
    _has_locks = True

_DAY_MS: Final = 86_400_000
_DIGITS: Final = 20  # every state of the file has the same length, so no write can leave a shorter number behind


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Nonces:
    """next = max(now, last + 1). Safe to share between threads; the venue counts per key, not per account."""

    def __init__(self, now_ms: Callable[[], int] = _now_ms, high_water: int = 0) -> None:
        self._now_ms = now_ms
        self._last = high_water
        self._lock = threading.Lock()

    @classmethod
    def shared(
        cls, address: str, directory: Path | str | None = None, now_ms: Callable[[], int] = _now_ms
    ) -> "SharedNonces":
        """Return the nonces of a signer that all processes of this user share, and that outlive them.

        They are kept in `directory`, or else in `hyperquote/nonces` of the user's state directory (XDG_STATE_HOME).
        """
        folder = state_directory() / "nonces" if directory is None else Path(directory).expanduser()
        return SharedNonces(folder / address.lower(), now_ms)

    def next(self) -> int:
        """Return a nonce (UTC ms) above every one before it."""
        with self._lock:
            self._last = max(self._now_ms(), self._last + 1)
            return self._last

    def check(self, nonce: int) -> None:
        """Raise ValidationError for a nonce (UTC ms) that the venue takes no more (two days old) or not yet (a day)."""
        now_ms = self._now_ms()
        if not now_ms - 2 * _DAY_MS < nonce < now_ms + _DAY_MS:
            raise ValidationError(
                f"nonce: {nonce} is not a time (UTC ms) between two days ago and a day from now, as the venue wants; "
                f"it is {now_ms} now"
            )

    def __repr__(self) -> str:
        return f"Nonces(high_water={self._last})"

    @property
    def high_water(self) -> int:
        """The highest nonce handed out, to be kept over a restart."""
        return self._last

    @high_water.setter
    def high_water(self, value: int) -> None:
        with self._lock:
            self._last = max(self._last, value)


class SharedNonces(Nonces):
    """next = max(now, last + 1), with the last in a file that is locked meanwhile.

    The file is opened for each nonce (some ten microseconds): a lock belongs to an opening, so threads and forked
    processes exclude each other too. It must be on a disk of this machine; locks over a network are not to be trusted.
    Not written through to the disk each time: after a crash of the machine, the clock is ahead of all that was used.
    """

    def __init__(self, path: Path, now_ms: Callable[[], int] = _now_ms) -> None:
        super().__init__(now_ms)
        if not _has_locks:
            raise ConfigError("nonces cannot be shared between processes on this system: use Nonces() in one process")
        self._path: Final = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"cannot keep nonces in {path.parent} ({error}): name another directory, or set XDG_STATE_HOME to one "
                "that can be written"
            ) from None
        with self._locked() as file:
            self._read(file)

    def __repr__(self) -> str:
        return f"SharedNonces({str(self._path)!r})"

    def next(self) -> int:
        """Return a nonce (UTC ms) above every one that any process has taken.

        SigningError where the file cannot be used, or is over a day ahead of the clock: the venue takes no such nonce.
        """
        with self._locked() as file:
            now_ms = self._now_ms()
            nonce = max(now_ms, self._read(file) + 1)
            if nonce >= now_ms + _DAY_MS:
                raise SigningError(
                    f"the last nonce in {self._path} is a day or more ahead of the clock, where the venue takes none. "
                    "Set the clock right; if it is, it was wrong then: delete the file while nothing signs"
                )
            self._write(file, nonce)
            return nonce

    @property
    def high_water(self) -> int:
        """The highest nonce that any process has taken."""
        with self._locked() as file:
            return self._read(file)

    @high_water.setter
    def high_water(self, value: int) -> None:
        with self._locked() as file:
            if value > self._read(file):
                self._write(file, value)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        """Open the file and hold its lock, which closing gives back, as does the death of the process."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SigningError(f"cannot open the file of nonces: {error}") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        except OSError as error:
            raise SigningError(f"cannot use the file of nonces {self._path}: {error}") from None
        finally:
            os.close(file)

    def _read(self, file: int) -> int:
        text = os.pread(file, _DIGITS + 1, 0)
        if not text:
            return 0
        if len(text) != _DIGITS or not text.isdigit():
            raise SigningError(f"{self._path} holds no nonce; delete it while nothing signs with this key")
        return int(text)

    def _write(self, file: int, nonce: int) -> None:
        os.pwrite(file, b"%0*d" % (_DIGITS, nonce), 0)


def state_directory() -> Path:
    """Return where we keep what must outlive a process: `hyperquote` under XDG_STATE_HOME or ~/.local/state."""
    base = os.environ.get("XDG_STATE_HOME", "")
    # the standard says that a relative path there is to be ignored
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "state") / "hyperquote"
