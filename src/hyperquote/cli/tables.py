"""Any answer of the venue as tables for people: rows of a list, fields of an object, parts under their names."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

WIDE: Final = 200  # of the page when nobody looks: lines must not depend on a terminal that is not there


def console() -> Console:
    """Return where people read: the terminal as wide as it is, a pipe as wide as a line may be."""
    out = Console(highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(highlight=False, width=WIDE, no_color=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> Table:
    """Return rows under a head; what reads as a number stands to the right."""
    lines = [[_text(cell) for cell in row] for row in rows]
    drawn = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="dim")
    for number, name in enumerate(head):
        is_number = bool(lines) and all(_is_number(line[number]) for line in lines)
        drawn.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for line in lines:
        drawn.add_row(*line)
    return drawn


def show(answer: object, out: Console) -> None:
    """Print any JSON value."""
    _show(answer, out, None)


def _show(value: object, out: Console, title: str | None) -> None:
    if isinstance(value, dict):
        _show_object(value, out, title)
    elif isinstance(value, list) and value:
        _show_list(value, out, title)
    else:
        text = "none" if value is None or value == [] else _text(value)
        out.print(text if title is None else f"{title}: {text}", markup=False)


def _show_object(fields: dict[str, Any], out: Console, title: str | None) -> None:
    if title is not None:
        out.print(f"\n{title}", style="bold", markup=False)
    plain = {name: value for name, value in fields.items() if not isinstance(value, dict | list)}
    if plain:
        out.print(table(("field", "value"), plain.items()))
    for name, value in fields.items():
        if name not in plain:
            _show(value, out, name if title is None else f"{title}.{name}")


def _show_list(items: list[Any], out: Console, title: str | None) -> None:
    if title is not None:
        out.print(f"\n{title}", style="bold", markup=False)
    if all(isinstance(item, dict) for item in items):
        flat = [_flat(item) for item in items]
        names = list(dict.fromkeys(name for item in flat for name in item))
        out.print(table(names, ([item.get(name) for name in names] for item in flat)))
    elif any(isinstance(item, dict | list) for item in items):
        for number, item in enumerate(items):
            _show(item, out, f"{title or 'part'} {number}")
    else:
        out.print(table(("value",), ([item] for item in items)))


def _flat(item: dict[str, Any], prefix: str = "") -> dict[str, object]:
    """Return the fields of an object with those of the objects in it, as `outer.inner`."""
    fields: dict[str, object] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            fields |= _flat(value, f"{prefix}{name}.")
        else:
            fields[prefix + name] = value
    return fields


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return (
            f"{len(value)} entries"
            if any(isinstance(item, dict | list) for item in value)
            else " ".join(map(str, value))
        )
    return str(value)


def _is_number(text: str) -> bool:
    return text == "–" or text.lstrip("+-").replace(".", "", 1).replace(" ", "").isdigit()
