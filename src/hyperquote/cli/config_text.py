"""Settings as TOML. What is said about a field is its comment and its type in `market_maker/config.py`: one source."""

import inspect
import re
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec import inspect as types

from hyperquote.market_maker.config import Config

_HEADER: Final = """\
# Settings of the market maker, each with its default. Leave out what you do not change.
# The command line is stronger than this file. Keys never stand here: they come from HYPERLIQUID_PRIVATE_KEY.
# Check your changes with: market_maker validate-config -c FILE
# An editor completes it with the schema of: market_maker generate-config --schema -o market_maker.schema.json
#:schema market_maker.schema.json
"""
_FIELD: Final = re.compile(r"    (\w+): [^#]*= [^#]*(?:#\s*(.*))?$")


def sample() -> str:
    """Return a complete file: every field with its default, unit, range and effect."""
    parts = [_HEADER]
    defaults = Config()
    for section in msgspec.structs.fields(Config):
        settings = getattr(defaults, section.name)
        comments = field_comments(type(settings))
        parts.append(f"\n# {inspect.getdoc(type(settings))}\n[{section.name}]")
        for name, value in msgspec.structs.asdict(settings).items():
            said = "; ".join(filter(None, (field_range(type(settings), name), comments[name])))
            parts.append(f"{name} = {_value(value)}  # {said}".rstrip(" #"))
    return "\n".join(parts) + "\n"


def effective(config: Config) -> str:
    """Return the settings in force; those that differ from their default say what it is."""
    lines: list[str] = []
    for section in msgspec.structs.fields(Config):
        settings = getattr(config, section.name)
        lines.append(f"[{section.name}]")
        for field in msgspec.structs.fields(type(settings)):
            value = getattr(settings, field.name)
            mark = "" if value == field.default else f"  # default {_value(field.default)}"
            lines.append(f"{field.name} = {_value(value)}{mark}")
        lines.append("")
    return "\n".join(lines)


def schema() -> str:
    """Return the JSON schema of a file: types, ranges, defaults and what is said about each field."""
    made: dict[str, Any] = msgspec.json.schema(Config)
    for name, described in made["$defs"].items():
        described["additionalProperties"] = False
        section = next((each.type for each in msgspec.structs.fields(Config) if each.type.__name__ == name), None)
        if section is None:
            continue
        for field, comment in field_comments(section).items():
            if comment:
                described["properties"][field]["description"] = comment
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode()


def digest(config: Config) -> str:
    """Return eight hex digits that stand for these settings."""
    return sha256(msgspec.json.encode(config)).hexdigest()[:8]


def changed(config: Config) -> list[str]:
    """Return the settings that differ from their default, as `section.field = value`."""
    found = []
    for section in msgspec.structs.fields(Config):
        settings = getattr(config, section.name)
        for field in msgspec.structs.fields(type(settings)):
            value = getattr(settings, field.name)
            if value != field.default:
                found.append(f"{section.name}.{field.name} = {_value(value)}")
    return found


def field_comments(section: type[Struct]) -> dict[str, str]:
    """Return what the source says beside each field of a section; "" where it says nothing."""
    comments = {field.name: "" for field in msgspec.structs.fields(section)}
    for line in inspect.getsource(section).splitlines():
        found = _FIELD.match(line)
        if found is not None and found[1] in comments:
            comments[found[1]] = found[2] or ""
    return comments


def field_range(section: type[Struct], name: str) -> str:
    """Return which values a field takes, in words: 0.01 to 10, above 0, exact or ln2; "" when any of its kind."""
    info = types.type_info(section)
    assert isinstance(info, types.StructType)
    kind = next(field.type for field in info.fields if field.name == name)
    if isinstance(kind, types.LiteralType):
        return " | ".join(str(value) for value in kind.values)
    if not isinstance(kind, types.FloatType | types.IntType):
        return ""
    low, high = kind.ge, kind.le
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if kind.gt is not None:
        return f"above {kind.gt:g}" + (f", at most {high:g}" if high is not None else "")
    return f"{low:g} or more" if low is not None else ""


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()  # JSON texts are TOML texts
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
