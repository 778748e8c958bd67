"""The session's memory on disk: SQLite in WAL mode, one file per session.

An order is committed before it may be sent, so after `kill -9` at any instant every order that could be at the
venue is on disk. Everything else waits for the next commit, at most a second. WAL with synchronous=NORMAL
survives the death of the process; after a power cut the newest second may be missing, which the start-up
query for leftovers covers.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from hyperquote.errors import ConfigError, HyperquoteError
from hyperquote.market_maker.commands import Command, NewOrder, Note
from hyperquote.market_maker.events import Fill
from hyperquote.market_maker.infra.journal_schema import (
    ENDED,
    FILE_NAME,
    MAX_NOTES,
    MAY_REST,
    MID_REPEAT_MS,
    MID_SPACING_MS,
    SCHEMA_VERSION,
    TABLES,
    FillRow,
    NoteRow,
    OrderRow,
    Parts,
    SampleRow,
    SessionInfo,
)
from hyperquote.market_maker.infra.watch import best_order
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.view import View

COMMIT_EVERY_MS = 1_000


def _marks(count: int) -> str:
    return ", ".join("?" * count)


_MOVE_ORDER = (
    "UPDATE orders SET state = ?, state_ms = ?, oid = max(oid, ?) "  # noqa: S608  nothing but question marks goes in
    f"WHERE cloid = ? AND state NOT IN ({_marks(len(ENDED))})"
)
_Row = TypeVar("_Row", bound=msgspec.Struct)


class JournalError(HyperquoteError):
    """The journal cannot be written any more: nothing new may be sent, quotes are to be withdrawn."""


class Journal:
    """Writes one session into `directory`, which is made if need be.

    Raises `ConfigError` when the directory or the file in it cannot be used, `JournalError` when a write fails later.
    """

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE_NAME
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self.path, isolation_level=None)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"the journal {self.path} cannot be written ({error}). Choose a directory that you may write to with "
                "--sessions, or move the broken file away."
            ) from error
        self._committed_ms = 0
        self._mid_ms = -MID_SPACING_MS
        self._last_mid = 0.0
        self._notes = 0
        self.notes_dropped = 0

    def _prepare(self) -> None:
        database = self._database
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("it holds an earlier session; each needs a directory of its own")
        database.executescript(f"PRAGMA user_version = {SCHEMA_VERSION};{TABLES}")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self._database.in_transaction:
                self._database.execute("BEGIN IMMEDIATE")
            yield self._database
        except sqlite3.Error as error:
            raise JournalError(
                f"the journal {self.path} cannot be written ({error}). Make room on the disk, then start again."
            ) from error

    def _insert(self, into: str, row: msgspec.Struct) -> None:
        values = msgspec.structs.astuple(row)
        with self._writing() as database:
            database.execute(f"{into} VALUES ({_marks(len(values))})", values)

    def commit(self) -> None:
        """Put everything written so far on disk."""
        with self._writing() as database:
            database.execute("COMMIT")

    def _commit_when_due(self, now_ms: int) -> None:
        if now_ms - self._committed_ms >= COMMIT_EVERY_MS:
            self._committed_ms = now_ms
            self.commit()

    def begin(self, info: SessionInfo) -> None:
        """Write what this session is; the first call."""
        with self._writing() as database:
            database.execute("INSERT INTO session (info) VALUES (?)", (msgspec.json.encode(info),))
        self.commit()

    def order_sent(self, order: NewOrder, local_ms: int) -> None:
        """Write one order. Call `commit` (or `orders_sent`) before it goes out."""
        self._insert(
            "INSERT OR REPLACE INTO orders",
            OrderRow(
                cloid=order.cloid,
                oid=0,
                is_buy=order.is_buy,
                px_units=order.px_units,
                lots=order.lots,
                level=order.level,
                tif=order.tif,
                reduce_only=order.reduce_only,
                decided_ms=local_ms,
                state=OrderState.SENT,
                state_ms=local_ms,
            ),
        )

    def orders_sent(self, orders: list[NewOrder], local_ms: int) -> None:
        """Write a request's orders and commit: when this returns they may be sent."""
        for order in orders:
            self.order_sent(order, local_ms)
        self._committed_ms = local_ms
        self.commit()

    def order_state(self, cloid: str, state: str, local_ms: int, oid: int = 0) -> None:
        """Write where an order stands (`tracking.order.OrderState`). An end is final: later words do not change it."""
        with self._writing() as database:
            database.execute(_MOVE_ORDER, (state, local_ms, oid, cloid, *ENDED))

    def fill(self, fill: Fill, level: int, mid_before: float | None) -> None:
        """Write one fill, once however often it is told. `level`: rung of its order, −1 when not ours to know."""
        self._insert(
            "INSERT OR IGNORE INTO fill",
            FillRow(
                exchange_ms=fill.exchange_ms,
                tid=fill.tid,
                oid=fill.oid,
                cloid=fill.cloid,
                is_buy=fill.is_buy,
                px_units=fill.px_units,
                lots=fill.lots,
                fee_micro=fill.fee_micro,
                closed_pnl_micro=fill.closed_pnl_micro,
                level=level,
                is_maker=fill.is_maker,
                mid_before=mid_before,
            ),
        )

    def mid(self, exchange_ms: int, mid: float) -> None:
        """Write a mid (USD) that changed, an unchanged one once a second: silence means that nothing was heard."""
        if exchange_ms - self._mid_ms < (MID_REPEAT_MS if mid == self._last_mid else MID_SPACING_MS):
            return
        self._last_mid = mid
        self._mid_ms = exchange_ms
        with self._writing() as database:
            database.execute("INSERT OR REPLACE INTO mid VALUES (?, ?)", (exchange_ms, mid))

    def sample(self, view: View) -> None:
        """Write the engine's view; once a second is plenty."""
        row = sample_row(view)
        self._insert("INSERT OR REPLACE INTO sample", row)
        self._commit_when_due(row.local_ms)

    def note(self, note: Note, local_ms: int) -> None:
        """Write a line for the operator."""
        if note.level in {"debug", "info"}:
            if self._notes >= MAX_NOTES:
                self.notes_dropped += 1
                return
            self._notes += 1
        with self._writing() as database:
            database.execute("INSERT INTO note VALUES (?, ?, ?, ?)", (local_ms, note.level, note.topic, note.text))

    def command(self, command: Command, detail: str, local_ms: int) -> None:
        """Write that the engine wanted something; `detail` names the orders it concerns."""
        with self._writing() as database:
            database.execute("INSERT INTO command VALUES (?, ?, ?)", (local_ms, type(command).__name__, detail))

    def finish(self, summary: str, local_ms: int) -> None:
        """Write the closing words; a session without them died. Then close the file."""
        with self._writing() as database:
            database.execute("UPDATE session SET summary = ?, finished_ms = ?", (summary, local_ms))
        self.commit()
        self.close()

    def close(self) -> None:
        """Commit and close; may be called twice."""
        try:
            if self._database.in_transaction:
                self._database.execute("COMMIT")
        except sqlite3.ProgrammingError:
            return  # closed before
        self._database.close()


