"""`calibrate`: settings from a recording, with their errors, and pictures of how well they fit."""

from html import escape
from math import exp
from pathlib import Path
from typing import Any, Final

from hyperquote.backtest.reader import read_tape
from hyperquote.calibration.fits import Calibration, Fitted, calibrate, spread_points
from hyperquote.calibration.samples import Samples, samples_of
from hyperquote.cli.tables import console, table
from hyperquote.errors import ConfigError, ValidationError
from hyperquote.market_maker import config as settings
from hyperquote.market_maker.config import Config
from hyperquote.report import figures
from hyperquote.report.figures import Figure
from hyperquote.report.html import chart, document, plotly_script, save

_POINTS: Final = 200


def run(folder: Path, output: Path, page: Path | None, *, day: str, is_forced: bool) -> None:
    """Fit, print, and write the settings and the page."""
    if output.exists() and not is_forced:
        raise ConfigError(f"{output} exists and may hold your settings. Choose another with -o, or add --force")
    samples = samples_of(read_tape(folder, day))
    try:
        found = calibrate(samples)
    except (ValidationError, ValueError) as problem:
        raise ConfigError(f"{folder}: {problem}") from None
    out = console()
    hours = samples.seconds / 3_600.0
    out.print(f"{folder}: {hours:.2f} h, {len(samples.orders)} market orders", markup=False)
    out.print(table(("setting", "fitted", "± se", "default", "unit"), [_row(each) for each in found.fitted]))
    branching = found.hawkes.parameters.branching
    judged = f"{_tail_text(found)} · branching ratio of the flow {branching:.2f}"
    out.print(f"{judged} · spread explained by volatility: R² {found.spread_r2:.2f}", markup=False)
    for note in found.notes:
        out.print(f"note: {note}", markup=False)
    _write(output, folder, found)
    out.print(f"wrote {output}: use it with  market_maker -c {output}", markup=False)
    if page is not None:
        out.print(
            f"pictures {save(calibration_page(folder.name, samples, found, plotly_script()), page)}", markup=False
        )


def _tail_text(found: Calibration) -> str:
    tail = found.tail
    return f"{100.0 * tail.share:.0f} % of orders reach beyond {1e4 * tail.least:.2f} bp, KS {tail.misfit:.3f}"


def _row(fitted: Fitted) -> tuple[str, str, str, str, str]:
    error = "" if fitted.error is None else f"{fitted.error:.3g}"
    return (f"{fitted.section}.{fitted.field}", f"{fitted.value:.5g}", error, f"{_default(fitted):.5g}", fitted.unit)


def _default(fitted: Fitted) -> float:
    return float(getattr(getattr(Config(), fitted.section), fitted.field))


def _write(path: Path, folder: Path, found: Calibration) -> None:
    """Write the settings as TOML; what was written must load."""
    by_place = {(each.section, each.field): each for each in found.fitted}
    lines = [f"# fitted to {folder.name} by hyperquote calibrate; what is left out keeps its default"]
    for section, fields in found.tables().items():
        lines.append(f"\n[{section}]")
        for field, value in fields.items():
            fitted = by_place[section, field]
            error = "" if fitted.error is None else f", ± {fitted.error:.2g}"
            lines.append(f"{field} = {value!r}  # {fitted.unit}{error}")
    text = "\n".join(lines) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ConfigError(f"{path} cannot be written ({problem.strerror}). Choose another place with -o") from None
    settings.load(path, {})


