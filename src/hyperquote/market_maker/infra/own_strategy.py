"""Strategies that are not ours: found by import path or among the installed, made with the options of the settings."""

import difflib
import importlib
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from hyperquote.errors import ConfigError
from hyperquote.market_maker.strategy.base import QuotingStrategy

GROUP: Final = "hyperquote.strategies"


def own_strategy(name: str, options: str = "") -> QuotingStrategy:
    """Return the strategy `package.module:Class`, or the one that an installed package offers under `name`.

    `options` are the arguments of its constructor as TOML would write them: `half_bps = 8, lean = 0.5`. A module beside
    us, in the working directory, is found too. Raises `ConfigError` with what to write instead.
    """
    kind = _by_path(name) if ":" in name else _installed(name)
    if not (isinstance(kind, type) and issubclass(kind, QuotingStrategy)):
        raise ConfigError(
            f"`strategy.strategy_type = {name!r}` is no strategy: "
            "derive the class from hyperquote.market_maker.strategy.base.QuotingStrategy"
        )
    arguments = _arguments(options)
    try:
        return kind(**arguments)
    except (TypeError, ValueError) as problem:
        raise ConfigError(
            f"{kind.__name__} cannot be made with `strategy.own_options = {options!r}`: {problem}"
        ) from problem


def installed() -> list[str]:
    """Return the names under which installed packages offer strategies (entry points of `hyperquote.strategies`)."""
    return sorted({each.name for each in entry_points(group=GROUP)})


def _by_path(name: str) -> Any:
    module_name, _, class_name = name.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # the command's own folder is on the path, that of the user is not
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as problem:
        if problem.name is None or not f"{module_name}.".startswith(f"{problem.name}."):
            raise  # it was found; what it imports was not
        raise ConfigError(
            f"`strategy.strategy_type = {name!r}`: there is no module `{module_name}`, neither installed nor in {here}"
        ) from None
    try:
        return getattr(module, class_name)
    except AttributeError:
        close = difflib.get_close_matches(class_name, [each for each in dir(module) if each[:1].isupper()], n=1)
        hint = f"; did you mean `{module_name}:{close[0]}`?" if close else ""
        raise ConfigError(
            f"`strategy.strategy_type = {name!r}`: {module.__file__} has no `{class_name}`{hint}"
        ) from None


def _installed(name: str) -> Any:
    for offered in entry_points(group=GROUP):
        if offered.name == name:
            return offered.load()
    known = ["ladder", "glft", "symmetric", "inventory_aware", *installed()]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f'known are {", ".join(known)}, or write "package.module:Class"'
    raise ConfigError(f"`strategy.strategy_type = {name!r}` is not known; {hint}")


def _arguments(options: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tomllib.loads(f"options = {{ {options} }}")["options"]
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(
            f"`strategy.own_options = {options!r}` cannot be read ({problem}); write `half_bps = 8, lean = 0.5`"
        ) from None
    return found
