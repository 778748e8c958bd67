"""Questions and subscriptions are looked over before they are sent: the error names the field."""

from typing import Any, Final

import msgspec

from hyperquote.errors import ValidationError
from hyperquote.helpers import checked_address, checked_cloid

INTERVALS: Final = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "1d", "3d", "1w", "1M")
_ADDRESSES: Final = ("user", "users", "builder", "source", "vault_address")


def check(said: msgspec.Struct, whole: msgspec.Struct | None = None) -> None:
    """Raise ValidationError where a field is of another type than declared, or cannot be what its name says."""
    name = type(whole or said).__name__
    for field in type(said).__struct_fields__:
        inner = getattr(said, field)
        if isinstance(inner, msgspec.Struct):
            check(inner, whole or said)
    plain: Any = msgspec.to_builtins(said)
    try:
        msgspec.convert(plain, type(said))
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `$.")
        python_names = dict(zip(type(said).__struct_encode_fields__, type(said).__struct_fields__, strict=True))
        wire_name = path.rstrip("`").partition(".")[0].partition("[")[0]
        raise ValidationError(f"{name}.{python_names.get(wire_name, wire_name)}: {what[0].lower()}{what[1:]}") from None
    for field in type(said).__struct_fields__:
        value = getattr(said, field)
        try:
            _check_field(field, value)
        except ValidationError as error:
            raise ValidationError(f"{name}.{field}: {error}") from None
    _check_range(name, getattr(said, "start_time", None), getattr(said, "end_time", None))


def _check_field(field: str, value: object) -> None:
    if value is None:
        return
    if field in _ADDRESSES:
        for address in value if isinstance(value, tuple) else (value,):
            checked_address(str(address))
    elif field == "oid" and isinstance(value, str):
        checked_cloid(value)
    elif field == "interval" and value not in INTERVALS:
        raise ValidationError(f"{value!r} is none; take one of {', '.join(INTERVALS)}")
    elif field == "coin" and value == "":
        raise ValidationError("must not be empty")
    elif field in {"start_time", "end_time"} and isinstance(value, int) and value < 0:
        raise ValidationError(f"{value} is before 1970; times are UTC ms")


def _check_range(name: str, start_ms: int | None, end_ms: int | None) -> None:
    if start_ms is not None and end_ms is not None and end_ms < start_ms:
        raise ValidationError(f"{name}.end_time: {end_ms} is before start_time, {start_ms} (UTC ms)")