def calibration_page(name: str, samples: Samples, found: Calibration, script: str) -> str:
    """Return the page that shows how well each model fits."""
    charts = {
        "depths": _depths(samples, found),
        "spread": _spread(samples, found),
        "costs": _costs(found),
        "volatility": _volatility(samples),
    }
    rows = "".join(
        f"<tr><td>{escape(place)}</td><td>{escape(value)}</td><td>{escape(error)}</td><td>{escape(default)}</td>"
        f'<td class="words">{escape(unit)}</td></tr>'
        for place, value, error, default, unit in map(_row, found.fitted)
    )
    heads = "".join(f"<th>{each}</th>" for each in ("setting", "fitted", "± se", "default", "unit"))
    body = [
        f"<h1>{escape(name)}: calibration</h1>",
        f'<p class="quiet">{samples.seconds / 3600.0:.2f} h, {len(samples.orders)} market orders</p>',
        f'<section><h2>Settings</h2><div class="wide"><table><tr>{heads}</tr>{rows}</table></div></section>',
        chart(
            "depths",
            "How far market orders reach",
            f"The share that reaches beyond a depth; the exponential is fitted beyond the touch. {_tail_text(found)}.",
            "tall",
        ),
        '<div class="pair">',
        chart("spread", "Spread and volatility", "A point a minute, and the fitted line."),
        chart(
            "costs",
            "What a fill costs",
            "The mid's move against the maker in a second, by depth, ± one standard error.",
        ),
        "</div>",
        chart("volatility", "Volatility", "Of each minute; the line is the fitted baseline."),
        *(f'<p class="quiet">{escape(note)}</p>' for note in found.notes),
    ]
    return document(f"{name} calibration", body, charts, script)


def _value(found: Calibration, field: str) -> float | None:
    return next((each.value for each in found.fitted if each.field == field), None)


def _figure(traces: list[Figure], x: str, y: str, **axis: Any) -> Figure:
    layout = {"xaxis": {"title": {"text": x}}, "yaxis": {"title": {"text": y}, **axis}}
    return {"data": traces, "layout": layout}


def _depths(samples: Samples, found: Calibration) -> Figure:
    depths = sorted(order.depth * 1e4 for order in samples.orders)
    tail = found.tail
    picked = figures.thinned(list(enumerate(depths)), _POINTS)
    xs = [depth for _, depth in picked]
    seen = [1.0 - place / len(depths) for place, _ in picked]
    beyond = [depth for depth in xs if depth >= 1e4 * tail.least]
    model = [tail.share * exp(-tail.kappa * (depth / 1e4 - tail.least)) for depth in beyond]
    lines = [figures.line("recorded", xs, seen, "--accent"), figures.line("exponential", beyond, model, "--muted")]
    return _figure(lines, "depth (bp)", "share that reaches beyond (log)", type="log")


def _spread(samples: Samples, found: Calibration) -> Figure:
    points = sorted(spread_points(samples))
    base, slope = _value(found, "base_fair_spread") or 0.0, _value(found, "vol_sensitivity") or 0.0
    xs = [1e4 * sigma for sigma, _ in points]
    dots = figures.line("minutes", xs, [1e4 * spread for _, spread in points], "--accent")
    dots["mode"] = "markers"
    fitted = figures.line("fitted", xs, [1e4 * (base + slope * sigma) for sigma, _ in points], "--muted")
    return _figure([dots, fitted], "σ (bp/√s)", "spread (bp)")


def _costs(found: Calibration) -> Figure:
    xs = [depth for depth, _, _, _ in found.costs]
    dots = figures.line("recorded", xs, [cost for _, cost, _, _ in found.costs], "--ask")
    dots["mode"] = "lines+markers"
    dots["error_y"] = {"type": "data", "array": [error for _, _, error, _ in found.costs]}
    traces = [dots]
    touch, decay = _value(found, "as_touch_bps"), _value(found, "delta_char_bps")
    if touch is not None and decay is not None:
        traces.append(figures.line("fitted", xs, [touch * exp(-depth / decay) for depth in xs], "--muted"))
    return _figure(traces, "depth (bp)", "cost after 1 s (bp)")


def _volatility(samples: Samples) -> Figure:
    sigmas = [1e4 * sigma for sigma, _ in spread_points(samples)]
    return _figure([figures.line("σ", list(range(len(sigmas))), sigmas, "--violet")], "minutes", "σ (bp/√s)")
