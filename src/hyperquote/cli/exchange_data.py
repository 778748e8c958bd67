"""`hyperquote exchange --data DIR`: an exchange whose state survives, whatever ends it."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from hyperquote import __version__
from hyperquote.errors import ConfigError
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.journal import Genesis, JournalError, Scan, replay
from hyperquote.local_exchange.server import snapshot_file
from hyperquote.local_exchange.server.journal_file import JournalFile
from hyperquote.local_exchange.snapshot import SnapshotError

_TELL_EVERY_S = 2.0

log = structlog.get_logger("local_exchange")


class MarketOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What decides how an exchange begins. All of it is kept with its journal."""

    market: str = "crowd"
    seed: int = 0
    tape: str | None = None
    speed: float = 1.0
    scenario: str | None = None
    queue: str | None = None
    book_interval_ms: int = 5_000
    venue_limits: bool = False
    blocks: bool = False

    def contradiction(self, begun: "MarketOptions") -> str:
        """Return the option that was given and is not what the journal was begun with; "" if there is none."""
        standard = MarketOptions()
        for name in self.__struct_fields__:
            given, first = getattr(self, name), getattr(begun, name)
            if given != first and given != getattr(standard, name):
                return f"--{name.replace('_', '-')} {given}, and the journal was begun with {first}"
        return ""


def open_journal(
    folder: Path, options: MarketOptions, start_ms: int, build: Callable[[MarketOptions, int], Gateway]
) -> tuple[Gateway, JournalFile]:
    """Return the exchange of a folder as it was when it ended, or a new one, and the journal it goes on in.

    Raises JournalError if the folder is taken or its journal damaged, ConfigError if `options` contradict it.
    """
    journal = JournalFile(folder)
    try:
        if journal.is_new:
            gateway = build(options, start_ms)
            journal.begin(Genesis(start_ms, msgspec.json.encode(options).decode(), __version__))
        else:
            gateway = _recovered(journal, options, build)
    except BaseException:
        journal.close()
        raise
    gateway.inputs = journal
    return gateway, journal


def _recovered(journal: JournalFile, options: MarketOptions, build: Callable[[MarketOptions, int], Gateway]) -> Gateway:
    began_s = time.monotonic()
    data = journal.read()
    genesis = next(Scan(data).entries(), None)
    if not isinstance(genesis, Genesis):
        raise JournalError(f"{journal.path} begins with no genesis: move it away to begin anew")
    begun = msgspec.json.decode(genesis.options, type=MarketOptions)
    if contradiction := options.contradiction(begun):
        raise ConfigError(f"{contradiction}. Leave the option out, or give another --data folder")
    for path in snapshot_file.newest_first(journal.path.parent):
        scan = Scan(data)
        try:
            gateway = _of_snapshot(path, scan)
            _play(gateway, scan)
        except (SnapshotError, JournalError) as problem:
            log.warning("a snapshot is passed over", file=path.name, reason=str(problem))
        else:
            source = path.name
            break
    else:
        scan, source = Scan(data), "the journal alone"
        entries = scan.entries()
        next(entries)  # the genesis
        gateway = build(begun, genesis.start_ms)
        try:
            _play(gateway, scan)
        except JournalError as problem:
            raise JournalError(f"{journal.path}: {problem}") from None
    if scan.torn_bytes:
        log.warning("the last write was cut short, and nobody was told of it", bytes_dropped=scan.torn_bytes)
    journal.resume(scan)
    log.info(
        "recovered",
        inputs=scan.count,
        source=source,
        seconds=round(time.monotonic() - began_s, 2),
        checksum=gateway.exchange.checksum(),
    )
    return gateway


def _of_snapshot(path: Path, scan: Scan) -> Gateway:
    """Return the exchange of a snapshot, and let `scan` stand where it was taken."""
    snapshot = snapshot_file.read(path)
    if not scan.skip_to(snapshot.place):
        raise SnapshotError("is of another journal, or of more than the disk has of this one")
    return Gateway(snapshot.exchange())


def _play(gateway: Gateway, scan: Scan) -> None:
    """Do what the rest of a journal says."""
    told_s = time.monotonic()
    for entry in scan.entries():
        replay(gateway, entry)
        if time.monotonic() - told_s > _TELL_EVERY_S:
            told_s = time.monotonic()
            log.info("replaying the journal", done=f"{scan.share:.0%}")
