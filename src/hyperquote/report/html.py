"""The report: one file that opens anywhere, offline, in light and dark, on a phone too."""

from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from pathlib import Path

import msgspec

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra import wording
from hyperquote.market_maker.infra.logging import hide_secrets
from hyperquote.report import figures
from hyperquote.report.markouts import MidSeries, by_level, markouts
from hyperquote.report.session_data import SessionData

MAX_NOTE_ROWS = 300
_SPACE = "\u202f"  # a narrow space that does not break, between thousands


def plotly_script() -> str:
    """Return plotly's script as the installed package carries it. Raises `ConfigError` where it is not installed."""
    try:
        from plotly.offline import get_plotlyjs  # noqa: PLC0415  4 MB and optional: only when a report is made
    except ImportError as error:
        raise ConfigError(
            "the report needs plotly, which is not installed: pip install 'hyperquote[report]'"
        ) from error
    return str(get_plotlyjs())


def write_report(data: SessionData, path: Path) -> Path:
    """Write the page to `path` and return it. Raises `ConfigError` when it cannot be written or plotly is absent."""
    return save(report_page(data, plotly_script()), path)


def save(page: str, path: Path) -> Path:
    """Write a page and return its path. Raises `ConfigError` when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"the report {path} cannot be written ({error.strerror}). Choose another place.") from error
    return path


def report_page(data: SessionData, script: str) -> str:
    """Return the page as text; `script` is the chart library's source."""
    info = data.info
    mids = MidSeries(data.mids)
    charts = {
        "price": figures.price(data),
        "inventory": figures.inventory(data),
        "profit": figures.profit(data),
        "markouts": figures.markout_curve(data, mids),
        "beliefs": figures.beliefs(data),
        "uptime": figures.uptime(data),
        "parts": figures.parts(data),
        "distribution": figures.distribution(data),
    }
    title = f"{info.asset} session {info.session_id}"
    body = [
        _head(data),
        _cards(data, mids),
        chart(
            "price",
            "Price, our quotes and fills",
            "Triangles are fills; gaps in a line are times without that quote.",
            "tall",
        ),
        chart("profit", "P&L by part", "The parts add up to the total at every instant.", "tall"),
        '<div class="pair">',
        chart("inventory", "Inventory", "The position between its limits."),
        chart(
            "markouts",
            "Markouts",
            "How far the mid stood our way after a fill, ± one standard error, clustered by time. "
            "“before” is the spread earned; what is lost from there is adverse selection.",
        ),
        "</div>",
        '<div class="pair">',
        chart("parts", "Where the half-spread came from", "The parts add up to it; the skew shifts both quotes down."),
        chart(
            "distribution",
            "How long each position was held",
            "The line is the normal distribution of the same spread: what a linear skew against random fills gives.",
        ),
        "</div>",
        chart("uptime", "Quoting and risk", _share_text(data), "flat"),
        _levels(data, mids),
        chart("beliefs", "Beliefs", "Volatility, decay of fill intensity with depth, and risk aversion.", "tall"),
        _notes(data),
        _config(data),
    ]
    return document(title, body, charts, script)


def document(title: str, body: list[str], charts: dict[str, figures.Figure], script: str) -> str:
    """Return a whole page: its parts, its charts by the id of their place, and the chart library's source."""
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)} · hyperquote</title><style>{_resource('page.css')}</style></head><body><main>",
            *body,
            f'</main><script type="application/json" id="figures">{_json(charts)}</script>',
            f"<script>{script}</script><script>{_resource('page.js')}</script></body></html>",
        ]
    )


