"""One session an account: two that trade it at once would take each other's orders and fills for errors."""

import os
from pathlib import Path
from types import TracebackType
from typing import Final

from hyperquote.errors import ConfigError

try:
    import fcntl
except ImportError:  # Windows has no such locks: there the operator has to see to it
    fcntl = None  # type: ignore[assignment]


class InstanceLock:
    """Holds the account of one network for this process, from `with` to its end; the process's death gives it back.

    The lock is on a file named after both, in `directory` on a disk of this machine. Entering raises `ConfigError`
    while another process holds it, and names that process.
    """

    def __init__(self, directory: Path, network: str, account: str) -> None:
        self.path: Final = directory / f"{network}-{account.lower()}.lock"
        self._what: Final = f"{account} on {network}"
        self._file: int | None = None

    def __enter__(self) -> "InstanceLock":
        """Take the lock."""
        if fcntl is None:
            return self
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise ConfigError(
                f"{self.path} cannot be written ({problem.strerror}): name another XDG_STATE_HOME"
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(file, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(file)
            raise ConfigError(
                f"another session trades {self._what} already (process {holder}). Stop it first, or give this one "
                "a sub-account of its own with network.account_address"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give it back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
