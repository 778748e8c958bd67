"""Read a TOML file into typed sections; report every problem at once, each with its line and its cure."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from hyperquote.errors import ConfigError

T = TypeVar("T", bound=Struct)
Tables = dict[str, dict[str, Any]]
PREFIX = "HYPERQUOTE_"


def read_tables(path: Path) -> tuple[Tables, str]:
    """Return the tables of a TOML file and its text; a file that cannot be read says why."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"there is no file {path}. Write one with: market_maker generate-config -o {path.name}"
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"cannot read {path}: {problem}") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path} is not valid TOML: {problem}") from None
    loose = [key for key, value in data.items() if not isinstance(value, dict)]
    if loose:
        raise ConfigError(f"`{loose[0]}` in {path} stands outside any [section]; move it under the one it belongs to")
    return data, text


def read_environment(sections: Mapping[str, Any], environment: Mapping[str, str]) -> Tables:
    """Return the tables that variables like `HYPERQUOTE_RISK_GAMMA_BASE` make; values are written as in TOML.

    Raises `ConfigError` for a variable that names a section but no key of it. Other variables are not ours.
    """
    tables: Tables = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        section = max((each for each in sections if name.startswith(f"{each}_")), key=len, default=None)
        if section is None:
            continue
        key = name.removeprefix(f"{section}_")
        keys = {field.name: field.type for field in msgspec.structs.fields(sections[section])}
        if key not in keys:
            raise ConfigError(f"{variable} names no setting: [{section}] has no `{key}`{_nearest(key, keys)}")
        tables.setdefault(section, {})[key] = _scalar(text)
    return tables


def _scalar(text: str) -> Any:
    """Read 0.5, 7, true or "text"; what is none of them is a text without quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def convert(kind: type[T], tables: Mapping[str, Mapping[str, Any]], *, source: str = "", text: str = "") -> T:
    """Build the settings struct `kind`, whose fields are sections, from tables.

    Raises `ConfigError` with one line for each unknown section, unknown key, wrong type and value out of range.
    """
    sections = {field.name: field.type for field in msgspec.structs.fields(kind)}
    problems: list[str] = []
    built: dict[str, Struct] = {}
    for name, table in tables.items():
        if name not in sections:
            problems.append(f"unknown section [{name}]{_where(source, text, name, None)}{_nearest(name, sections)}")
            continue
        built[name], found = _convert_section(name, sections[name], table, source, text)
        problems.extend(found)
    if problems:
        raise ConfigError("\n".join(problems))
    return kind(**built)


def _convert_section(
    name: str, kind: Any, table: Mapping[str, Any], source: str, text: str
) -> tuple[Struct, list[str]]:
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in fields:
            where = _where(source, text, name, key)
            problems.append(f"unknown key `{key}` in [{name}]{where}{_nearest(key, fields)}")
            continue
        try:
            values[key] = msgspec.convert(value, fields[key])
        except msgspec.ValidationError as problem:
            where = _where(source, text, name, key)
            problems.append(
                f"`{name}.{key} = {value!r}`{where} is not possible: {_plain(str(problem))}{_hint(problem, value)}"
            )
    return kind(**values), problems


def _plain(problem: str) -> str:
    """Say msgspec's complaint in our words."""
    replacements = (("Expected", "expected"), ("`float`", "a number"), ("`int`", "a whole number"), ("`str`", "a text"))
    for old, new in replacements:
        problem = problem.replace(old, new)
    return problem.replace("`bool`", "true or false").replace("Invalid enum value", "no such choice:")


def _hint(problem: msgspec.ValidationError, value: Any) -> str:
    """Recognise a percentage that was written where a fraction is meant."""
    if "<= 1.0" in str(problem) and isinstance(value, int | float) and 1 < value <= 100:
        return f"; it is a fraction: write {value / 100:g} for {value:g} %"
    return ""


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(sorted(known))}"


def _where(source: str, text: str, section: str, key: str | None) -> str:
    """Find the line of a section or of a key inside it."""
    if not source:
        return ""
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\s*([\w.-]+)\s*\]", line)
        if header:
            current = header[1]
        matches = current == section and (header if key is None else re.match(rf"\s*{re.escape(key)}\s*=", line))
        if matches:
            return f" of {source} (line {number})"
    return f" of {source}"
