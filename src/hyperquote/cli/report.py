"""`report`: the page of a session, two sessions side by side, or their rows for other programs."""

import csv
from pathlib import Path
from typing import Any, Final

import msgspec

from hyperquote.errors import ConfigError
from hyperquote.report.compare import write_comparison
from hyperquote.report.html import write_report
from hyperquote.report.session_data import SessionData

FORMATS: Final = ("csv", "parquet")


def report(first: Path, second: Path | None, output: Path | None) -> Path:
    """Write the page of one session or of two compared, and return where it is."""
    data = SessionData.load(first)
    if second is None:
        return write_report(data, output or first / "report.html")
    return write_comparison(data, SessionData.load(second), output or first / f"against-{second.name}.html")


def export(directory: Path, into: Path, form: str) -> list[Path]:
    """Write samples, orders, fills, mids and notes of a session, one file each; return them.

    Raises `ConfigError` for a form that is not one of `FORMATS`, and where they cannot be written.
    """
    if form not in FORMATS:
        raise ConfigError(f"--format {form!r}: write {' or '.join(FORMATS)}")
    data = SessionData.load(directory)
    tables: dict[str, list[dict[str, Any]]] = {
        "samples": [msgspec.structs.asdict(row) for row in data.samples],
        "orders": [msgspec.structs.asdict(row) for row in data.orders],
        "fills": [msgspec.structs.asdict(row) for row in data.fills],
        "mids": [{"exchange_ms": ms, "mid": mid} for ms, mid in data.mids],
        "notes": [msgspec.structs.asdict(row) for row in data.notes],
    }
    try:
        into.mkdir(parents=True, exist_ok=True)
        return [_written(into / f"{name}.{form}", rows, form) for name, rows in tables.items()]
    except OSError as error:
        raise ConfigError(f"{into} cannot be written ({error.strerror}). Choose another place.") from error


def _written(path: Path, rows: list[dict[str, Any]], form: str) -> Path:
    if form == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [])
            writer.writeheader()
            writer.writerows(rows)
        return path
    try:
        from pyarrow import Table  # noqa: PLC0415  optional
        from pyarrow.parquet import write_table  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError("parquet needs pyarrow, which is not installed: pip install 'hyperquote[tape]'") from error
    write_table(Table.from_pylist(rows), path)
    return path
