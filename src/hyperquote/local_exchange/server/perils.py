"""The exchange's own process and disk in the hands of a fault plan."""

import errno
import os
import signal
import time
from collections.abc import Iterable
from typing import Final

from hyperquote.errors import ConfigError
from hyperquote.local_exchange.faults.plan import FaultPlan
from hyperquote.local_exchange.faults.process import DiskTrouble, Peril, ProcessEnds
from hyperquote.local_exchange.server.journal_file import JournalFile

_ERRNO: Final = {"full": errno.ENOSPC, "read_only": errno.EROFS, "": 0}


class Perils:
    """Lets what a plan says of process and disk come true."""

    def __init__(self, journal: JournalFile | None, is_own_process: bool) -> None:
        self._journal: Final = journal
        self._is_own_process: Final = is_own_process

    def check(self, plan: FaultPlan) -> None:
        """Raise ConfigError for a line that cannot come true here."""
        for fault in plan.faults:
            if isinstance(fault, ProcessEnds) and fault.how != "stop" and not self._is_own_process:
                raise ConfigError(
                    "P1 would end the program that this exchange lives in; start an exchange of its own with "
                    "`hyperquote exchange`"
                )
            if isinstance(fault, DiskTrouble) and self._journal is None:
                raise ConfigError("P2 needs a journal to keep from the disk: start the exchange with --data DIR")

    def suffer(self, perils: Iterable[Peril]) -> None:
        """Suffer what this block brings, and no more of what the one before brought."""
        error = sync_ms = 0
        for peril in perils:
            error = _ERRNO[peril.disk] or error
            sync_ms = max(sync_ms, peril.sync_ms)
            if peril.process == "stop":
                time.sleep(peril.stop_ms / 1_000)  # the whole process, as SIGSTOP would
            elif peril.process and self._is_own_process:
                os.kill(os.getpid(), signal.SIGTERM if peril.process == "term" else signal.SIGKILL)
        if self._journal is not None:
            self._journal.write_error, self._journal.sync_delay_s = error, sync_ms / 1_000
