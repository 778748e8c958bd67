"""A session on a recording: the same every time, at any pace, with a journal and a report to show for it."""

import json
import re
import socket
from pathlib import Path

import pytest
from tests.cli.recordings import write_recording
from tests.shared_data import require

from hyperquote.cli import main
from hyperquote.cli.faces import Terminal
from hyperquote.cli.tape_session import run_on_tape
from hyperquote.market_maker import config
from hyperquote.report.session_data import SessionData


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_recording(tmp_path_factory.mktemp("recordings") / "BTC")


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def session(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    fixed = ["--headless", "--metrics-port", "0"]
    assert main.call(main.market_maker_app, [*arguments, *fixed]) == code
    return capsys.readouterr().out


def checksum(text: str) -> str:
    found = re.search(r"checksum (\d+)", text)
    assert found, text
    return found[1]


def journal_of(text: str) -> SessionData:
    found = re.search(r"report  (\S+)", text)
    assert found, text
    page = Path(found[1])
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    return SessionData.load(page.parent)


def test_it_quotes_fills_stops_and_reports(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = session(capsys, "--tape", str(tape), "--speed", "10000")
    assert text.startswith("hyperquote ")
    for words in ("warm-up BTC", "quote   BTC", "fill    BTC", "end of the recording", "P&L", "markout"):
        assert words in text
    data = journal_of(text)
    assert data.info.world == "backtest"
    assert data.fills
    assert data.finished_ms is not None
    assert data.summary is not None
    assert data.summary in text
    last = data.samples[-1]
    assert data.finished_ms == last.local_ms  # the report's last figures are the summary's
    open_at_the_end = [order for order in data.orders if order.state in {"Resting", "Sent", "PartialFilled"}]
    assert not open_at_the_end


def test_the_same_tape_gives_the_same_decisions_and_the_same_journal_at_any_pace(
    tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [session(capsys, "--tape", str(tape), "--speed", speed, "--seed", "3") for speed in ("300", "20000")]
    assert checksum(texts[0]) == checksum(texts[1])
    first, second = (journal_of(text) for text in texts)
    assert first.samples == second.samples
    assert [fill.tid for fill in first.fills] == [fill.tid for fill in second.fills]


def test_the_duration_counts_seconds_of_the_recording(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = session(capsys, "--tape", str(tape), "--speed", "10000", "--duration", "60")
    assert "60 s of the recording are over" in text
    assert 60.0 <= journal_of(text).seconds < 62.0


def test_a_folder_of_recordings_holds_the_asset(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = session(capsys, "--tape", str(tape.parent), "--asset", "BTC", "--speed", "10000", "--duration", "10")
    assert "BTC · backtest on" in text


async def test_a_metrics_port_that_nobody_asked_for_and_is_taken_is_warned_of_and_gone_without(
    tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = config.load(None, {"monitoring": {"metrics_port": taken.getsockname()[1]}})
        terminal = Terminal(settings, is_headless=True)
        code = await run_on_tape(
            settings, terminal, tape, speed=1e5, duration_s=5.0, seed=None, chosen_ports=frozenset()
        )
    assert code == 0
    assert "going on without metrics" in capsys.readouterr().out


def test_a_kill_ends_it_with_code_3_and_keeps_nobody_from_starting_again(
    tape: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = session(capsys, "--tape", str(tape), "--speed", "10000", "--max-drawdown", "0.000001", code=3)
    assert "kill switch" in text
    assert not (tmp_path / "sessions" / "kill.json").exists()


def test_json_lines_are_json_to_the_last(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:

    text = session(capsys, "--tape", str(tape), "--speed", "10000", "--duration", "20", "--log-format", "json")
    for line in text.splitlines():
        assert "time_ms" in json.loads(line)


@pytest.mark.slow
@pytest.mark.parametrize("coin", ["BTC", "ETH", "SOL", "WLFI"])
def test_recorded_half_hours_run_through(coin: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = require(f"data/hl_l2_20250904/{coin}")
    text = session(capsys, "--tape", str(folder), "--speed", "100000", "--duration", "2000")
    data = journal_of(text)
    assert data.info.asset == coin
    assert len(data.fills) > 10
    assert data.shares()["both sides"] > 0.9
