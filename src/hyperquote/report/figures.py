"""The charts of the report as plain plotly values (traces and layout); colours are names that the page resolves.

Colours stand as "--name", a variable of the page's style sheet, so that one figure serves light and dark.
"""

import itertools
from collections.abc import Sequence
from statistics import NormalDist, fmean, pstdev
from typing import Any, TypeVar

from hyperquote.book.grid import Grid
from hyperquote.market_maker.infra.journal_schema import FillRow
from hyperquote.report.markouts import MidSeries, markouts
from hyperquote.report.session_data import SessionData, quoting

MAX_POINTS = 4_000  # per line: more than any screen has columns
MAX_FILLS = 3_000  # per side
MAX_PARTS = 1_500  # instants of the decomposition: it has a line per part
_BINS = 31
_LEAST_POSITIONS = 10
_PART_COLOURS = ("--accent", "--violet", "--bid", "--warn", "--ask", "--muted")
Figure = dict[str, Any]  # plotly's JSON
_T = TypeVar("_T")


def thinned(rows: Sequence[_T], limit: int = MAX_POINTS) -> list[_T]:
    """Return at most about `limit` rows at even spacing, the last one always among them."""
    step = -(-len(rows) // limit) if rows else 1
    kept = list(rows[::step])
    if rows and (len(rows) - 1) % step:
        kept.append(rows[-1])
    return kept


def _figure(traces: list[Figure], y_title: str, **layout: Any) -> Figure:
    """Return a figure over time."""
    axes = {"xaxis": {"type": "date", "title": {"text": "time (UTC)"}}, "yaxis": {"title": {"text": y_title}}}
    return {"data": traces, "layout": {**axes, **layout}}


def line(name: str, xs: list[Any], ys: list[Any], colour: str, **more: Any) -> Figure:
    """Return one line of a chart."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": xs,
        "y": ys,
        "line": {"color": colour, "width": 1.5, **more.pop("line", {})},
        **more,
    }


def price(data: SessionData) -> Figure:
    """Mid, our best quotes as steps, our fills as triangles."""
    rows = thinned(data.samples)
    times = [row.local_ms for row in rows]
    step = {"shape": "hv", "width": 1}
    traces = [
        line("our ask", times, [row.our_ask for row in rows], "--ask", line=step),
        line("our bid", times, [row.our_bid for row in rows], "--bid", line=step),
        line("mid", times, [row.mid for row in rows], "--ink"),
    ]
    grid = data.grid
    for is_buy, name, symbol, colour in (
        (True, "bought", "triangle-up", "--bid"),
        (False, "sold", "triangle-down", "--ask"),
    ):
        own = thinned([fill for fill in data.fills if fill.is_buy == is_buy], MAX_FILLS)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": [fill.exchange_ms for fill in own],
                "y": [grid.px(fill.px_units) for fill in own],
                "text": [f"{name} {grid.size(fill.lots)} at level {fill.level}" for fill in own],
                "marker": {"symbol": symbol, "size": 8, "color": colour, "line": {"width": 1, "color": "--card"}},
            }
        )
    axis = {"title": {"text": "price (USD)"}, "tickformat": ",.6~f"}
    return _figure(traces, "", yaxis=axis)


def inventory(data: SessionData) -> Figure:
    """Position between its limits."""
    rows = thinned(data.samples)
    times = [row.local_ms for row in rows]
    limit = {"dash": "dot", "width": 1, "shape": "hv"}
    traces = [
        line("position", times, [row.position for row in rows], "--accent", line={"shape": "hv"}, fill="tozeroy"),
        line("limit", times, [row.max_position for row in rows], "--muted", line=limit),
        line("limit", times, [-row.max_position for row in rows], "--muted", line=limit, showlegend=False),
    ]
    return _figure(traces, f"position ({data.info.asset})")


def profit(data: SessionData) -> Figure:
    """P&L and its parts, which sum to it at every instant."""
    rows = thinned(data.samples)
    times = [row.local_ms for row in rows]
    parts: list[tuple[str, list[float], str]] = [
        ("spread earned", [row.spread for row in rows], "--bid"),
        ("adverse selection", [row.adverse for row in rows], "--ask"),
        ("inventory", [row.inventory for row in rows], "--accent"),
        ("funding", [row.funding for row in rows], "--violet"),
        ("fees", [-row.fees for row in rows], "--warn"),
    ]
    traces = [line(name, times, values, colour) for name, values, colour in parts]
    traces.append(line("total", times, [row.total for row in rows], "--ink", line={"width": 3}))
    return _figure(traces, "P&L since the start (USD)")


def markout_curve(data: SessionData, mids: MidSeries) -> Figure:
    """Mean markout by horizon for buys and sells, with one standard error."""
    traces = []
    for is_buy, name, colour in ((True, "bought", "--bid"), (False, "sold", "--ask")):
        own = [fill for fill in data.fills if fill.is_buy == is_buy]
        traces.append(markout_line(own, mids, data.grid, name, colour))
    axis = {"type": "category", "title": {"text": "seconds after the fill"}}
    height = {"title": {"text": "mid against our price (bp)"}, "rangemode": "tozero"}
    return _figure(traces, "", xaxis=axis, yaxis=height)


def markout_line(fills: list[FillRow], mids: MidSeries, grid: Grid, name: str, colour: str) -> Figure:
    """Return the markout curve of some fills, with one standard error."""
    curve = [point for point in markouts(fills, mids, grid) if point.mean_bps is not None]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": ["before" if point.horizon_s == 0 else f"{point.horizon_s:g}" for point in curve],
        "y": [point.mean_bps for point in curve],
        "text": [f"{point.count} fills" for point in curve],
        "error_y": {
            "type": "data",
            "array": [point.error_bps or 0 for point in curve],
            "width": 3,
            "thickness": 1,
        },
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 7},
    }


def parts(data: SessionData) -> Figure:
    """The parts of the half-spread over time, one on the other, and the skew."""
    rows = thinned([row for row in data.samples if row.our_bid is not None or row.our_ask is not None], MAX_PARTS)
    times = [row.local_ms for row in rows]
    explained = [row.explained for row in rows]
    names = list(dict.fromkeys(name for each in explained for name, _ in each.half_spread))
    traces = []
    for name, colour in zip(names, itertools.cycle(_PART_COLOURS)):
        values = [dict(each.half_spread).get(name, 0.0) for each in explained]
        traces.append(line(name, times, values, colour, stackgroup="half", line={"width": 0.5}))
    skew = [sum(value for _, value in each.skew) for each in explained]
    traces.append(line("skew", times, skew, "--ink", line={"width": 1}))
    return _figure(traces, "part of the quote (bp)")


def distribution(data: SessionData) -> Figure:
    """The share of time at each position, against a normal distribution of the same mean and deviation."""
    positions = [row.position for row in data.samples]
    if len(positions) < _LEAST_POSITIONS:
        return _figure([], "share of time (%)")
    mean, deviation = fmean(positions), pstdev(positions)
    low, high = min(positions), max(positions)
    width = (high - low) / _BINS or 1.0
    counts = [0] * _BINS
    for position in positions:
        counts[min(int((position - low) / width), _BINS - 1)] += 1
    middles = [low + (place + 0.5) * width for place in range(_BINS)]
    traces: list[Figure] = [
        {
            "type": "bar",
            "name": "held",
            "x": middles,
            "y": [count / len(positions) for count in counts],
            "marker": {"color": "--accent"},
        }
    ]
    if deviation > 0.0:
        normal = NormalDist(mean, deviation)
        traces.append(line("normal", middles, [normal.pdf(x) * width for x in middles], "--muted"))
    axes = {
        "xaxis": {"title": {"text": f"position ({data.info.asset})"}},
        "yaxis": {"title": {"text": "share of time (%)"}, "tickformat": ".0%"},
    }
    return {"data": traces, "layout": {**axes, "bargap": 0.05}}


def beliefs(data: SessionData) -> Figure:
    """σ, κ and γ over time, one above the other because their units differ."""
    rows = thinned(data.samples)
    times = [row.local_ms for row in rows]
    lines = [
        ("σ", [None if row.sigma is None else 1e4 * row.sigma for row in rows], "--ask", "y", "σ (bp/√s)"),
        ("κ", [row.kappa for row in rows], "--accent", "y2", "κ (per unit)"),
        ("γ", [row.gamma for row in rows], "--violet", "y3", "γ (no unit)"),
    ]
    traces = [line(name, times, values, colour, yaxis=axis) for name, values, colour, axis, _ in lines]
    layout: Figure = {"xaxis": {"type": "date", "title": {"text": "time (UTC)"}, "anchor": "y3"}, "showlegend": False}
    for index, (_, _, _, axis, title) in enumerate(lines):
        low = 1 - (index + 1) / 3 + (0.04 if index < 2 else 0)
        layout[axis.replace("y", "yaxis")] = {"title": {"text": title, "standoff": 8}, "domain": [low, 1 - index / 3]}
    return {"data": traces, "layout": layout}


def uptime(data: SessionData) -> Figure:
    """Which sides we quoted, and how strict risk was, as bands over time; warnings and errors as marks."""
    bands = [("quoting", [(row.local_ms, quoting(row)) for row in data.samples])]
    bands.append(("risk", [(row.local_ms, row.mode) for row in data.samples]))
    colours = {
        "both sides": "--bid",
        "open": "--bid",
        "bid only": "--accent",
        "ask only": "--violet",
        "widen": "--accent",
        "reduce-only": "--warn",
        "no quotes": "--muted",
        "cancel-only": "--muted",
        "halted": "--ask",
    }
    traces = []
    for band, states in bands:
        for name, spans in _runs(states).items():
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": name,
                    "y": [band] * len(spans),
                    "base": [start for start, _ in spans],
                    "x": [end - start for start, end in spans],
                    "marker": {"color": colours.get(name, "--muted"), "line": {"width": 0}},
                    "hovertemplate": f"{name} from %{{base|%H:%M:%S}}<extra></extra>",
                }
            )
    notes = [note for note in data.notes if note.level in {"warning", "error"}][-500:]
    if notes:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "warning or error",
                "x": [note.local_ms for note in notes],
                "y": ["notes"] * len(notes),
                "text": [f"{note.topic}: {note.text}" for note in notes],
                "marker": {
                    "symbol": "diamond",
                    "size": 9,
                    "color": ["--ask" if note.level == "error" else "--warn" for note in notes],
                },
            }
        )
    return _figure(traces, "", barmode="overlay", bargap=0.35)


def _runs(states: list[tuple[int, str]]) -> dict[str, list[tuple[int, int]]]:
    """Return for each state the (start, end) of its uninterrupted stretches (UTC ms)."""
    runs: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for index in range(1, len(states)):
        if index == len(states) - 1 or states[index][1] != states[start][1]:
            runs.setdefault(states[start][1], []).append((states[start][0], states[index][0]))
            start = index
    return runs
