"""`hyperquote local …` against an exchange that runs."""

from pathlib import Path

import pytest
from tests.exchange_thread import running_exchange

from hyperquote.cli import exits
from hyperquote.cli.main import call, hyperquote_app


@pytest.fixture(scope="module")
def url() -> object:
    with running_exchange() as url:
        yield url


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["health"], "checksum"),
        (["time"], "speed 1"),
        (["time", "--speed", "2"], "speed 2"),
        (["time", "--pause"], "paused"),
        (["time", "--advance", "7"], "paused"),
        (["time", "--resume", "--speed", "1"], "speed 1"),
        (["scenario", "jump"], "scenario jump"),
        (["oracle", "WLFI", "0.2"], "oracle of WLFI 0.2"),
        (["halt", "WLFI"], "WLFI halted"),
        (["resume", "WLFI"], "WLFI resumed"),
        (["delist", "WLFI"], "WLFI delisted"),
        (["upgrade", "0"], "only post-only orders"),
        (["faults"], "in force:\n      none"),
        (["log"], "WLFI delisted"),
    ],
    ids=" ".join,
)
def test_each_verb_does_it_and_says_so(
    url: str, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(hyperquote_app, ["local", *words, "--network", url]) == exits.OK
    assert told in capsys.readouterr().out


def test_a_plan_is_put_in_force_and_ended(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[[faults]]\nfault = "R1"\nafter_s = 3600\n')
    assert call(hyperquote_app, ["local", "faults", str(plan), "--network", url]) == exits.OK
    assert "R1   struck 0 of 0 opportunities" in capsys.readouterr().out
    assert call(hyperquote_app, ["local", "faults", "--clear", "--network", url]) == exits.OK
    assert "in force:\n      none" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["scenario", "casino"], "no scenario called"),
        (["time", "--advance", "-5"], "cannot advance"),
        (["oracle", "NOPE", "1"], "there is no coin"),
    ],
    ids=" ".join,
)
def test_nonsense_is_an_error_in_a_sentence(
    url: str, words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(hyperquote_app, ["local", *words, "--network", url]) == exits.BAD_SETTINGS
    assert reason in capsys.readouterr().err


def test_where_nothing_listens_it_says_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(hyperquote_app, ["local", "health", "--network", "http://127.0.0.1:9"]) != exits.OK
    assert "Start an exchange there with `hyperquote exchange`" in capsys.readouterr().err


def test_the_venue_cannot_be_steered(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(hyperquote_app, ["local", "health", "--network", "testnet"]) == exits.BAD_SETTINGS
    assert "testnet cannot be steered" in capsys.readouterr().err
