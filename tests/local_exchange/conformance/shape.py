"""The shape of JSON: which kinds of value stand where, and which keys an object has in which order."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

MAPS = {"allMids": {"$", "$.mids"}}  # objects whose keys are coins


class Shape:
    """Everything that was ever seen at one place, merged.

    Objects that say their `type` are apart by it: the kinds of a ledger row have nothing in common.
    """

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.keys: list[str] = []
        self.before: set[tuple[str, str]] = set()  # keys that were seen together, in their order
        self.fields: dict[str, Shape] = {}
        self.variants: dict[str, Shape] = {}
        self.items: Shape | None = None

    def add(self, value: Any, *, of_variant: bool = False) -> None:
        """Merge a value into it."""
        if isinstance(value, dict):
            self.kinds.add("object")
            if not of_variant and isinstance(value.get("type"), str):
                self.variants.setdefault(value["type"], Shape()).add(value, of_variant=True)
                return
            self._add_keys(list(value))
            for key, held in value.items():
                self.fields.setdefault(key, Shape()).add(held)
        elif isinstance(value, list):
            self.kinds.add("array")
            self.items = self.items or Shape()
            for each in value:
                self.items.add(each)
        else:
            self.kinds.add("null" if value is None else _KINDS[type(value)])

    def _add_keys(self, keys: list[str]) -> None:
        self.before.update(combinations(keys, 2))
        self.keys.extend(key for key in keys if key not in self.keys)

    @property
    def is_seen(self) -> bool:
        """Whether anything but null was there."""
        return bool(self.kinds - {"null"})


_KINDS = {bool: "bool", int: "number", float: "number", str: "string"}


def differences(ours: Shape, theirs: Shape, maps: set[str], path: str = "$") -> Iterator[str]:
    """Return where ours is not as theirs; what they never showed is not compared."""
    if not theirs.is_seen:
        return
    if not ours.is_seen:
        yield f"{path} is never there"
        return
    if ours.kinds - theirs.kinds - {"null"}:
        yield f"{path} is a {' or '.join(sorted(ours.kinds))}, theirs a {' or '.join(sorted(theirs.kinds))}"
        return
    for name in theirs.variants:
        if name in ours.variants:
            yield from differences(ours.variants[name], theirs.variants[name], maps, f"{path}<{name}>")
    if path in maps:
        yield from differences(_any(ours), _any(theirs), maps, f"{path}.*")
    else:
        yield from (f"{path}.{key} is missing" for key in theirs.keys if key not in ours.keys)
        yield from (f"{path}.{key} is not theirs" for key in ours.keys if key not in theirs.keys)
        yield from (
            f"{path}.{one} stands before {other}" for one, other in sorted(ours.before) if (other, one) in theirs.before
        )
        for key in (key for key in theirs.keys if key in ours.keys):
            yield from differences(ours.fields[key], theirs.fields[key], maps, f"{path}.{key}")
    if theirs.items is not None and ours.items is not None:
        yield from differences(ours.items, theirs.items, maps, f"{path}[]")


def _any(shape: Shape) -> Shape:
    """Return the shape of whatever the keys of a map lead to."""
    merged = Shape()
    for field in shape.fields.values():
        merged.kinds |= field.kinds
    return merged
