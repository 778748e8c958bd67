"""What a settings file gets wrong is said with its line and its cure, all at once."""

from pathlib import Path

import pytest

from hyperquote.errors import ConfigError
from hyperquote.market_maker.config import load


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mm.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load(path, {})
    return str(raised.value).splitlines()


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path, '[risk]\ngama_base = 0.2\n[kill_switch]\nmax_drawdown = 5\n[ladder]\nladder_levels = "x"\n'
    )
    assert [f"line {number}" in line for number, line in zip((2, 4, 6), found, strict=True)] == [True] * 3
    assert "did you mean `gamma_base`?" in found[0]


def test_a_percentage_for_a_fraction_is_recognised(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "[kill_switch]\nmax_drawdown = 5\n")
    assert line.endswith("it is a fraction: write 0.05 for 5 %")


def test_contradictions_are_found_across_sections(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "[risk]\ngamma_min = 3\ngamma_max = 2\n")
    assert "gamma_min" in line


def test_a_key_outside_any_section_is_refused(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "gamma_base = 0.3\n")
    assert "outside any [section]" in line
