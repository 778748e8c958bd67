"""Two sessions side by side: what differs in figures and settings, and their curves over one another."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Final

from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.infra.journal_schema import SampleRow
from hyperquote.market_maker.infra.logging import hide_secrets
from hyperquote.report import figures
from hyperquote.report.figures import Figure
from hyperquote.report.html import chart, document, plotly_script, save
from hyperquote.report.markouts import MidSeries, markouts
from hyperquote.report.session_data import SessionData

_COLOURS: Final = ("--accent", "--warn")


def write_comparison(first: SessionData, second: SessionData, path: Path) -> Path:
    """Write the page to `path` and return it. Raises `ConfigError` when it cannot be written or plotly is absent."""
    return save(comparison_page(first, second, plotly_script()), path)


def comparison_page(first: SessionData, second: SessionData, script: str) -> str:
    """Return the page as text; `script` is the chart library's source."""
    both = (first, second)
    names = [f"{data.info.session_id} {data.info.strategy}" for data in both]
    title = f"{names[0]} against {names[1]}"
    charts = {
        "profit": _over_time(both, names, lambda row: row.total, "P&L since the start (USD)"),
        "inventory": _over_time(both, names, lambda row: row.position, "position (base units)"),
        "spread": _over_time(
            both, names, lambda row: sum(value for _, value in row.explained.half_spread) or None, "half-spread (bp)"
        ),
        "markouts": _markouts(both, names),
    }
    body = [
        f"<h1>{escape(title)}</h1>",
        _figures(both, names),
        chart("profit", "P&L", "By time since the start of each session.", "tall"),
        '<div class="pair">',
        chart("inventory", "Inventory", "The position of each."),
        chart("spread", "Half-spread", "What each wanted to earn, before the skew."),
        "</div>",
        chart("markouts", "Markouts", "How far the mid stood our way after a fill, ± one standard error."),
        _settings(both, names),
    ]
    return document(title, body, charts, script)


def _over_time(
    both: tuple[SessionData, SessionData],
    names: list[str],
    value: Callable[[SampleRow], float | None],
    title: str,
) -> Figure:
    traces = []
    for data, name, colour in zip(both, names, _COLOURS, strict=True):
        rows = figures.thinned(data.samples)
        minutes = [(row.local_ms - data.info.started_ms) / 60_000.0 for row in rows]
        traces.append(figures.line(name, minutes, [value(row) for row in rows], colour))
    axis = {"title": {"text": "minutes since the start"}}
    return {"data": traces, "layout": {"xaxis": axis, "yaxis": {"title": {"text": title}}}}


def _markouts(both: tuple[SessionData, SessionData], names: list[str]) -> Figure:
    traces = [
        figures.markout_line(data.fills, MidSeries(data.mids), data.grid, name, colour)
        for data, name, colour in zip(both, names, _COLOURS, strict=True)
    ]
    axis = {"type": "category", "title": {"text": "seconds after the fill"}}
    return {"data": traces, "layout": {"xaxis": axis, "yaxis": {"title": {"text": "mid against our price (bp)"}}}}


def _figures(both: tuple[SessionData, SessionData], names: list[str]) -> str:
    columns = [_column(data) for data in both]
    rows = "".join(
        f"<tr><td>{escape(what)}</td>" + "".join(f"<td>{escape(column[what])}</td>" for column in columns) + "</tr>"
        for what in columns[0]
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *names))
    return f'<section><h2>Figures</h2><div class="wide"><table><tr>{head}</tr>{rows}</table></div></section>'


def _column(data: SessionData) -> dict[str, str]:
    last = data.samples[-1] if data.samples else None
    hours = data.seconds / 3_600.0
    (second,) = markouts(data.fills, MidSeries(data.mids), data.grid, (1.0,))
    money = {
        "P&L (USD)": last.total if last else 0.0,
        "spread earned (USD)": last.spread if last else 0.0,
        "adverse selection (USD)": last.adverse if last else 0.0,
        "inventory (USD)": last.inventory if last else 0.0,
        "funding (USD)": last.funding if last else 0.0,
        "fees (USD)": -last.fees if last else 0.0,
        "P&L an hour (USD)": last.total / hours if last and hours else 0.0,
    }
    return {
        "duration": wording.duration(data.seconds),
        **{name: wording.signed(value) for name, value in money.items()},
        "largest drawdown (%)": f"{100.0 * max((row.drawdown for row in data.samples), default=0.0):.2f}",
        "fills": wording.number(len(data.fills), 0),
        "orders": wording.number(len(data.orders), 0),
        "volume (USD)": wording.number(data.notional(), 0),
        "markout 1 s (bp)": wording.signed(second.mean_bps) if second.mean_bps is not None else wording.NONE,
        "both sides quoted (%)": f"{100.0 * data.shares()['both sides']:.1f}",
    }


def _settings(both: tuple[SessionData, SessionData], names: list[str]) -> str:
    first, second = (hide_secrets(data.info.config).splitlines() for data in both)
    rows: list[str] = []
    ours, theirs = _by_key(first), _by_key(second)
    for key in sorted({*ours, *theirs}):
        if ours.get(key) != theirs.get(key):
            cells = "".join(f"<td>{escape(each.get(key, wording.NONE))}</td>" for each in (ours, theirs))
            rows.append(f"<tr><td>{escape(key)}</td>{cells}</tr>")
    table = "".join(rows) or '<tr><td class="quiet">none</td></tr>'
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *names))
    return (
        f'<section><h2>Settings that differ</h2><div class="wide"><table><tr>{head}</tr>{table}</table></div></section>'
    )


def _by_key(lines: list[str]) -> dict[str, str]:
    """Return `section.field` → value of settings in TOML."""
    found: dict[str, str] = {}
    section = ""
    for line in lines:
        text = line.strip()
        if text.startswith("["):
            section = text.strip("[]")
        elif "=" in text and not text.startswith("#"):
            field, _, value = text.partition("=")
            found[f"{section}.{field.strip()}"] = value.partition(" #")[0].strip()
    return found
