import builtins
import json
import re
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.fake_view import NOON_MS, session_info, view
from tests.report.fake_session import write_session

from hyperquote.errors import ConfigError
from hyperquote.market_maker.commands import Note
from hyperquote.market_maker.infra.journal import Journal
from hyperquote.report.figures import MAX_POINTS, thinned, uptime
from hyperquote.report.html import plotly_script, report_page, write_report
from hyperquote.report.session_data import SessionData
from hyperquote.report.summary import summary


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> SessionData:
    return SessionData.load(write_session(tmp_path_factory.mktemp("sessions") / "7f3a"))


@pytest.fixture(scope="module")
def page(data: SessionData) -> str:
    return report_page(data, "/* charts */")


def figures(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.DOTALL)
    assert found
    charts: dict[str, Any] = json.loads(found[1])
    return charts


class Balance(HTMLParser):
    VOID = ("meta", "br", "link")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [value for name, value in attrs if name in {"src", "href"} and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_needs_nothing_from_outside(page: str) -> None:
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    assert balance.outside == []
    assert not re.search(r"https?://", page)


def test_every_chart_has_a_place_and_titles_with_units(page: str) -> None:
    charts = figures(page)
    assert set(charts) == {"price", "inventory", "profit", "markouts", "parts", "distribution", "beliefs", "uptime"}
    for name, chart in charts.items():
        assert f'id="{name}"' in page
        axes = {key: axis["title"]["text"] for key, axis in chart["layout"].items() if re.match(r"[xy]axis", key)}
        assert axes["xaxis"] in {"time (UTC)", "seconds after the fill", "position (BTC)"}
        assert name == "uptime" or all(re.search(r"\(.+\)", text) for key, text in axes.items() if key[0] == "y")


def test_every_colour_is_one_of_the_style_sheets(page: str) -> None:
    used = set(re.findall(r'"(--[a-z]+)"', json.dumps(figures(page))))
    light, dark = re.findall(r":root \{(.*?)\}", page, re.DOTALL)
    for sheet in (light, dark):
        assert used <= set(re.findall(r"(--[a-z]+):", sheet))


def test_fills_are_drawn_where_they_happened(data: SessionData, page: str) -> None:
    traces = {trace["name"]: trace for trace in figures(page)["price"]["data"]}
    bought = [fill for fill in data.fills if fill.is_buy]
    assert traces["bought"]["x"] == [fill.exchange_ms for fill in bought]
    assert traces["bought"]["y"] == [fill.px_units / 10 for fill in bought]


def test_the_parts_of_the_profit_add_up_in_the_picture(page: str) -> None:
    *parts, total = figures(page)["profit"]["data"]
    for index, value in enumerate(total["y"]):
        assert sum(part["y"][index] for part in parts) == pytest.approx(value, abs=1e-9)


def test_uptime_is_told_by_time_not_by_samples(data: SessionData, page: str) -> None:
    shares = data.shares()
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["no quotes"] == pytest.approx(30 / 599)
    assert f"both sides {100 * shares['both sides']:.1f} %" in page


def test_bands_cover_the_session_without_a_gap(data: SessionData) -> None:
    for band in ("quoting", "risk"):
        spans = sorted(
            (start, start + length)
            for trace in uptime(data)["data"]
            if trace["type"] == "bar" and trace["y"][0] == band
            for start, length in zip(trace["base"], trace["x"], strict=True)
        )
        assert spans[0][0] == NOON_MS
        assert spans[-1][1] == data.samples[-1].local_ms
        assert all(one[1] == other[0] for one, other in pairwise(spans))


def test_a_secret_in_the_settings_does_not_reach_the_page(page: str) -> None:
    assert "4f4f4f" not in page
    assert "key = &quot;(hidden)&quot;" in page


def test_words_from_outside_cannot_become_markup(tmp_path: Path) -> None:
    directory = write_session(tmp_path / "x", seconds=40, is_finished=False)
    data = SessionData.load(directory)
    data.notes.append(type(data.notes[0])(NOON_MS, "error", "order", "</script><script>alert(1)</script>"))
    page = report_page(data, "")
    assert "<script>alert(1)" not in page
    balance = Balance()
    balance.feed(page)
    assert balance.open == []


def test_a_session_that_died_at_once_still_has_a_report(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.begin(session_info())
    journal.note(Note("error", "sync", "no price came"), NOON_MS)
    journal.close()
    page = report_page(SessionData.load(tmp_path), "")
    assert "did not end in an orderly way" in page
    assert "no fills" in page
    assert "no price came" in page


def test_the_written_file_carries_the_chart_library(data: SessionData, tmp_path: Path) -> None:
    path = write_report(data, tmp_path / "deep" / "report.html")
    text = path.read_text(encoding="utf-8")
    assert len(text) > 1_000_000
    assert "cdn." not in text.replace(plotly_script(), "")


def test_without_plotly_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = builtins.__import__

    def refusing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("plotly"):
            raise ImportError(name)
        return genuine(name, *rest, **more)

    for name in [name for name in sys.modules if name.startswith("plotly")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refusing)
    with pytest.raises(ConfigError, match=r"hyperquote\[report\]"):
        plotly_script()


def test_a_place_that_cannot_be_written_says_so(data: SessionData, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        write_report(data, tmp_path)


def test_long_sessions_are_thinned_and_keep_their_end() -> None:
    rows = list(range(86_400))
    kept = thinned(rows)
    assert len(kept) <= MAX_POINTS + 1
    assert (kept[0], kept[-1]) == (0, 86_399)
    assert thinned([1, 2, 3]) == [1, 2, 3]
    assert thinned([]) == []


def test_the_summary_says_what_happened(data: SessionData) -> None:
    lines = summary(
        view(local_ns=(NOON_MS + 300_000) * 1_000_000, position=0.0), data, Path("sessions/7f3a/report.html")
    )
    first, fills, profit, markout, report = lines.splitlines()
    assert first == "session 7f3a, 00:05:00, 1 204 decisions, checksum 850392938"
    assert fills == "  fills 46 (24 bought, 22 sold), 0.52000 BTC, 57 590 USD; quoted both sides 90.0 % of the time"
    assert profit == (
        "  P&L +4.12 USD = spread +6.90, adverse selection −1.71, inventory −0.86, funding 0.00, fees −0.21"
    )
    assert re.fullmatch(r"  markout 1 s [+−]\d+\.\d\d ± \d\.\d\d bp, 10 s [+−]\d+\.\d\d ± \d\.\d\d bp", markout)
    assert report == "report  sessions/7f3a/report.html"


def test_what_stays_open_and_why_we_stopped_is_said(data: SessionData) -> None:
    text = summary(view(kill_reasons=["drawdown 5.10 %"]), data)
    assert "position +0.09000 BTC stays open" in text
    assert "kill switch: drawdown 5.10 %" in text
    assert "report" not in text


def test_the_traded_notional_is_exact(data: SessionData) -> None:
    assert data.notional() == sum(fill.px_units * fill.lots for fill in data.fills) / 1_000_000
