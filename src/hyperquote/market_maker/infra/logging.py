"""Log lines: one event a line, pretty for people, compact for terminals that are narrow, JSON for machines.

    12:00:03.214  quote   ETH   bid 3 120.1 × 0.40   ask 3 121.3 × 0.40   inventory −0.20

Levels are set per module: HYPERQUOTE_LOG="info,market_maker.estimator=debug". The longest matching module wins.
"""

import logging
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra import wording

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
FORMATS = ("pretty", "json", "compact")
VARIABLE = "HYPERQUOTE_LOG"

_SECRET_KEYS = frozenset(
    {"private_key", "privatekey", "secret", "password", "passphrase", "mnemonic", "seed_phrase", "key", "wallet_key"}
)
_SECRET_TEXT = re.compile(r"(?<![0-9a-fA-F])(?:0x)?[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_HIDDEN = "(hidden)"
_COLOURS = {"debug": "\x1b[2m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_OWN = {"event", "level", "module", "asset", "text", "local_ns"}


def hide_secrets(text: str) -> str:
    """Return `text` with everything that could be a private key taken out: 64 hex digits, with or without 0x."""
    return _SECRET_TEXT.sub(_HIDDEN, text)


class LevelFilter:
    """Which modules may say what, from a text like "info,market_maker.estimator=debug"."""

    def __init__(self, text: str) -> None:
        self._default = LEVELS["info"]
        self._modules: list[tuple[str, int]] = []
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            module, equals, level = part.rpartition("=")
            value = LEVELS.get({"warn": "warning", "trace": "debug"}.get(level.lower(), level.lower()))
            if value is None:
                raise ConfigError(
                    f"`{level}` in the log filter `{text}` is no level. Write debug, info, warning or error, alone or "
                    "as module=level, for example info,market_maker.estimator=debug."
                )
            if equals:
                self._modules.append((module.strip().removeprefix("hyperquote."), value))
            else:
                self._default = value
        self._modules.sort(key=lambda entry: -len(entry[0]))

    def allows(self, module: str, level: str) -> bool:
        """Return whether a line of this module and level is to be written."""
        limit = self._default
        for prefix, value in self._modules:
            if module == prefix or module.startswith(prefix + "."):
                limit = value
                break
        return LEVELS.get(level, LEVELS["error"]) >= limit

    def __call__(self, _logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Drop or pass one event: a step of the pipeline."""
        event["level"] = method if method in LEVELS else "error"
        if not self.allows(str(event.get("module", "")), event["level"]):
            raise structlog.DropEvent
        return event


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide secrets by the name of their field and by their looks."""
    return {key: _HIDDEN if key.lower() in _SECRET_KEYS else _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, Mapping):
        return {key: _HIDDEN if str(key).lower() in _SECRET_KEYS else _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if isinstance(value, int | float | bool | None):
        return value
    return hide_secrets(str(value))


class _Renderer:
    """Turns an event into its line; time comes from `local_ns` where given (virtual worlds), else from the clock."""

    def __init__(self, form: str, now_ns: Callable[[], int]) -> None:
        self._form = form
        self._now_ns = now_ns

    def __call__(
        self, _logger: WrappedLogger, _method: str, event: EventDict
    ) -> tuple[tuple[str, str], dict[str, Any]]:
        ms = int(event.get("local_ns") or self._now_ns()) // 1_000_000
        level = str(event["level"])
        error = _exception(event.pop("exc_info", None))
        line = _json(ms, event, error) if self._form == "json" else self._line(ms, event, error)
        return (line, level), {}

    def _line(self, ms: int, event: EventDict, error: str) -> str:
        rest = "  ".join(f"{key}={value}" for key, value in event.items() if key not in _OWN)
        topic, asset, text = str(event["event"]), str(event.get("asset", "")), str(event.get("text", ""))
        mark = "" if event["level"] in {"info", "debug"} else f"{event['level']}: "
        words = "  ".join(filter(None, (mark + text if text or mark else "", rest)))
        if self._form == "compact":
            line = " ".join(filter(None, (wording.clock(ms)[:8], topic, asset, re.sub(r" {2,}", "  ", words))))
        else:
            line = f"{wording.clock(ms)}  {topic:<7} {asset:<5} {words}".rstrip()
        return f"{line}\n{error}" if error else line


def _json(ms: int, event: EventDict, error: str) -> str:
    line = {"time_ms": ms, **{key: value for key, value in event.items() if key != "local_ns"}}
    if error:
        line["exception"] = error
    return msgspec.json.encode(line).decode()


def _exception(info: object) -> str:
    if not info:
        return ""
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    return hide_secrets(logging.Formatter().formatException(info))  # type: ignore[arg-type]


class _Writer:
    """The end of the pipeline: the terminal, the file, or both."""

    def __init__(self, stream: TextIO | None, file: TextIO | None, has_colour: bool) -> None:
        self._stream = stream
        self._file = file
        self._has_colour = has_colour

    def write(self, line: str, level: str) -> None:
        if self._file is not None:
            self._file.write(line + "\n")
            self._file.flush()
        if self._stream is not None:
            colour = _COLOURS.get(level, "") if self._has_colour else ""
            self._stream.write(f"{colour}{line}\x1b[0m\n" if colour else line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg = write


class _Foreign(logging.Handler):
    """Brings warnings of the libraries that we stand on into the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        log = get_logger(record.name)
        getattr(log, level)("library", text=record.getMessage(), exc_info=record.exc_info)


def configure(
    *,
    level: str = "info",
    form: str = "pretty",
    log_file: Path | None = None,
    stream: TextIO | None = None,
    environment: Mapping[str, str] | None = None,
    now_ns: Callable[[], int] = time.time_ns,
) -> None:
    """Set up logging for the process. `stream` None: nothing to the terminal (the live view is on).

    HYPERQUOTE_LOG in the environment is stronger than `level`. Raises `ConfigError` for an unknown level or
    format, or a file that cannot be opened; the file is appended to.
    """
    environment = os.environ if environment is None else environment
    if form not in FORMATS:
        raise ConfigError(f"`{form}` is no log format. Write {', '.join(FORMATS)}.")
    levels = LevelFilter(",".join(filter(None, (level, environment.get(VARIABLE, "")))))
    file: TextIO | None = None
    if log_file is not None:
        try:
            log_file.parent.mkdir(parents=True, exist_ok=True)
            file = log_file.open("a", encoding="utf-8")
        except OSError as error:
            raise ConfigError(
                f"the log file {log_file} cannot be opened ({error.strerror}). Choose another."
            ) from error
    has_colour = stream is not None and stream.isatty() and form != "json" and not environment.get("NO_COLOR")
    writer = _Writer(stream, file, has_colour)
    structlog.configure(
        processors=[levels, redact, _Renderer(form, now_ns)],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS["debug"]),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Foreign(level=logging.WARNING)]


def get_logger(module: str) -> FilteringBoundLogger:
    """Return the logger of a module; pass `__name__`. Call it as log.info("fill", asset="ETH", text="…")."""
    log: FilteringBoundLogger = structlog.get_logger(module=module.removeprefix("hyperquote."))
    return log