def sample_row(view: View) -> SampleRow:
    """Return the part of a view that the journal keeps."""
    money, params = view.money, view.params
    bid, ask = best_order(view, is_buy=True), best_order(view, is_buy=False)
    gamma = [factor.bps for factor in view.gamma_factors if factor.name == "gamma"]
    return SampleRow(
        local_ms=view.local_ns // 1_000_000,
        mid=view.mid or None,
        best_bid=view.best_bid or None,
        best_ask=view.best_ask or None,
        microprice=params.microprice if params else None,
        our_bid=bid.px if bid else None,
        our_ask=ask.px if ask else None,
        position=view.position,
        max_position=view.max_position,
        realized=money.realized,
        unrealized=money.unrealized,
        fees=money.fees,
        funding=money.funding,
        spread=money.spread,
        adverse=money.adverse,
        inventory=money.inventory,
        total=money.total,
        equity=money.equity,
        drawdown=view.drawdown,
        sigma=params.sigma if params else None,
        kappa=params.kappa if params else None,
        gamma=gamma[0] if gamma else None,
        mode=view.mode,
        gates="; ".join(view.gates),
        parts=msgspec.json.encode(Parts(_pairs(view.spread), _pairs(view.skew), _pairs(view.gamma_factors))).decode(),
    )


