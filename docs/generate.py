"""Write the pages of docs/reference, and docs/comparison.md, from the code that they describe.

    make docs        (PYTHONPATH=src python -m docs.generate)

`tests/test_docs.py` writes them again in memory and fails when a page is out of date.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_args, get_type_hints

import msgspec
from docs import comparison as compared
from typer.models import ArgumentInfo

from hyperquote import __version__
from hyperquote.cli import config_text, main
from hyperquote.cli.exchange import run_exchange
from hyperquote.cli.options import SETTINGS
from hyperquote.exchange import reasons
from hyperquote.exchange.actions import AnyAction
from hyperquote.exchange.actions.base import UserAction
from hyperquote.info import requests
from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.local_exchange import answers, handlers
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra import metrics
from hyperquote.market_maker.tracking import order_table
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.tracking.order_table import OrderEvent
from hyperquote.ws import channels
from hyperquote.ws.channels import AnySubscription
from hyperquote.ws.channels.base import Subscription

REFERENCE = Path(__file__).resolve().parent / "reference"
COMPARISON = REFERENCE.parent / "comparison.md"
_MARKUP = re.compile(r"\[/?[a-z ]*\]")
_INITIAL = OrderState.NEW
_ENDS = [state for state in order_table.STATES if order_table.is_terminal(state)]


def page(title: str, source: str, *parts: str) -> str:
    """Return a page: where it comes from, then its parts."""
    note = f"<!-- Written by docs/generate.py from {source}: change that, then run `make docs`. -->"
    return "\n\n".join([f"# {title}", note, *parts]) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table; bars inside cells are escaped."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def first_line(thing: object) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


# ── settings ────────────────────────────────────────────────────────────────────────────────────────────────


def settings() -> str:
    """Return every setting: default, range, effect, and the option of the command line that sets it."""
    options = {place: name.replace("_", "-") for name, place in SETTINGS.items()}
    defaults = Config()
    parts = [
        "One TOML table a section. `market_maker generate-config` writes them all, `market_maker validate-config` "
        "checks a file and prints what is in force. The command line is stronger than the file; an unknown key is an "
        "error, never ignored. Keys and passwords never stand in it.",
    ]
    for section in msgspec.structs.fields(Config):
        group = type(getattr(defaults, section.name))
        comments = config_text.field_comments(group)
        rows = [
            (
                f"`{field.name}`",
                f"`{_toml(field.default)}`",
                config_text.field_range(group, field.name),
                comments[field.name],
                f"`--{options[section.name, field.name]}`" if (section.name, field.name) in options else "",
            )
            for field in msgspec.structs.fields(group)
        ]
        parts += [
            f"## [{section.name}]",
            first_line(group),
            table(("key", "default", "range", "what it does", "option"), rows),
        ]
    return page("Settings", "src/hyperquote/market_maker/config.py", *parts)


def _toml(value: Any) -> str:
    return msgspec.json.encode(value).decode() if isinstance(value, bool | str) else repr(value)


# ── metrics ─────────────────────────────────────────────────────────────────────────────────────────────────


def metric_names() -> str:
    """Return every metric: kind and meaning, read from the source, since a page shows only what is known by then."""
    kinds = {"_gauge": "gauge", "_counter": "counter"}
    rows: dict[str, tuple[str, str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(metrics))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if not words or not words[0].startswith("mm_"):
            continue
        if node.func.id == "Family":
            rows[words[0]] = (words[1], words[2])
        elif node.func.id in kinds:
            rows[words[0]] = (kinds[node.func.id], words[1])
    rows.update({name: ("gauge", text) for name, text in metrics.SETTABLE.items()})
    rows.update({name: ("counter", text) for name, text in metrics.COUNTABLE.items()})
    return page(
        "Metrics",
        "src/hyperquote/market_maker/infra/metrics.py",
        "`GET /metrics` on `monitoring.metrics_port` while a session runs, in the Prometheus text format. Every series "
        "carries the label `asset`. What is not known yet is absent, never zero.",
        table(("name", "kind", "meaning"), [(f"`{name}`", *rows[name]) for name in sorted(rows)]),
    )


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────


def _cell(state: str, event: str, target: str) -> str:
    mark = "‼" if order_table.is_violation(state, event) else ""
    return f"{'' if target == state else target} {mark}".strip()


def orders() -> str:
    """Return the life of an order: a picture of the usual ways, and the whole table."""
    transitions = order_table.TRANSITIONS
    arrows: dict[tuple[str, str], list[str]] = {}
    for state, row in transitions.items():
        for event, target in row.items():
            if target == state or state in _ENDS or (state == _INITIAL and event != OrderEvent.SEND):
                continue  # corrections of an end, and answers that overtake their request: in the table below
            arrows.setdefault((state, target), []).append(event)
    lines = ["stateDiagram-v2", f"    [*] --> {_INITIAL}"]
    for (state, target), events in arrows.items():
        said = events[0].replace(": ", " says ")
        lines.append(f"    {state} --> {target}: {said}{' …' if len(events) > 1 else ''}")
    lines += [f"    {state} --> [*]" for state in _ENDS]
    rows = [
        [f"**{state}**", *(_cell(state, event, target) for event, target in row.items())]
        for state, row in transitions.items()
    ]
    return page(
        "The life of an order",
        "src/hyperquote/market_maker/tracking/order_table.py",
        "Thirteen states, eighteen things that can happen, and every pair is defined: no message, however late or "
        "doubled, can leave an order without a state. The picture leaves out what is rare: answers that overtake "
        "their request, "
        "and an end that proves wrong after all, such as a fill of an order that was thought rejected.",
        "```mermaid\n" + "\n".join(lines) + "\n```",
        "## The whole table",
        "A row a state, a column an event; an empty cell keeps the state. A cell with ‼ cannot be if both sides keep "
        "their books right: it is counted as a violation, and the venue's word is followed as far as it goes.",
        table(["", *order_table.EVENTS], rows),
        "## Why a word is no news",
        table(["event", "where it changes nothing"], [[event, why] for event, why in order_table.IGNORED.items()]),
    )


# ── protocol ────────────────────────────────────────────────────────────────────────────────────────────────


def protocol() -> str:
    """Return the words of the protocol that exist, and which of them the local exchange understands."""
    obeyed = set(handlers._HANDLERS)
    answered = set(answers._ANSWERS) & set(get_args(AnyRequest))
    served = set(get_args(AnySubscription))
    action_rows = [
        (
            f"`{each.__struct_config__.tag}`",
            f"`{each.__name__}`",
            "the account's key" if issubclass(each, UserAction) else "agent or account",
            _words(each),
            "yes" if each in obeyed else "no",
        )
        for each in _sorted(get_args(AnyAction))
    ]
    known_requests = [each for each in _structs(requests.__path__, requests.__name__) if issubclass(each, InfoRequest)]
    request_rows = [
        (f"`{each.__struct_config__.tag}`", f"`{each.__name__}`", _words(each), "yes" if each in answered else "no")
        for each in _sorted(each for each in known_requests if each is not InfoRequest)
    ]
    known_feeds = [each for each in _structs(channels.__path__, channels.__name__) if issubclass(each, Subscription)]
    feed_rows = [
        (f"`{each.__struct_config__.tag}`", f"`{each.__name__}`", _words(each), "yes" if each in served else "no")
        for each in _sorted(each for each in known_feeds if each is not Subscription)
    ]
    return page(
        "The protocol's words",
        "the classes in src/hyperquote/exchange/actions, info/requests and ws/channels",
        "Each is one class, which the client encodes and the local exchange decodes. *Local* says whether the local "
        "exchange understands it (which may mean that it always refuses it, as isolated margin); anything else it "
        "refuses by name.",
        f"## {len(action_rows)} actions: `POST /exchange`",
        "Send one with `await hl.exchange.send(action)`, or over the socket with `await hl.post(action)`.",
        table(("type", "class", "signed by", "what it does", "local"), action_rows),
        f"## {len(request_rows)} questions: `POST /info`",
        "Ask one with `await hl.info.ask(request)`.",
        table(("type", "class", "what it asks", "local"), request_rows),
        f"## {len(feed_rows)} feeds: WebSocket",
        "Follow one with `async with hl.ws.subscribe(subscription) as stream`.",
        table(("type", "class", "what it tells", "local"), feed_rows),
    )


def _words(struct: type) -> str:
    module = inspect.getmodule(struct)
    return first_line(struct) if struct.__doc__ else first_line(module)


def _sorted(structs: Iterable[Any]) -> list[Any]:
    return sorted(structs, key=lambda each: str(each.__struct_config__.tag))


def _structs(path: Iterable[str], package: str) -> list[Any]:
    found = []
    for module in iter_modules(path):
        name = f"{package}.{module.name}"
        members = vars(import_module(name)).values()
        found += [each for each in members if inspect.isclass(each) and each.__module__ == name]
    return [each for each in found if issubclass(each, msgspec.Struct)]


# ── other SDKs ──────────────────────────────────────────────────────────────────────────────────────────────


def comparison() -> str:
    """Return which words of the protocol we have and which other SDKs do."""
    peers = compared.PEERS
    kinds = {"actions": "POST /exchange", "questions": "POST /info", "feeds": "WebSocket"}
    names = [peer.name for peer in peers]
    parts = [
        "An SDK can say what it has words for. Ours are counted from the classes, those of the others from their "
        "sources, in the version that stands here; the tests read the sources of the official Python SDK and of ccxt "
        "again. ccxt speaks to a hundred venues in one way and so says less to each. What belongs to other hosts (the "
        "explorer's `blockDetails`, `txDetails`, `userDetails`, `explorerBlock`, `explorerTxs`) is left out.",
        table(
            ["", "language", "version", *kinds],
            [
                ["**hyperquote**", "Python", __version__, *(str(len(compared.OURS[kind]())) for kind in kinds)],
                *(
                    [
                        f"[{peer.name}]({peer.source})",
                        peer.language,
                        peer.version,
                        *(str(len(peer.words[kind].split())) for kind in kinds),
                    ]
                    for peer in peers
                ),
            ],
        ),
    ]
    for kind, way in kinds.items():
        ours = compared.OURS[kind]()
        rows = [
            [f"`{word}`", *("✓" if has else "" for has in (word in ours, *(peer.has(kind, word) for peer in peers)))]
            for word in sorted(compared.everybodys(kind), key=str.casefold)
        ]
        parts += [f"## {kind.capitalize()}: `{way}`", table(["type", "hyperquote", *names], rows)]
    parts.append(
        "A word is not all there is to an SDK. What else is done here: [typed replies, exact numbers, streams that "
        "heal, budgets](migration.md), [a local exchange to test against](local-exchange.md), [what it "
        "costs](benchmarks.md)."
    )
    return page("Ours and other SDKs", "docs/comparison.py and the classes of the protocol", *parts)


# ── command line ────────────────────────────────────────────────────────────────────────────────────────────


def errors() -> str:
    """Return what the venue may answer to an action, what it means and what to do."""
    parts = [
        "`Error.reason` of an order or cancel finds the row of its text, and so does `reason_of(text)`. `…` stands for "
        "what differs; ` asset=N` at the end does not count. A text that is not here keeps its words and has the kind "
        "`UNKNOWN`.",
    ]
    for kind in reasons.Kind:
        rows = [
            [f"`{each.text}`", each.advice, "yes" if each.may_retry else "no"]
            for each in reasons.REASONS
            if each.kind is kind
        ]
        if rows:
            parts += [
                f"## {kind.name}: {kind.value}",
                table(["text", "what to do", "may succeed later as it is"], rows),
            ]
    return page("What the venue refuses, and why", "src/hyperquote/exchange/reasons.py", *parts)


def cli() -> str:
    """Return every verb and option: `market_maker` is some of `hyperquote`."""
    verbs = {
        (each.name or each.callback.__name__): each.callback
        for each in main.hyperquote_app.registered_commands
        if each.callback is not None
    }
    short = {each.name for each in main.market_maker_app.registered_commands}
    parts = [
        "`market_maker` alone is `hyperquote run`; it knows every verb but those marked. Arguments are in capitals. "
        "Options of the command line are stronger than the settings file. `--help` after any verb says the same as "
        "this page.",
        f"{_plain(main._EXIT_CODES)}.",
    ]
    for name, callback in sorted(verbs.items(), key=lambda item: item[0] != "run"):
        remark = "" if name in short else " (`hyperquote` only)"
        defaults = run_exchange if callback is main.exchange else callback  # it hands over what was written, no more
        parts += [f"## {name}{remark}", first_line(callback), _options(callback, inspect.signature(defaults))]
    return page("Command line", "src/hyperquote/cli", *parts)


def _options(callback: Callable[..., object], defaults: inspect.Signature) -> str:
    hints = get_type_hints(callback, include_extras=True)
    rows = []
    for name in inspect.signature(callback).parameters:
        extras = getattr(hints[name], "__metadata__", ())
        if not extras:
            continue
        kind, option = get_args(hints[name])[0], extras[0]
        if isinstance(option, ArgumentInfo):
            spelt = [str(option.metavar)]
        else:
            first = option.default if isinstance(option.default, str) else f"--{name.replace('_', '-')}"
            spelt = [first, *(option.param_decls or ())]
        choices = [str(value) for part in (kind, *get_args(kind)) for value in get_args(part) if isinstance(value, str)]
        value = defaults.parameters[name].default
        default = "" if value is None or value is False or value is inspect.Parameter.empty else f"`{value}`"
        shown = ", ".join(f"`{each}`" for each in spelt)
        rows.append((shown, " | ".join(dict.fromkeys(choices)), default, _plain(option.help or "")))
    return table(("option", "values", "default", "what it does"), rows)


def _plain(text: str) -> str:
    return _MARKUP.sub("", text).strip()


PAGES: dict[str, Callable[[], str]] = {
    "settings": settings,
    "metrics": metric_names,
    "orders": orders,
    "protocol": protocol,
    "cli": cli,
    "errors": errors,
}

if __name__ == "__main__":
    COMPARISON.write_text(comparison(), encoding="utf-8")
    for name, write in PAGES.items():
        (REFERENCE / f"{name}.md").write_text(write(), encoding="utf-8")
