"""How a command ends: exit codes, and one sentence for each error."""

import sys
from typing import Final

from hyperquote.errors import (
    ConfigError,
    HyperquoteError,
    NotConnected,
    ProtocolError,
    RefusedError,
    SigningError,
    TransportError,
    ValidationError,
)

OK: Final = 0
FAILED: Final = 1
BAD_SETTINGS: Final = 2
KILL_SWITCH: Final = 3
NOT_CONFIRMED: Final = 4  # orders may be left at the venue
VENUE: Final = 5  # the venue or the credentials refused us at the start
INTERRUPTED: Final = 130


class KillLatched(HyperquoteError):
    """An earlier session was stopped by the kill switch, and nobody has cleared it since."""


def exit_code(error: HyperquoteError) -> int:
    """Return the exit code that says which kind of problem an error is."""
    if isinstance(error, KillLatched):
        return KILL_SWITCH
    if isinstance(error, ConfigError | ValidationError | SigningError):
        return BAD_SETTINGS
    if isinstance(error, RefusedError | TransportError | NotConnected | ProtocolError):
        return VENUE
    return FAILED


def say_error(text: str) -> None:
    """Print what is wrong on stderr: one sentence a line, each marked as an error."""
    for line in text.splitlines():
        print(f"error: {line}", file=sys.stderr)


def warn(text: str) -> None:
    """Print what the operator should know on stderr and go on."""
    print(f"warning: {text}", file=sys.stderr)
