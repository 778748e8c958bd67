"""One number for the whole state of an exchange: equal histories give equal numbers, in either build.

Everything reachable is entered: ledgers, books, orders, triggers, TWAPs, nonces, agents, the traders and their
generators. What is left out is who listens, the time, and the records of what was told, which follow from the rest.
"""

from collections import deque
from collections.abc import Iterable
from enum import Enum
from hashlib import blake2b
from random import Random

from msgspec import Struct

_LEFT_OUT = frozenset({"hub", "records", "candles", "portfolios", "_now_ms", "_tape", "facts", "has_moved"})
_PLAIN = (int, float, str, bytes, bool, type(None))


def state_hash(root: object) -> str:
    """Return 16 hex digits for an object and all that hangs on it.

    Only our own objects are entered, each once and numbered as it is met; attributes go by name, dictionaries and
    sets by sorted keys, floats by all their digits.
    """
    parts: list[str] = []
    numbers: dict[int, int] = {}
    stack: list[object] = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, _PLAIN):
            parts.append(repr(value))
        elif isinstance(value, dict):
            parts.append(f"dict {len(value)}")
            for key in _in_order(value):
                stack.append(value[key])
                stack.append(key)
        elif isinstance(value, list | tuple | deque):
            parts.append(f"row {len(value)}")
            stack.extend(value)
        elif isinstance(value, set | frozenset):
            parts.append(f"set {len(value)}")
            stack.extend(_in_order(value))
        elif isinstance(value, Random):
            parts.append(repr(value.getstate()))
        elif isinstance(value, Enum) or not type(value).__module__.startswith("hyperquote."):
            parts.append(type(value).__name__ if not isinstance(value, Enum) else str(value))
        else:
            number = numbers.get(id(value))
            if number is not None:
                parts.append(f"#{number}")
                continue
            numbers[id(value)] = len(numbers)
            parts.append(type(value).__name__)
            for name in attributes(value):
                if name in _LEFT_OUT:
                    continue
                stack.append(getattr(value, name, None))
                stack.append(name)
    return blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def _in_order(keys: Iterable[object]) -> list[object]:
    try:
        return sorted(keys)  # type: ignore[type-var]
    except TypeError:  # keys of several kinds: as they were put in
        return list(keys)


def attributes(value: object) -> list[str]:
    """Return the names of what an object holds; a compiled class lists them itself."""
    kind = type(value)
    if isinstance(value, Struct):
        return sorted(value.__struct_fields__)
    names: set[str] = set(getattr(value, "__dict__", ())) | set(getattr(kind, "__mypyc_attrs__", ()))
    for base in kind.__mro__:
        slots = base.__dict__.get("__slots__", ())
        names.update((slots,) if isinstance(slots, str) else slots)
    return sorted(name for name in names if not name.startswith("__"))
