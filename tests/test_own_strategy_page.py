"""The strategy of the tutorial trades: as a file beside us, on virtual time, under faults."""

import re
import sys
from pathlib import Path

import pytest

from hyperquote.market_maker.config import load
from hyperquote.simulation.session import Scene, simulate

PAGE = Path(__file__).resolve().parents[1] / "docs" / "own-strategy.md"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's program as `leaning.py`, and its settings, in the working directory."""
    text = PAGE.read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    settings = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert program is not None
    assert settings is not None
    (tmp_path / "leaning.py").write_text(program[1], encoding="utf-8")
    (tmp_path / "leaning.toml").write_text(settings[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "leaning", raising=False)
    return tmp_path


def test_the_strategy_of_the_page_trades_without_a_violation(beside: Path) -> None:
    outcome = simulate(Scene(seed=3, length_s=120.0, market="busy"), load(beside / "leaning.toml", {}))
    assert outcome.violations == []
    assert outcome.placed > 10
    assert outcome.is_clean