def _resource(name: str) -> str:
    return files("hyperquote.report").joinpath(name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    # "<" inside a script element could end it; JSON allows the escape everywhere a string does
    return msgspec.json.encode(value).decode().replace("<", "\\u003c")


def _figure_text(text: str) -> str:
    return escape(text.replace(" ", _SPACE))


def _head(data: SessionData) -> str:
    info = data.info
    started = datetime.fromtimestamp(info.started_ms / 1e3, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    ended = "" if data.finished_ms else " · did not end in an orderly way"
    return (
        f"<h1>{escape(info.asset)} · {escape(info.strategy)}</h1>"
        f'<p class="quiet">session {escape(info.session_id)} · {escape(info.place)} · {started} · '
        f"{wording.duration(data.seconds)} · hyperquote {escape(info.version)}, {escape(info.build)}{ended}</p>"
    )


def _cards(data: SessionData, mids: MidSeries) -> str:
    cards: list[tuple[str, str, str, float]] = []  # what, figure, explanation, sign for the colour
    last = data.samples[-1] if data.samples else None
    if last is not None:
        worst = max(sample.drawdown for sample in data.samples)
        cards += [
            ("P&L", f"{wording.signed(last.total)} USD", "after fees and funding", last.total),
            ("spread earned", wording.signed(last.spread), "against the mid before the fill", last.spread),
            ("adverse selection", wording.signed(last.adverse), "in the first second after fills", last.adverse),
            ("fees", wording.signed(-last.fees), "paid to the venue", -last.fees),
            ("largest drawdown", f"{100 * worst:.2f} %", "of account value", 0.0),
            ("position at the end", wording.amount(last.position, data.grid), escape(data.info.asset), 0.0),
        ]
    bought = sum(1 for fill in data.fills if fill.is_buy)
    cards.append(
        ("fills", wording.number(len(data.fills), 0), f"{bought} bought, {len(data.fills) - bought} sold", 0.0)
    )
    cards.append(("volume", f"{wording.number(data.notional(), 0)} USD", f"{len(data.orders)} orders", 0.0))
    (second,) = markouts(data.fills, mids, data.grid, (1.0,))
    if second.mean_bps is not None:
        error = f"± {second.error_bps:.2f}, " if second.error_bps is not None else ""
        cards.append(("markout 1 s", f"{wording.signed(second.mean_bps)} bp", f"{error}mean of fills", second.mean_bps))
    cards.append(("both sides quoted", f"{100 * data.shares()['both sides']:.1f} %", "of the time", 0.0))
    return (
        '<div class="cards">'
        + "".join(
            f'<div class="card"><span class="quiet">{name}</span>'
            f'<b class="{"gain" if sign > 0 else "loss" if sign < 0 else ""}">{_figure_text(figure)}</b>'
            f'<span class="quiet">{explanation}</span></div>'
            for name, figure, explanation, sign in cards
        )
        + "</div>"
    )


def chart(name: str, title: str, explanation: str, shape: str = "") -> str:
    """Return the place of a chart under its title."""
    return (
        f'<section><h2>{title}</h2><p class="quiet">{escape(explanation)}</p>'
        f'<div class="chart {shape}" id="{name}"></div></section>'
    )


def _share_text(data: SessionData) -> str:
    shares = data.shares()
    return ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items() if share > 0) or "no samples"


def _levels(data: SessionData, mids: MidSeries) -> str:
    heads = [
        "level",
        "fills",
        f"volume ({data.info.asset})",
        "volume (USD)",
        "spread (bp)",
        "markout 1 s (bp)",
        "fees (USD)",
    ]
    rows = []
    for row in by_level(data.fills, mids, data.grid):
        level = str(row.level) if row.level >= 0 else "unknown"
        bps = [wording.NONE if value is None else wording.signed(value) for value in (row.spread_bps, row.markout_bps)]
        base = wording.number(row.base, data.grid.sz_decimals)
        figures_ = [str(row.fills), base, wording.number(row.notional, 0), *bps, wording.number(row.fees)]
        rows.append(f"<tr><td>{level}</td>" + "".join(f"<td>{_figure_text(text)}</td>" for text in figures_) + "</tr>")
    body = "".join(rows) or f'<tr><td class="quiet" colspan="{len(heads)}">no fills</td></tr>'
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    explanation = "Level 0 is the rung nearest to the mid."
    return (
        f'<section><h2>Fills by level</h2><p class="quiet">{explanation}</p><div class="wide"><table>'
        f"<tr>{head}</tr>{body}</table></div></section>"
    )


def _notes(data: SessionData) -> str:
    notes = [note for note in data.notes if note.level != "debug"]
    shown = notes[-MAX_NOTE_ROWS:]
    left_out = f", the last {len(shown)} of {len(notes)}" if len(shown) < len(notes) else ""
    rows = "".join(
        f'<tr class="{escape(note.level)}"><td>{wording.clock(note.local_ms)}</td>'
        f'<td class="words">{escape(note.topic)}</td><td class="words">{escape(note.text)}</td></tr>'
        for note in shown
    )
    rows = rows or '<tr><td class="quiet">nothing to tell</td></tr>'
    return f'<section><h2>Notes{left_out}</h2><div class="wide long"><table>{rows}</table></div></section>'


def _config(data: SessionData) -> str:
    text = escape(hide_secrets(data.info.config))
    return f"<section><details><summary>Settings in force</summary><pre>{text}</pre></details></section>"
