"""generate-config says everything there is to say, and what it writes is what already holds."""

from pathlib import Path

import msgspec
import pytest

from hyperquote.cli import config_text, main
from hyperquote.market_maker import config
from hyperquote.market_maker.config import Config, EstimatorConfig, RiskSection, StrategyConfig


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_generated_loads_as_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.call(main.market_maker_app, ["generate-config"]) == 0
    assert main.call(main.market_maker_app, ["validate-config"]) == 0
    assert config.load(Path("market_maker.toml"), {}) == Config()
    assert "# market_maker.toml can be used" in capsys.readouterr().out


def test_every_field_is_there_and_says_what_it_does() -> None:
    text = config_text.sample()
    for section in msgspec.structs.fields(Config):
        kind = section.type
        comments = config_text.field_comments(kind)
        for field in msgspec.structs.fields(kind):
            assert comments[field.name], f"{section.name}.{field.name} has no comment in market_maker/config.py"
            assert f"\n{field.name} = " in text


def test_ranges_are_told_in_words() -> None:
    assert config_text.field_range(RiskSection, "gamma_base") == "0.01 to 10"
    assert config_text.field_range(EstimatorConfig, "volume_percentile") == "above 0, at most 1"
    assert config_text.field_range(EstimatorConfig, "microprice_ridge") == "0 or more"
    assert config_text.field_range(StrategyConfig, "glft_mode") == "exact | seed"
    assert config_text.field_range(StrategyConfig, "include_maker_fee") == ""


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[trading]\n")
    assert main.call(main.hyperquote_app, ["generate-config", "-o", str(mine)]) == 2
    assert mine.read_text() == "[trading]\n"
    assert "--force" in capsys.readouterr().err
    assert main.call(main.hyperquote_app, ["generate-config", "-o", str(mine), "--force"]) == 0
    assert mine.read_text() == config_text.sample()


def test_validation_names_all_problems_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_text("[risk]\ngama_base = 1\nsigma_baseline = -1\n\n[rsk]\n")
    assert main.call(main.market_maker_app, ["validate-config", "-c", "mine.toml"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("error: ") for line in lines)


def test_what_differs_from_its_default_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_text('[trading]\nasset = "ETH"\n')
    assert main.call(main.market_maker_app, ["validate-config", "-c", "mine.toml"]) == 0
    assert 'asset = "ETH"  # default "BTC"' in capsys.readouterr().out
