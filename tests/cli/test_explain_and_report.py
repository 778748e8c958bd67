"""`explain` and `report` on sessions that are over."""

import csv
import json
from pathlib import Path

import pytest
from tests.fake_view import NOON_MS, view
from tests.report.fake_session import write_session

from hyperquote.cli.main import call, hyperquote_app
from hyperquote.market_maker.infra.journal import Journal
from hyperquote.market_maker.infra.journal_schema import SessionInfo
from hyperquote.market_maker.quoting.types import Component


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return write_session(tmp_path / "sessions" / "7f3a", seconds=120)


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert call(hyperquote_app, list(words)) == code
    out = capsys.readouterr()
    return out.out if code == 0 else out.err


def test_the_last_quotes_are_taken_apart(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "explain")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "base +3.98" in lines
    assert "= half-spread +4.31" in lines
    assert "= both quotes shifted down by +0.42" in lines
    assert any(line.startswith("bid wanted") and line.endswith("-4.73 bps") for line in lines)
    assert any(line.startswith("ask wanted") and line.endswith("+3.89 bps") for line in lines)


def test_the_parts_are_those_the_strategy_gave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_session(tmp_path / "sessions" / "aaaa", seconds=2, is_finished=False)
    from tests.fake_view import session_info  # noqa: PLC0415

    journal = Journal(tmp_path / "sessions" / "bbbb")
    info: SessionInfo = session_info(session_id="bbbb")
    journal.begin(info)
    journal.sample(view(spread=[Component("glft", 2.5), Component("fee", 1.5)], skew=[Component("funding", -0.25)]))
    journal.finish("", NOON_MS)
    parts = json.loads(said(capsys, "explain", "bbbb", "--json"))["parts"]
    assert parts["half_spread"] == [["glft", 2.5], ["fee", 1.5]]
    assert parts["skew"] == [["funding", -0.25]]
    assert parts["gamma"][-1][0] == "gamma"


def test_a_moment_is_found_by_its_clock(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "12:01:05 UTC" in said(capsys, "explain", "7f3a", "--at", "12:01:05")
    assert "no quotes: warming up" in said(capsys, "explain", "--at", "12:00:10")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["explain", "zzzz"], "there is no session 'zzzz'"),
        (["explain", "--at", "noon"], "write 14:03:20"),
        (["explain", "--at", "15:00"], "ran from 12:00:00 to 12:01:59 UTC; 15:00 is outside"),
        (["report", "zzzz"], "there is no session 'zzzz'"),
        (["report", "--export", "out", "--format", "xlsx"], "write csv or parquet"),
        (["explain", "--sessions-dir", "nowhere"], "there is no session in nowhere"),
    ],
)
def test_what_cannot_be_shown_is_said(
    session: Path, capsys: pytest.CaptureFixture[str], words: list[str], text: str
) -> None:
    assert text in said(capsys, *words, code=2)


def test_a_report_is_written_again_or_against_another(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("plotly", reason="reports need plotly")
    write_session(session.parent / "8888", seconds=60)
    assert Path(said(capsys, "report", "7f3a", "-o", "page.html").strip()).read_text().startswith("<!doctype html>")
    compared = Path(said(capsys, "report", "7f3a", "8888").strip())
    assert compared == Path("sessions/7f3a/against-8888.html")
    assert "Settings that differ" in compared.read_text()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_are_exported_as_they_are(session: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="parquet needs pyarrow")
    paths = said(capsys, "report", "--export", "out", "--format", form).split()
    assert {Path(path).stem for path in paths} == {"samples", "orders", "fills", "mids", "notes"}
    if form == "csv":
        with Path("out/samples.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        from pyarrow.parquet import read_table  # noqa: PLC0415

        rows = read_table("out/samples.parquet").to_pylist()
    assert len(rows) == 120
    assert float(rows[-1]["position"]) == pytest.approx(sum(_signed(each) for each in _fills(form)) / 1e5)


def _fills(form: str) -> list[dict[str, object]]:
    if form == "csv":
        with Path("out/fills.csv").open(newline="") as file:
            return list(csv.DictReader(file))
    from pyarrow.parquet import read_table  # noqa: PLC0415

    rows: list[dict[str, object]] = read_table("out/fills.parquet").to_pylist()
    return rows


def _signed(fill: dict[str, object]) -> int:
    lots = int(str(fill["lots"]))
    return lots if str(fill["is_buy"]) in {"1", "True"} else -lots
