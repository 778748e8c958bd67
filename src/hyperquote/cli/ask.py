"""`hyperquote info`: any question of the venue from words on a command line."""

from difflib import get_close_matches
from inspect import getdoc
from typing import Any, Final, get_args

import msgspec

from hyperquote.cli import tables, venue
from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.helpers import Network
from hyperquote.info.client import InfoClient
from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.transport.http import Http

_REQUESTS: Final[dict[str, type[InfoRequest[Any]]]] = {
    str(each.__struct_config__.tag): each for each in sorted(get_args(AnyRequest), key=lambda each: each.__name__)
}


def listing() -> str:
    """Return every question with what it takes; what is optional stands in brackets."""
    lines = []
    for name, kind in _REQUESTS.items():
        words = [field.encode_name if field.required else f"[{field.encode_name}]" for _, field in _fields(kind)]
        lines.append(f"{name:<30} {' '.join(words)}".rstrip())
    return "\n".join(lines)


def parse(name: str, words: list[str]) -> InfoRequest[Any]:
    """Return the question of `name key=value …`; `ValidationError` names the nearest word, or what is missing."""
    kind = _REQUESTS.get(name)
    if kind is None:
        raise ValidationError(f"the venue has no question {name!r}{_near(name, list(_REQUESTS))}")
    fields = {field.encode_name: (outer, field) for outer, field in _fields(kind)}
    spelt = {field.name: field.encode_name for _, field in fields.values()}
    body: dict[str, Any] = {"type": name}
    for word in words:
        key, equals, text = word.partition("=")
        key = spelt.get(key, key)
        if not equals:
            raise ValidationError(f"{word!r} is not key=value; {name} takes {_wanted(kind)}")
        if key not in fields:
            raise ValidationError(f"{name} has no {key!r}{_near(key, list(fields))}; it takes {_wanted(kind)}")
        outer, field = fields[key]
        target: dict[str, Any] = body if outer is None else body.setdefault(outer, {})
        target[key] = _value(text, field.type)
    given = [word.partition("=")[0] for word in words]
    given = [spelt.get(key, key) for key in given]
    missing = [key for key, (_, field) in fields.items() if field.required and key not in given]
    if missing:
        raise ValidationError(f"{name} needs {' '.join(f'{key}=…' for key in missing)}: {_first_line(kind)}")
    try:
        request: InfoRequest[Any] = msgspec.convert(body, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise ValidationError(f"{name} cannot be asked so: {problem}") from None
    return request


async def info(name: str, words: list[str], network: Network, is_json: bool) -> None:
    """Ask, and print the answer."""
    async with Http(network) as http:
        mine = [word for word in words if word == f"user={venue.ME}"]
        if mine:
            with venue.explained(network):
                address = await venue.account(InfoClient(http), network, venue.ME)
            words = [f"user={address}" if word in mine else word for word in words]
        request = parse(name, words)
        with venue.explained(network):
            answer = await http.post("/info", msgspec.json.encode(request))
    try:
        decoded = msgspec.json.decode(answer)
    except msgspec.DecodeError as problem:
        raise ProtocolError(f"unreadable answer to {name}: {problem}") from None
    if is_json:
        print(answer.decode())
    else:
        tables.show(decoded, tables.console())


def _fields(kind: type[msgspec.Struct]) -> list[tuple[str | None, msgspec.structs.FieldInfo]]:
    """Return the fields of a question, each with the object that it stands in on the wire (None: the question)."""
    found: list[tuple[str | None, msgspec.structs.FieldInfo]] = []
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            found += [(field.encode_name, inner) for inner in msgspec.structs.fields(field.type)]
        else:
            found.append((None, field))
    return found


def _value(text: str, kind: Any) -> Any:
    """Return what a word stands for: a number where the field may be one, lists and objects as JSON."""
    if text[:1] in {"[", "{"}:
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as problem:
            raise ValidationError(f"{text!r} is not JSON: {problem}") from None
    if int in {kind, *get_args(kind)} and text.lstrip("-").isdecimal():
        return int(text)
    return text


def _wanted(kind: type[msgspec.Struct]) -> str:
    words = [f"{field.encode_name}=…" if field.required else f"[{field.encode_name}=…]" for _, field in _fields(kind)]
    return " ".join(words) or "nothing"


def _near(name: str, known: list[str]) -> str:
    folded = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), folded, n=2, cutoff=0.5)
    return f"; did you mean {' or '.join(folded[each] for each in close)}?" if close else ""


def _first_line(kind: type) -> str:
    return (getdoc(kind) or "").partition("\n")[0]
