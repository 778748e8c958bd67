import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fake_view import NOON_MS, fill, session_info, view

from hyperquote.errors import ConfigError
from hyperquote.market_maker.commands import AskAccount, NewOrder, Note
from hyperquote.market_maker.infra import journal as journal_module
from hyperquote.market_maker.infra.journal import Journal, JournalError, JournalReader, previous_session
from hyperquote.market_maker.infra.journal_schema import FILE_NAME
from hyperquote.market_maker.tracking.order import OrderState


def order(cloid: str = "0xaa", *, is_buy: bool = True) -> NewOrder:
    return NewOrder(cloid, is_buy, 1_106_950, 2_450, "Alo", False, 0)


def begun(path: Path, session_id: str = "7f3a", started_ms: int = NOON_MS) -> Journal:
    journal = Journal(path / session_id)
    journal.begin(session_info(session_id=session_id, started_ms=started_ms))
    return journal


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.orders_sent([order()], NOON_MS)
    journal.order_state("0xaa", OrderState.RESTING, NOON_MS + 5, oid=10)
    journal.fill(fill(), 0, 110_743.5)
    journal.mid(NOON_MS, 110_743.5)
    journal.sample(view())
    journal.note(Note("info", "risk", "reduce-only: drawdown 12.40 USD"), NOON_MS)
    journal.command(AskAccount(), "", NOON_MS)
    journal.finish("P&L +4.12 USD", NOON_MS + 300_000)
    reader = JournalReader(tmp_path / "7f3a")
    assert reader.info == session_info()
    assert reader.summary == "P&L +4.12 USD"
    assert reader.finished_ms == NOON_MS + 300_000
    (found,) = reader.orders()
    assert (found.cloid, found.oid, found.state, found.is_buy) == ("0xaa", 10, OrderState.RESTING, True)
    (filled,) = reader.fills()
    assert (filled.px_units, filled.lots, filled.fee_micro, filled.mid_before) == (1_107_890, 1_000, 166_183, 110_743.5)
    assert reader.mids() == [(NOON_MS, 110_743.5)]
    (sample,) = reader.samples()
    assert (sample.our_bid, sample.our_ask, sample.gamma, sample.total) == (110_695.0, 110_772.0, 0.36, 4.12)
    assert [note.text for note in reader.notes()] == ["reduce-only: drawdown 12.40 USD"]


