"""Whatever is wrong with a command line is said in one sentence, with exit code 2, before anything is sent."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.recordings import write_recording

from hyperquote import __version__
from hyperquote.cli import main
from hyperquote.cli.options import SETTINGS, RunOptions

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings file, no key, no session of before, and no way out to a venue."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYPERLIQUID_PRIVATE_KEY", raising=False)

    def no_network(*_arguments: object, **_options: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr("aiohttp.ClientSession.post", no_network)
    monkeypatch.setattr("aiohttp.ClientSession.ws_connect", no_network)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence that a command line is refused with."""
    code = main.call(main.market_maker_app, list(arguments))
    said = capsys.readouterr()
    assert code == 2, said
    assert "Traceback" not in said.err + said.out
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1, said.err
    return said.err


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text("[risk]\ngama_base = 0.3\n")
    text = refusal(capsys, "--config", "mine.toml")
    assert "`gama_base` in [risk] of mine.toml (line 2); did you mean `gamma_base`?" in text


def test_a_settings_file_lying_here_is_used_and_so_are_its_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "market_maker.toml").write_text("[risk]\ngamma_base = 99\n")
    assert "gamma_base = 99" in refusal(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--config", "absent.toml"], "there is no file absent.toml"),
        (["--max-drawdown", "5"], "--max-drawdown 5.0` is not possible"),
        (["--risk-aversion", "50"], "--risk-aversion 50.0` is not possible"),
        (["--target-liquidity", "1", "--max-position", "1"], "above 40 % of"),
        (["--leverage", "many"], "--leverage"),
        (["--network", "moon"], "'moon' is not one of"),
        (["--strategy", "hope"], "`--strategy hope` is not known"),
        (["--frobnicate"], "No such option: --frobnicate"),
        (["--duration", "0"], "--duration must be above 0"),
        (["--speed", "10"], "--speed needs --tape"),
        (["--network", "testnet", "--seed", "1"], "--seed, --market and --scenario are for the local exchange"),
        (["--network", "testnet", "--scenario", "trend"], "--seed, --market and --scenario are for the local exchange"),
        (["--queue", "log"], "--queue needs --tape"),
        (["--tape", "here", "--scenario", "trend"], "--scenario and --tape exclude each other"),
        (["--network", "testnet"], "HYPERLIQUID_PRIVATE_KEY"),
        (["--network", "mainnet"], "confirm with --yes"),
        (["--asset", "ETH", "validate-config"], "write options after the command: market_maker validate-config"),
    ],
)
def test_options_that_cannot_be_are_refused(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in refusal(capsys, *arguments)


def test_a_malformed_key_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HYPERLIQUID_PRIVATE_KEY", "0xnot-a-key-but-nobody-elses-business")
    text = refusal(capsys, "--network", "testnet", "--headless")
    assert "64 hex digits" in text
    assert "business" not in text


def test_a_port_that_was_asked_for_and_is_taken_ends_it_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in refusal(capsys, "--metrics-port", port)
        assert f"port {port}" in refusal(capsys, "--dashboard-port", port)
    assert not (tmp_path / "sessions").exists()


class TestOfATape:
    @pytest.fixture
    def tape(self, tmp_path: Path) -> Path:
        return write_recording(tmp_path / "BTC", seconds=5)

    def test_that_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "there is no folder nowhere" in refusal(capsys, "--tape", "nowhere")

    def test_that_is_no_recording(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "notes").mkdir()
        (tmp_path / "notes" / "trades.parquet").write_text("bought milk")
        (tmp_path / "notes" / "l2.parquet").write_text("sold milk")
        assert "is not a Parquet file we can read" in refusal(capsys, "--tape", "notes", "--headless")

    def test_of_another_coin(self, tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert "a recording of BTC, not of ETH: add --asset BTC" in refusal(capsys, "--tape", "BTC", "--asset", "ETH")

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            (["--speed", "0"], "--speed must be above 0"),
            (["--network", "testnet"], "exclude each other"),
            (["--reset-kill"], "mean nothing with --tape"),
            (["--leverage", "100"], "above what the venue allows for BTC"),
        ],
    )
    def test_with_options_that_do_not_fit(
        self, tape: Path, more: list[str], words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert words in refusal(capsys, "--tape", str(tape), "--headless", *more)

    def test_leaves_no_session_behind_when_refused(
        self, tape: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refusal(capsys, "--tape", str(tape), "--headless", "--leverage", "100")
        assert not (tmp_path / "sessions").exists()


def test_every_option_of_run_is_read_by_somebody() -> None:
    names = set(RunOptions.__struct_fields__)
    others = {
        "config",
        "yes",
        "market",
        "scenario",
        "tape",
        "speed",
        "queue",
        "seed",
        "duration",
        "reset_kill",
        "headless",
    }
    assert names == set(SETTINGS) | others


def test_options_become_settings_of_the_same_meaning() -> None:
    options = RunOptions(asset="ETH", leverage=5, log_file=Path("mm.log"))
    assert options.overrides() == {
        "trading": {"asset": "ETH", "leverage": 5},
        "logging": {"log_file": "mm.log"},
    }


def test_version_says_which_build_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for app in (main.hyperquote_app, main.market_maker_app):
        assert main.call(app, ["--version"]) == 0
        assert capsys.readouterr().out.startswith(f"hyperquote {__version__} (")


def help_of(arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "hyperquote.cli.main", *arguments.split(), "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "COLUMNS": "100", "NO_COLOR": "1"},
    )
    assert "\x1b" not in run.stdout
    return run.stdout


def test_help_names_every_option_and_obeys_no_color() -> None:
    text = help_of("run")
    for name in RunOptions.__struct_fields__:
        assert f"--{name.replace('_', '-')} " in text


def test_help_of_the_whole_names_the_commands_and_the_exit_codes() -> None:
    text = help_of("")
    for word in ("run", "exchange", "generate-config", "validate-config", "info", "order", "example", "Exit codes"):
        assert word in text


def test_help_loads_neither_sockets_nor_the_engine() -> None:
    program = (
        "import sys; from hyperquote.cli import main; main.call(main.market_maker_app, ['--help']); "
        "main.call(main.hyperquote_app, ['order', '--help']); "
        "heavy = {'aiohttp', 'pyarrow', 'plotly', 'coincurve', 'hyperquote.market_maker.engine'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(SOURCE)})
