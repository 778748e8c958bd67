"""`calibrate` from a recording to a file that runs."""

from pathlib import Path

import pytest
from tests.cli.recordings import write_recording
from tests.shared_data import require

from hyperquote.cli.main import call, hyperquote_app
from hyperquote.market_maker import config


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_recording(tmp_path_factory.mktemp("tapes") / "BTC", seconds=420)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_written_is_a_settings_file_with_errors_and_the_page_has_its_pictures(
    recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("plotly", reason="pictures need plotly")
    assert call(hyperquote_app, ["calibrate", "--tape", str(recording), "--page", "fits.html"]) == 0
    said = capsys.readouterr().out
    assert "risk.sigma_baseline" in said
    loaded = config.load(Path("calibrated.toml"), {})
    assert loaded.risk.sigma_baseline != config.Config().risk.sigma_baseline
    assert loaded.hawkes.mu > 0.0
    assert "per √s, ± " in Path("calibrated.toml").read_text()
    page = Path("fits.html").read_text()
    for name in ("depths", "spread", "costs", "volatility"):
        assert f'id="{name}"' in page


def test_settings_that_are_there_are_kept_unless_forced(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("calibrated.toml").write_text("[trading]\n")
    assert call(hyperquote_app, ["calibrate", "--tape", str(recording)]) == 2
    assert "--force" in capsys.readouterr().err
    assert Path("calibrated.toml").read_text() == "[trading]\n"


def test_a_recording_that_teaches_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = write_recording(tmp_path / "ETH", seconds=30)
    assert call(hyperquote_app, ["calibrate", "--tape", str(short)]) == 2
    assert "too few to fit" in capsys.readouterr().err


@pytest.mark.parametrize("coin", ["BTC", "WLFI"])
def test_real_recordings_run_through(coin: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = require(f"data/hl_l2_20250904/{coin}")
    assert call(hyperquote_app, ["calibrate", "--tape", str(folder)]) == 0
    loaded = config.load(Path("calibrated.toml"), {})
    assert 1e-6 < loaded.risk.sigma_baseline < 1e-2
    assert loaded.hawkes.alpha + loaded.hawkes.gamma <= 0.9 * loaded.hawkes.beta