def test_an_order_is_on_disk_before_it_may_be_sent(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.orders_sent([order("0xaa"), order("0xbb")], NOON_MS)
    # nothing closes or commits here: another process sees what a crash would leave
    assert [row.cloid for row in JournalReader(tmp_path / "7f3a").open_or_unknown_orders()] == ["0xaa", "0xbb"]
    journal.close()


def test_a_process_killed_in_the_middle_leaves_its_orders_on_disk(tmp_path: Path) -> None:
    """A child writes two orders and a sample, then dies without a chance to clean up."""
    child = f"""
import os, signal
from pathlib import Path
from tests.fake_view import session_info, view, NOON_MS
from hyperquote.market_maker.commands import NewOrder
from hyperquote.market_maker.infra.journal import Journal
journal = Journal(Path({str(tmp_path)!r}))
journal.begin(session_info())
journal.orders_sent([NewOrder(cloid, True, 1, 1, "Alo", False, 0) for cloid in ("0xaa", "0xbb")], NOON_MS)
journal.mid(NOON_MS, 1.0)
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).resolve().parents[3]
    path = os.pathsep.join([str(root), str(root / "src")])
    died = subprocess.run([sys.executable, "-c", child], env={**os.environ, "PYTHONPATH": path}, check=False)
    assert died.returncode == -signal.SIGKILL
    reader = JournalReader(tmp_path)
    assert [row.cloid for row in reader.open_or_unknown_orders()] == ["0xaa", "0xbb"]
    assert reader.finished_ms is None


def test_only_orders_that_may_rest_are_looked_up_after_a_crash(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    states = [value for name, value in vars(OrderState).items() if name.isupper()]
    journal.orders_sent([order(state) for state in states], NOON_MS)
    for state in states:
        journal.order_state(state, state, NOON_MS)
    journal.close()
    found = {row.cloid for row in JournalReader(tmp_path / "7f3a").open_or_unknown_orders()}
    assert found == {"New", "Sent", "Resting", "PartialFilled", "CancelPending", "Unknown"}


def test_the_end_of_an_order_is_final(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.orders_sent([order()], NOON_MS)
    journal.order_state("0xaa", OrderState.FILLED, NOON_MS)
    journal.order_state("0xaa", OrderState.RESTING, NOON_MS + 1)
    journal.close()
    assert JournalReader(tmp_path / "7f3a").orders()[0].state == OrderState.FILLED


def test_a_fill_told_twice_is_written_once(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    for _ in range(2):
        journal.fill(fill(), 0, None)
    journal.fill(fill(oid=11), 1, None)
    journal.close()
    reader = JournalReader(tmp_path / "7f3a")
    assert len(reader.fills()) == 2
    assert reader.fill_high_water() == (NOON_MS + 3_377, {(1, 10), (1, 11)})


def test_a_session_without_fills_has_no_high_water_mark(tmp_path: Path) -> None:
    begun(tmp_path).close()
    assert JournalReader(tmp_path / "7f3a").fill_high_water() == (0, set())


def test_mids_are_kept_when_they_change_or_once_a_second_and_not_too_densely(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    for ms, mid in [(0, 1.0), (20, 2.0), (60, 2.0), (100, 2.0), (200, 3.0), (1_300, 3.0)]:
        journal.mid(NOON_MS + ms, mid)
    journal.close()
    assert JournalReader(tmp_path / "7f3a").mids() == [
        (NOON_MS, 1.0),
        (NOON_MS + 60, 2.0),
        (NOON_MS + 200, 3.0),
        (NOON_MS + 1_300, 3.0),
    ]


def test_notes_are_bounded_but_warnings_are_always_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "MAX_NOTES", 2)
    journal = begun(tmp_path)
    for level in ("info", "debug", "info", "warning"):
        journal.note(Note(level, "quote", level), NOON_MS)
    assert journal.notes_dropped == 1
    journal.close()
    assert [note.level for note in JournalReader(tmp_path / "7f3a").notes()] == ["info", "debug", "warning"]


def test_samples_are_on_disk_within_a_second(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.sample(view())
    journal.sample(view(local_ns=view().local_ns + 500_000_000))
    assert len(JournalReader(tmp_path / "7f3a").samples()) == 1
    journal.sample(view(local_ns=view().local_ns + 1_000_000_000))
    assert len(JournalReader(tmp_path / "7f3a").samples()) == 3
    journal.close()


def test_nothing_is_known_before_the_market_is(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.sample(view(params=None, mid=0.0, best_bid=0.0, best_ask=0.0, orders=[], gamma_factors=[]))
    journal.close()
    (sample,) = JournalReader(tmp_path / "7f3a").samples()
    assert (sample.mid, sample.sigma, sample.our_bid, sample.gamma) == (None, None, None, None)


def test_a_directory_that_cannot_be_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    with pytest.raises(ConfigError, match="--sessions"):
        Journal(tmp_path / "file" / "7f3a")


def test_a_broken_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(ConfigError, match="move the broken file away"):
        Journal(tmp_path)
    with pytest.raises(ConfigError, match="Move it away"):
        JournalReader(tmp_path)


def test_two_sessions_cannot_share_a_directory(tmp_path: Path) -> None:
    begun(tmp_path).close()
    with pytest.raises(ConfigError, match="directory of its own"):
        Journal(tmp_path / "7f3a")


def test_a_missing_session_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no session in"):
        JournalReader(tmp_path / "nowhere")


def test_a_journal_of_another_layout_is_not_guessed_at(tmp_path: Path) -> None:
    begun(tmp_path).close()
    database = sqlite3.connect(tmp_path / "7f3a" / FILE_NAME)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ConfigError, match="layout 99"):
        JournalReader(tmp_path / "7f3a")


def test_a_write_that_fails_later_stops_sending(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    other = sqlite3.connect(tmp_path / "7f3a" / FILE_NAME)
    other.execute("DROP TABLE orders")
    other.close()
    with pytest.raises(JournalError, match="start again"):
        journal.orders_sent([order()], NOON_MS)
    journal.close()


def test_the_newest_readable_session_is_found(tmp_path: Path) -> None:
    assert previous_session(tmp_path) is None
    begun(tmp_path, "old", NOON_MS).close()
    begun(tmp_path, "new", NOON_MS + 1).close()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / FILE_NAME).write_bytes(b"x" * 1000)
    assert previous_session(tmp_path) == tmp_path / "new"
    assert previous_session(tmp_path, before="new") == tmp_path / "old"


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    journal = begun(tmp_path)
    journal.close()
    journal.close()
