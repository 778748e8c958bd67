"""generate-config says everything there is to say, and what it writes is what already holds."""

import re
from pathlib import Path

import msgspec
import pytest

from hyperquote.cli import config_text, main
from hyperquote.errors import ConfigError
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


def test_the_command_line_beats_the_environment_beats_the_file_beats_the_preset(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[strategy]\npreset = "cautious"\n')
    assert config.load(path, {}).risk.gamma_base == 0.6
    assert config.load(path, {}).kill_switch.max_daily_loss == 100.0
    path.write_text('[strategy]\npreset = "cautious"\n[risk]\ngamma_base = 0.7\n')
    assert config.load(path, {}).risk.gamma_base == 0.7
    environment = {"HYPERQUOTE_RISK_GAMMA_BASE": "0.8", "HYPERQUOTE_TRADING_ASSET": "ETH", "HYPERQUOTE_LOG": "debug"}
    loaded = config.load(path, {}, environment)
    assert (loaded.risk.gamma_base, loaded.trading.asset) == (0.8, "ETH")
    assert config.load(path, {"risk": {"gamma_base": 0.9}}, environment).risk.gamma_base == 0.9
    assert config.load(None, {}, {"HYPERQUOTE_STRATEGY_PRESET": "parity"}).strategy.glft_mode == "seed"


def test_parity_is_the_four_formulas_and_nothing_else() -> None:
    parity = config.load(None, {"strategy": {"preset": "parity"}})
    assert parity.strategy.seed_skew == "literal"
    assert parity.strategy.risk_widening_exponent == 0.0
    assert (parity.strategy.include_maker_fee, parity.strategy.as_mode) == (False, "off")
    assert parity.risk.flow_sensitivity == 0.0
    assert parity.estimator.kappa_own == "off"
    assert config.load(None, {"strategy": {"preset": "production"}}) == Config()


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({"HYPERQUOTE_RISK_GAMA_BASE": "1"}, "did you mean `gamma_base`"),
        ({"HYPERQUOTE_RISK_GAMMA_BASE": "lots"}, "risk.gamma_base = 'lots'"),
        ({"HYPERQUOTE_STRATEGY_PRESET": "reckless"}, "no such choice"),
    ],
)
def test_what_is_wrong_in_the_environment_is_named(environment: dict[str, str], text: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(text)):
        config.load(None, {}, environment)


def test_the_schema_knows_every_field_its_words_and_its_range(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.call(main.hyperquote_app, ["generate-config", "--schema", "-o", "mm.schema.json"]) == 0
    assert "#:schema mm.schema.json" in capsys.readouterr().out
    made = msgspec.json.decode(Path("mm.schema.json").read_bytes())
    for section in msgspec.structs.fields(Config):
        described = made["$defs"][section.type.__name__]
        assert described["additionalProperties"] is False
        for field in msgspec.structs.fields(section.type):
            assert described["properties"][field.name]["description"]
            assert described["properties"][field.name]["default"] == field.default
    gamma = made["$defs"]["RiskSection"]["properties"]["gamma_base"]
    assert (gamma["minimum"], gamma["maximum"]) == (0.01, 10)


def test_settings_have_a_digest_and_tell_what_was_changed() -> None:
    plain, other = Config(), config.load(None, {"risk": {"gamma_base": 0.5}})
    assert config_text.digest(plain) == config_text.digest(Config()) != config_text.digest(other)
    assert config_text.changed(plain) == []
    assert config_text.changed(other) == ["risk.gamma_base = 0.5"]
