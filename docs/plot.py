"""A plotter as small as the pictures need: lines, steps, points and bars on two axes, written as SVG."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 52
COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e"]
GREY = "#888888"


class Plot:
    """One picture. Give it data, then `svg()`."""

    def __init__(self, title: str, x_label: str, y_label: str) -> None:
        self._words = (title, x_label, y_label)
        self._series: list[tuple[str, str, str, list[tuple[float, float]]]] = []
        self._y_from_zero = False

    def line(self, name: str, xs: Sequence[float], ys: Sequence[float], colour: str = "", dashed: bool = False) -> None:
        """Join points by a line."""
        self._add("dashed" if dashed else "line", name, xs, ys, colour)

    def steps(self, name: str, xs: Sequence[float], ys: Sequence[float], colour: str = "") -> None:
        """Hold each value until the next."""
        self._add("line", name, [x for x in xs for _ in (0, 1)][1:], [y for y in ys for _ in (0, 1)][:-1], colour)

    def points(self, name: str, xs: Sequence[float], ys: Sequence[float], colour: str = "") -> None:
        """Mark points."""
        self._add("points", name, xs, ys, colour)

    def bars(self, name: str, xs: Sequence[float], ys: Sequence[float], colour: str = "") -> None:
        """Draw upright bars from zero."""
        self._y_from_zero = True
        self._add("bars", name, xs, ys, colour)

    @property
    def last_colour(self) -> str:
        """The colour of the newest series, for another one that belongs to it."""
        return self._series[-1][2]

    def svg(self) -> str:
        """Return the picture."""
        points = [point for *_, series in self._series for point in series]
        x_low, x_high = _span([x for x, _ in points], pad=0.02)
        y_low, y_high = _span([y for _, y in points] + ([0.0] if self._y_from_zero else []), pad=0.06)

        def at(x: float, y: float) -> tuple[float, float]:
            return (
                LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM),
            )

        title, x_label, y_label = map(escape, self._words)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
            'font-size="12">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<text x="{LEFT}" y="18" font-size="14" font-weight="bold">{title}</text>',
            f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">{x_label}</text>',
            f'<text transform="translate(14 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" '
            f'text-anchor="middle">{y_label}</text>',
        ]
        for tick in _ticks(x_low, x_high):
            x, y = at(tick, y_low)
            parts.append(f'<path d="M{x:.1f} {TOP}V{y:.1f}" stroke="#e6e6e6"/>')
            parts.append(f'<text x="{x:.1f}" y="{y + 16:.1f}" text-anchor="middle" fill="#444">{tick:g}</text>')
        for tick in _ticks(y_low, y_high):
            x, y = at(x_low, tick)
            parts.append(f'<path d="M{x:.1f} {y:.1f}H{WIDTH - RIGHT}" stroke="#e6e6e6"/>')
            parts.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{tick:g}</text>')
        key_x = float(LEFT)
        for kind, name, colour, series in self._series:
            spots = [at(x, y) for x, y in series]
            if kind == "points":
                parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in spots]
            elif kind == "bars":
                zero = at(x_low, 0.0)[1]
                parts.append(
                    f'<path d="{"".join(f"M{x:.1f} {zero:.1f}V{y:.1f}" for x, y in spots)}" stroke="{colour}" '
                    'stroke-width="9"/>'
                )
            else:
                dash = ' stroke-dasharray="5 4"' if kind == "dashed" else ""
                path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
                parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}/>')
            if name:
                parts.append(f'<rect x="{key_x:.0f}" y="26" width="10" height="4" fill="{colour}"/>')
                parts.append(f'<text x="{key_x + 14:.0f}" y="32" font-size="11">{escape(name)}</text>')
                key_x += 26 + 6.2 * len(name)
        return "\n".join([*parts, "</svg>"]) + "\n"

    def _add(self, kind: str, name: str, xs: Sequence[float], ys: Sequence[float], colour: str) -> None:
        named = sum(1 for each in self._series if each[1])
        self._series.append((kind, name, colour or COLOURS[named % len(COLOURS)], list(zip(xs, ys, strict=True))))


class Panels:
    """Pictures in rows and columns, each a drawing of its own."""

    def __init__(self, rows: Sequence[Sequence[Plot]]) -> None:
        self._rows = rows

    def svg(self) -> str:
        """Return the picture of all."""
        width, height = WIDTH * max(len(row) for row in self._rows), HEIGHT * len(self._rows)
        parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">']
        for down, row in enumerate(self._rows):
            for right, plot in enumerate(row):
                placed = f'<svg x="{right * WIDTH}" y="{down * HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
                parts.append(plot.svg().rstrip("\n").replace("<svg ", placed, 1))
        return "\n".join([*parts, "</svg>"]) + "\n"


def _span(values: Sequence[float], pad: float) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * pad or 1.0
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    rough = (high - low) / 6
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [round(step * n, 12) for n in range(ceil(low / step), floor(high / step) + 1)]
