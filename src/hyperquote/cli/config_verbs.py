"""`generate-config` and `validate-config`."""

import os
from pathlib import Path
from typing import Final

from hyperquote.cli import config_text
from hyperquote.errors import ConfigError
from hyperquote.market_maker import config
from hyperquote.market_maker.infra.assemble import build_strategy

DEFAULT_PATH: Final = Path("market_maker.toml")


def generate(path: Path, is_forced: bool, *, is_schema: bool = False) -> str:
    """Write a complete sample, or the schema, to `path`; return what to say. A file is only replaced when forced."""
    if path.exists() and not is_forced:
        raise ConfigError(f"{path} exists and may hold your settings. Choose another with -o, or add --force")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(config_text.schema() if is_schema else config_text.sample(), encoding="utf-8")
    except OSError as problem:
        raise ConfigError(f"{path} cannot be written ({problem.strerror}). Choose another place with -o") from None
    if is_schema:
        return f"wrote {path}: name it in the first lines of a settings file, `#:schema {path.name}`"
    return f"wrote {path}: every setting with its default. Use it with: market_maker -c {path}"


def validate(path: Path | None) -> str:
    """Check a file (or the one that a run would use); return the settings that it leads to."""
    path = path or implied_path()
    settings = config.load(path, {}, os.environ)
    build_strategy(settings, 0.0)  # one of yours is looked for now, not at the start
    source = str(path) if path is not None else "the defaults, as there is no market_maker.toml here,"
    return f"{config_text.effective(settings)}\n# {source} can be used"


def implied_path() -> Path | None:
    """Return the settings file that is used when none is named: `market_maker.toml` here, if there is one."""
    return DEFAULT_PATH if DEFAULT_PATH.exists() else None
