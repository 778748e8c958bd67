"""What every info request is: a value that knows its own words and reads its own reply.

Numbers stay text (`DecimalText`) in every reply and message. The venue's text is exact, text decodes twice as fast
as `Decimal`, and the local exchange encodes the same classes: `Decimal("1E-8")` would not come out as it went in.
Turn a field into a number where it is used: `Decimal(x)` for ledgers, `float(x)` for beliefs, `Grid` for integers.

Presence on the wire is part of a class: a field with a plain default is left out while it has that default, a
`nullable()` or `present()` field is always written, and both may be missing when reading (older captures lack them).
"""

from abc import abstractmethod
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

DecimalText: TypeAlias = str
"""A plain decimal as the venue writes it: `"85821.0"`, no exponent."""

R = TypeVar("R")


class InfoRequest(msgspec.Struct, Generic[R], frozen=True, tag_field="type", omit_defaults=True, rename="camel"):
    """A question for `POST /info`; `R` is the type of its answer."""

    @abstractmethod
    def read(self, data: bytes | msgspec.Raw) -> R:
        """Return the typed answer; `msgspec.DecodeError` when `data` is not one."""


class Reply(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """An object in an answer: unknown keys are ignored, keys stand in the venue's order."""


def _null() -> None:
    return None


def nullable() -> Any:
    """Return a field that is written as null when it is None, and is None when it was missing."""
    return msgspec.field(default_factory=_null)


def present(value: str) -> Any:
    """Return a text field that is always written and has `value` when it was missing."""
    return msgspec.field(default_factory=lambda: value)


def _no_rows() -> list[Any]:
    return []


def rows() -> Any:
    """Return a list field that is always written and is empty when it was missing."""
    return msgspec.field(default_factory=_no_rows)