def _pairs(parts: list[Component]) -> list[tuple[str, float]]:
    return [(part.name, part.bps) for part in parts]


class JournalReader:
    """Reads a journal, also that of a session still running. Raises `ConfigError` when there is none to read."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE_NAME
        if not self.path.is_file():
            raise ConfigError(
                f"no session in {directory}: {FILE_NAME} is not there. `ls sessions` shows what there is."
            )
        try:
            self._database = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            if version != SCHEMA_VERSION:
                raise sqlite3.DatabaseError(f"it has layout {version}, this version reads {SCHEMA_VERSION}")
            found = self._database.execute("SELECT info, summary, finished_ms FROM session").fetchone()
            if found is None:
                raise sqlite3.DatabaseError("the session never began")
            self.info = msgspec.json.decode(found[0], type=SessionInfo)
            self.summary: str | None = found[1]
            self.finished_ms: int | None = found[2]
        except (sqlite3.Error, msgspec.DecodeError) as error:
            raise ConfigError(f"the journal {self.path} cannot be read: {error}. Move it away to go on.") from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _rows(self, row: type[_Row], tail: str, values: tuple[str, ...] = ()) -> list[_Row]:
        try:
            names = row.__struct_fields__
            query = f"SELECT {', '.join(names)} FROM {tail}"  # noqa: S608  names and tails are written in this module
            found = self._database.execute(query, values).fetchall()
            return [msgspec.convert(dict(zip(names, each, strict=True)), row, strict=False) for each in found]
        except (sqlite3.Error, msgspec.ValidationError) as error:
            raise ConfigError(f"the journal {self.path} cannot be read: {error}. Move it away to go on.") from error

    def orders(self) -> list[OrderRow]:
        """Return all orders by the time of their decision."""
        return self._rows(OrderRow, "orders ORDER BY decided_ms, cloid")

    def open_or_unknown_orders(self) -> list[OrderRow]:
        """Return the orders that may rest at the venue as far as this session knew: look each up by its cloid."""
        return self._rows(OrderRow, f"orders WHERE state IN ({_marks(len(MAY_REST))}) ORDER BY decided_ms", MAY_REST)

    def fills(self) -> list[FillRow]:
        """Return all fills by time."""
        return self._rows(FillRow, "fill ORDER BY exchange_ms, tid")

    def fill_high_water(self) -> tuple[int, set[tuple[int, int]]]:
        """Return the time of the newest fill (UTC ms, 0 = none) and the (tid, oid) of the fills at that time."""
        newest = self._rows(FillRow, "fill WHERE exchange_ms = (SELECT max(exchange_ms) FROM fill)")
        return (newest[0].exchange_ms if newest else 0), {(fill.tid, fill.oid) for fill in newest}

    def samples(self) -> list[SampleRow]:
        """Return all samples by time."""
        return self._rows(SampleRow, "sample ORDER BY local_ms")

    def newest_sample(self) -> SampleRow | None:
        """Return the last sample, None before the first."""
        return next(iter(self._rows(SampleRow, "sample ORDER BY local_ms DESC LIMIT 1")), None)

    @property
    def written_s(self) -> float:
        """When the journal was last written (UTC s)."""
        beside = self.path.with_name(f"{self.path.name}-wal")
        return max(each.stat().st_mtime for each in (self.path, beside) if each.exists())

    def notes(self) -> list[NoteRow]:
        """Return all notes in the order they were written."""
        return self._rows(NoteRow, "note ORDER BY rowid")

    def mids(self) -> list[tuple[int, float]]:
        """Return (UTC ms, USD) of each recorded mid by time."""
        return self._database.execute("SELECT exchange_ms, mid FROM mid ORDER BY exchange_ms").fetchall()


def previous_session(sessions: Path, before: str = "") -> Path | None:
    """Return the directory of the newest readable journal under `sessions`, leaving out the session called `before`."""
    newest: tuple[int, Path] | None = None
    for path in sessions.glob(f"*/{FILE_NAME}"):
        if path.parent.name == before:
            continue
        try:
            reader = JournalReader(path.parent)
        except ConfigError:
            continue
        started = reader.info.started_ms
        reader.close()
        if newest is None or started > newest[0]:
            newest = (started, path.parent)
    return newest[1] if newest else None
