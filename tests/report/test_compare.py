"""Two sessions side by side."""

from pathlib import Path

import pytest
from tests.report.fake_session import write_session

from hyperquote.report.compare import comparison_page
from hyperquote.report.session_data import SessionData


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("sessions")
    first = SessionData.load(write_session(root / "aaaa", seconds=120, seed=1))
    second = SessionData.load(write_session(root / "bbbb", seconds=240, seed=2))
    second.info = type(second.info)(
        **{
            **{name: getattr(second.info, name) for name in second.info.__struct_fields__},
            "session_id": "bbbb",
            "config": '[trading]\nasset = "BTC"\n[risk]\ngamma_base = 0.5  # γ\n',
        }
    )
    return comparison_page(first, second, "/* charts */")


def test_figures_of_both_stand_in_one_table(page: str) -> None:
    assert "00:02:00" in page
    assert "00:04:00" in page
    for what in ("P&amp;L (USD)", "spread earned (USD)", "largest drawdown (%)", "markout 1 s (bp)"):
        assert f"<td>{what}</td>" in page


def test_only_settings_that_differ_are_listed(page: str) -> None:
    assert "<td>risk.gamma_base</td><td>–</td><td>0.5</td>" in page
    assert "<td>trading.asset</td>" not in page


def test_a_key_is_not_told_because_it_differs(page: str) -> None:
    assert "4f4f4f" not in page


def test_curves_begin_at_the_start_of_each(page: str) -> None:
    for name in ("profit", "inventory", "spread", "markouts"):
        assert f'id="{name}"' in page
    assert "minutes since the start" in page


def test_the_same_session_has_no_difference(tmp_path: Path) -> None:
    data = SessionData.load(write_session(tmp_path / "cccc", seconds=60))
    assert '<td class="quiet">none</td>' in comparison_page(data, data, "")
