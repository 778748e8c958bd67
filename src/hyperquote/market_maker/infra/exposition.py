"""Prometheus text exposition, format 0.0.4.

Written by ourselves because client libraries append `_total` to counters, and our names are fixed.
"""

from collections.abc import Iterable
from math import inf, isnan

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]


class Family:
    """One metric: its name, kind ("gauge", "counter" or "histogram"), help text and samples."""

    def __init__(self, name: str, kind: str, explanation: str) -> None:
        self.name = name
        self.kind = kind
        self.explanation = explanation
        self.samples: list[tuple[str, Labels, float]] = []

    def add(self, value: float, labels: Labels = (), suffix: str = "") -> None:
        """Add one sample; `suffix` extends the name, as the parts of a histogram need it."""
        self.samples.append((self.name + suffix, labels, value))


class Histogram:
    """Counts of observations at or below fixed bounds, in the unit of the bounds."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        if list(bounds) != sorted(set(bounds)):
            raise ValueError(f"histogram bounds must rise, not {bounds}")
        self._bounds = bounds
        self._counts = [0] * len(bounds)
        self._count = 0
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count one observation."""
        self._count += 1
        self._sum += value
        for index, bound in enumerate(self._bounds):
            if value <= bound:
                self._counts[index] += 1
                return

    def fill(self, family: Family) -> None:
        """Add the cumulative buckets, the sum and the count to `family`."""
        below = 0
        for bound, count in zip(self._bounds, self._counts, strict=True):
            below += count
            family.add(below, (("le", _value(bound)),), "_bucket")
        family.add(self._count, (("le", "+Inf"),), "_bucket")
        family.add(self._sum, suffix="_sum")
        family.add(self._count, suffix="_count")


def exposition(families: Iterable[Family], common: Labels) -> str:
    """Return the page for a scraper; `common` labels stand on every sample. Families without samples are left out."""
    lines: list[str] = []
    for family in families:
        if not family.samples:
            continue
        lines.append(f"# HELP {family.name} {_escape(family.explanation)}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        for name, labels, value in family.samples:
            inner = ",".join(f'{key}="{_quote(text)}"' for key, text in (*common, *labels))
            lines.append(f"{name}{{{inner}}} {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: float) -> str:
    if isnan(value):
        return "NaN"
    if value in {inf, -inf}:
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quote(text: str) -> str:
    return _escape(text).replace('"', r"\"")
