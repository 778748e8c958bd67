"""`status`: what is said of sessions that run, hang, have ended or were killed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.fake_view import NOON_MS, money, session_info, view
from tests.report.fake_session import write_session

from hyperquote.cli import exits
from hyperquote.cli.kill_latch import KillLatch, KillRecord
from hyperquote.cli.main import call, hyperquote_app, market_maker_app
from hyperquote.market_maker.commands import NewOrder
from hyperquote.market_maker.infra.journal import Journal

LIMITS = "[kill_switch]\nmax_daily_loss = 250.0\nmax_drawdown = 0.04\n"


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    return tmp_path / "sessions"


@pytest.fixture
def journal(sessions: Path) -> Journal:
    """A session at noon: 0.02 BTC long, a loss of 12.50 USD, one order of its own."""
    journal = Journal(sessions / "7f3a")
    journal.begin(session_info(config=LIMITS))
    journal.orders_sent([NewOrder("0x" + "1" * 32, True, 1_100_000, 1_000, "Alo", False, 0)], NOON_MS)
    journal.sample(view(position=0.02, money=money(total=-12.5, equity=9_987.5), gates=["book 3 s old"]))
    journal.commit()
    return journal


def told(sessions: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert call(market_maker_app, ["status", "--json", "--sessions-dir", str(sessions), *words]) == exits.OK
    values: dict[str, Any] = json.loads(capsys.readouterr().out)
    return values


def aged(directory: Path, seconds: float) -> None:
    for path in directory.glob("journal*"):
        before = path.stat().st_mtime - seconds
        os.utime(path, (before, before))


def test_a_session_that_runs(journal: Journal, sessions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = told(sessions, capsys)
    assert (status["session"], status["standing"], status["gates"]) == ("7f3a", "running", "book 3 s old")
    assert (status["position"], status["equity"], status["pnl"], status["open_orders"]) == (0.02, 9_987.5, -12.5, 1)
    assert (status["max_daily_loss"], status["max_drawdown"], status["kill_switch"]) == (250.0, 0.04, "")


def test_one_that_neither_writes_nor_ends_may_have_left_orders(
    journal: Journal, sessions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aged(sessions / "7f3a", 60.0)
    assert told(sessions, capsys)["standing"] == "silent"
    assert call(hyperquote_app, ["status", "--sessions-dir", str(sessions)]) == exits.OK
    text = " ".join(capsys.readouterr().out.split())
    for words in (
        "standing silent, last heard",
        "quoting no: book 3 s old",
        "open orders no more than 1",
        "+0.02000 of at most",
        "P&L −12.50 USD, killed at −250.00",
        "killed at 4.00%",
        "kill switch not thrown",
    ):
        assert words in text


def test_one_that_has_ended(journal: Journal, sessions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal.finish("all is over", NOON_MS + 5_000)
    aged(sessions / "7f3a", 60.0)
    assert told(sessions, capsys)["standing"] == "ended"


def test_one_that_has_only_begun(sessions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = Journal(sessions / "8a8a")
    journal.begin(session_info(session_id="8a8a"))
    journal.commit()
    assert told(sessions, capsys)["mode"] == "starting"


def test_the_newest_is_shown_unless_one_is_named(
    journal: Journal, sessions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_session(sessions / "9b9b", seconds=2)
    assert told(sessions, capsys, "7f3a")["open_orders"] == 1
    assert call(hyperquote_app, ["status", "zzzz", "--sessions-dir", str(sessions)]) == exits.BAD_SETTINGS
    assert "there is no session 'zzzz'" in capsys.readouterr().err


def test_a_thrown_kill_switch_says_why(journal: Journal, sessions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = KillRecord("7f3a", "BTC", "local", NOON_MS, ["daily loss 260.00 USD"], 0.02, -260.0, 0.03, 0)
    KillLatch(sessions).shut(record)
    assert "daily loss 260.00 USD" in told(sessions, capsys)["kill_switch"]
    assert call(hyperquote_app, ["status", "--sessions-dir", str(sessions)]) == exits.OK
    assert "--reset-kill" in capsys.readouterr().out
