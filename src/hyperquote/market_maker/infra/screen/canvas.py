"""Lines of exact width, and panes made of them: what keeps the picture still when figures change."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text

RULE = "bright_black"
DIM = "bright_black"
GOOD = "green"
BAD = "red"
WARN = "yellow"
BID = "green"
ASK = "red"
STRONG = "bold"

Piece = str | tuple[str, str]  # words, or words with a style


def line(*pieces: Piece) -> Text:
    """Return one line of plain and styled pieces."""
    return Text.assemble(*pieces, no_wrap=True)


def fitted(text: Text, width: int) -> Text:
    """Return `text` cut or padded to exactly `width` cells; a cut is marked by …"""
    fit = text.copy()
    fit.truncate(width, overflow="ellipsis", pad=True)
    return fit


def wrapped(items: Iterable[Text], separator: str, width: int) -> list[Text]:
    """Return the items in as few lines as they need; a break falls between items, never inside one."""
    lines: list[Text] = []
    for item in items:
        if lines and lines[-1].cell_len + cell_len(separator) + item.cell_len <= width:
            lines[-1].append(separator, style=DIM).append_text(item)
        else:
            lines.append(item.copy())
    return lines


def words(text: str, width: int, style: str = "") -> list[Text]:
    """Return running text broken at spaces."""
    return wrapped((Text(word, style) for word in text.split()), " ", width)


def first_that_fit(items: Iterable[Text], separator: str, width: int) -> Text:
    """Return one line of as many leading items as have room whole."""
    return wrapped(items, separator, width)[0]


def titled(title: str, lines: list[Text], width: int, height: int, aside: str = "") -> list[Text]:
    """Return a pane of exactly `height` lines under a rule with its title; what is too much is left out."""
    rule = Text("─ ", style=RULE)
    rule.append(title, style=STRONG)
    tail = f" {aside} ─" if aside else ""
    rule.append(" " + "─" * max(width - cell_len(title) - 3 - len(tail), 0), style=RULE).append(tail, style=DIM)
    body = [fitted(Text(" ").append_text(each), width) for each in lines[: height - 1]]
    return [fitted(rule, width), *body, *[Text(" " * width)] * (height - 1 - len(body))]


def beside(left: list[Text], right: list[Text]) -> list[Text]:
    """Return two panes of equal height with a line between them that hangs from their first rule."""
    joined = []
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        is_rule = one.plain.startswith("─"), other.plain.startswith("─")
        mark = {(True, True): "┼" if row else "┬", (True, False): "┤", (False, True): "├", (False, False): "│"}[is_rule]
        joined.append(Text.assemble(one, (mark, RULE), other, no_wrap=True))
    return joined


def closing(above: int, rule: Text) -> Text:
    """Return `rule` with the foot of the line that ends on it at the column `above`."""
    if rule.plain[above] != "─":
        return rule
    return Text.assemble(rule[:above], ("┴", RULE), rule[above + 1 :], no_wrap=True)
