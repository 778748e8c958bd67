"""A whole exchange as bytes, and back: every object once, by class and attribute, in either build.

    graph  = record …            the root first, then what is found from it, level by level
    record = kind, …             an object, a dictionary, …; what it holds is a number, a text or [place of a record]

Python lets anything be set; a compiled class does not let its `Final` attributes be. Such an object is made by its
constructor, from the attributes that bear its parameters' names, and what the constructor made and nobody may replace
is filled where it stands. Whether that gave the same exchange is not believed but checked: `load` writes what it made
down once more and compares.

Who listens is left out: no connection outlives a process.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from enum import Enum
from importlib import import_module
from inspect import Parameter, signature
from itertools import count
from random import Random
from typing import Any, Final

import msgspec
from msgspec import Struct

from hyperquote.book.grid import Grid
from hyperquote.errors import HyperquoteError
from hyperquote.local_exchange.clearing.house import backstop_address
from hyperquote.local_exchange.clearing.houses import DexHouse
from hyperquote.local_exchange.feeds.hub import Hub
from hyperquote.local_exchange.matching.facts import FillFact, OrderFact
from hyperquote.local_exchange.matching.order import BookOrder, Forced
from hyperquote.local_exchange.matching.trigger import Trigger
from hyperquote.local_exchange.spot_listing import HYPE, PURR, USDC, Token
from hyperquote.local_exchange.state_hash import attributes

_OURS: Final = "hyperquote."
_TOKENS: Final = {token.name: token for token in (USDC, PURR, HYPE)}  # compared by identity
_LARGEST: Final = 1 << 63
_DECODER: Final = msgspec.msgpack.Decoder(list[list[Any]])


class SnapshotError(HyperquoteError):
    """This state cannot be written down, or what was written does not give it back."""


def dump(root: object) -> bytes:
    """Return the graph of an object. Raises SnapshotError for what has no place in one: a recording, a socket."""
    return msgspec.msgpack.encode(_Writer().graph(root))


def load(data: bytes) -> Any:
    """Return the object of a graph. Raises SnapshotError unless it is the same to the last attribute."""
    try:
        made = _Reader(_DECODER.decode(data)).root()
    except SnapshotError:
        raise
    except Exception as problem:  # whatever an unknown class, attribute or parameter leads to
        raise SnapshotError(f"the snapshot cannot be read: {type(problem).__name__}: {problem}") from problem
    if dump(made) != data:
        raise SnapshotError("the snapshot does not give back what was written")
    return made


class _Writer:
    """Walks over a graph and writes its records."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._found: list[object] = []

    def graph(self, root: object) -> list[list[Any]]:
        self._value(root)
        return [self._record(value) for value in self._found]  # which grows meanwhile

    def _value(self, value: object) -> Any:
        if type(value) in _SCALARS:
            return value
        if type(value) is int and -_LARGEST <= value < _LARGEST:
            return value
        if isinstance(value, Hub):
            value = _NO_LISTENERS
        place = self._places.get(id(value))
        if place is None:
            place = self._places[id(value)] = len(self._found)
            self._found.append(value)
        return [place]

    def _values(self, values: Iterable[object]) -> list[Any]:
        return [self._value(value) for value in values]

    def _record(self, value: Any) -> list[Any]:
        kind = type(value)
        if kind is int:
            return ["int", str(value)]
        if kind in {dict, Counter}:
            return [kind.__name__, self._values(value), self._values(value.values())]
        if kind in {list, tuple}:
            return [kind.__name__, self._values(value)]
        if kind is deque:
            return ["deque", self._values(value), value.maxlen]
        if kind in {set, frozenset}:
            return [kind.__name__, self._values(sorted(value))]
        if kind is Random:
            version, words, gauss = value.getstate()
            return ["Random", version, list(words), gauss]
        if isinstance(value, Token) and _TOKENS.get(value.name) is value:
            return ["token", value.name]
        name = f"{kind.__module__}:{kind.__qualname__}"
        if isinstance(value, Enum):
            return ["enum", name, value.name]
        if not kind.__module__.startswith(_OURS):
            raise SnapshotError(f"a {name} cannot be part of a snapshot")
        names = [each for each in attributes(value) if hasattr(value, each)]
        return ["object", name, names, [self._value(getattr(value, each)) for each in names]]


class _Held:
    """The attributes of an object that is to be made, each made when it is asked for."""

    def __init__(self, reader: "_Reader", written: dict[str, Any]) -> None:
        self._reader = reader
        self._written = written

    def __getitem__(self, name: str) -> Any:
        return self._reader.value(self._written[name])

    def get(self, name: str, default: Any) -> Any:
        """Return an attribute, or the default where the object has no such."""
        return self[name] if name in self._written else default


class _Reader:
    """Makes the objects of a graph: those first that only a constructor can make, then the rest, then fills all."""

    def __init__(self, records: list[list[Any]]) -> None:
        self._records = records
        self._made: list[Any] = [_NOTHING] * len(records)
        self._kinds: dict[str, type[Any]] = {}

    def root(self) -> Any:
        for place, record in enumerate(self._records):
            if record[0] == "object" and _is_native(self._kind(record[1])):
                self._make(place)
        for place in range(len(self._records)):
            self._make(place)
        for place in range(len(self._records)):
            self._fill(place)
        return self._made[0]

    def _kind(self, name: str) -> type[Any]:
        kind = self._kinds.get(name)
        if kind is None:
            module, _, path = name.partition(":")
            if not module.startswith(_OURS):
                raise SnapshotError(f"a snapshot holds no {name}")
            found: Any = import_module(module)
            for part in path.split("."):
                found = getattr(found, part)
            if not isinstance(found, type):
                raise SnapshotError(f"{name} is no class")
            kind = self._kinds[name] = found
        return kind

    def value(self, written: Any) -> Any:
        """Return what stands for a number, a text or the record at a place."""
        return self._make(written[0]) if isinstance(written, list) else written

    def _values(self, written: list[Any]) -> list[Any]:
        return [self.value(each) for each in written]

    def _make(self, place: int) -> Any:
        """Return the object at a place, made if it was not yet; what may be filled later is empty."""
        if self._made[place] is _NOTHING:
            self._made[place] = self._new(place)
        return self._made[place]

    def _new(self, place: int) -> Any:
        record = self._records[place]
        match record[0]:
            case "object":
                return self._new_object(place, self._kind(record[1]), dict(zip(record[2], record[3], strict=True)))
            case "tuple":
                return tuple(self._values(record[1]))
            case "frozenset":
                return frozenset(self._values(record[1]))
            case "deque":
                return deque(maxlen=record[2])
            case "int":
                return int(record[1])
            case "token":
                return _TOKENS[record[1]]
            case "enum":
                return self._kind(record[1])[record[2]]
            case "Random":
                made = Random()
                made.setstate((record[1], tuple(record[2]), record[3]))
                return made
            case name:
                return _EMPTY[name]()

    def _new_object(self, place: int, kind: type[Any], written: dict[str, Any]) -> Any:
        if issubclass(kind, Struct):
            return kind(**{name: self.value(each) for name, each in written.items()})
        if not _is_native(kind):
            return object.__new__(kind)
        made = kind(**self._arguments(kind, written))
        self._made[place] = made
        self._adopt(made, written)
        return made

    def _arguments(self, kind: type[Any], written: dict[str, Any]) -> dict[str, Any]:
        special = _ARGUMENTS.get(kind)
        if special is not None:
            return special(_Held(self, written))
        arguments = {}
        for name, parameter in signature(kind).parameters.items():
            held = name if name in written else f"_{name}"
            if held in written:
                arguments[name] = self._whole(written[held])
            elif parameter.default is Parameter.empty:
                raise SnapshotError(f"nothing in a {kind.__name__} says what its {name} was")
        return arguments

    def _whole(self, written: Any) -> Any:
        """Return an argument; a list or the like with what is in it, for constructors look."""
        value = self.value(written)
        if isinstance(written, list) and self._records[written[0]][0] in {*_EMPTY, "deque"}:
            self._fill(written[0])
        return value

    def _adopt(self, owner: object, written: dict[str, Any]) -> None:
        """Take what a constructor made and nobody may replace for the object of its record."""
        for name, each in written.items():
            if not isinstance(each, list) or not _is_final(owner, name):
                continue
            held, place = getattr(owner, name), each[0]
            if self._made[place] is _NOTHING:
                self._made[place] = held
                record = self._records[place]
                if record[0] == "object" and _is_native(type(held)):
                    self._adopt(held, dict(zip(record[2], record[3], strict=True)))

    def _fill(self, place: int) -> None:
        record, made = self._records[place], self._made[place]
        match record[0]:
            case "dict" | "Counter":
                made.clear()
                dict.update(made, zip(self._values(record[1]), self._values(record[2]), strict=True))  # no counting
            case "list" | "deque":
                made.clear()
                made.extend(self._values(record[1]))
            case "set":
                made.clear()
                made.update(self._values(record[1]))
            case "object" if not isinstance(made, Struct):
                for name, each in zip(record[2], record[3], strict=True):
                    if not _is_final(made, name):
                        setattr(made, name, self.value(each))


def _is_native(kind: type[Any]) -> bool:
    """Return whether only its constructor can make one: a compiled class, or one that extends such."""
    return any("__mypyc_attrs__" in each.__dict__ for each in kind.__mro__)


_final: dict[tuple[type[Any], str], bool] = {}


def _is_final(owner: object, name: str) -> bool:
    """Return whether an attribute cannot be set from outside; only compiled classes have such."""
    key = (type(owner), name)
    found = _final.get(key)
    if found is None:
        found = False
        if _is_native(key[0]):
            try:
                setattr(owner, name, getattr(owner, name))
            except AttributeError:
                found = True
        _final[key] = found
    return found


def _order_of(held: _Held, forced: Forced | None) -> BookOrder:
    """Return an order that a fact could be about."""
    order = BookOrder(
        held["oid"],
        held["account"],
        held["asset"],
        held["is_buy"],
        held.get("px_units", 0),
        held.get("original_lots", 0),
        held.get("tif", ""),
        held.get("reduce_only", False),
        held["cloid"],
        held.get("placed_ms", 0),
        trigger=held.get("trigger", None),
        twap_id=held["twap_id"],
        forced=forced,
    )
    order.lots = held["lots"]
    return order


def _book_order(held: _Held) -> dict[str, Any]:
    same = ("oid", "account", "asset", "is_buy", "px_units", "tif", "reduce_only", "cloid", "placed_ms", "trigger")
    return {name: held[name] for name in (*same, "twap_id", "forced")} | {"lots": held["original_lots"]}


def _trigger(held: _Held) -> dict[str, Any]:
    same = {name: held[name] for name in ("px_units", "is_market", "is_take_profit", "is_position", "bracket")}
    return same | {"is_buy": held["is_take_profit"] != held["is_above"]}


def _dex_house(held: _Held) -> dict[str, Any]:
    index = next(n for n in count(1) if backstop_address(n) == held["backstop"])
    return {"main": held["_main"], "index": index, **{name: held[name] for name in ("fee_recipient", "fee_scale_e6")}}


def _grid(held: _Held) -> dict[str, Any]:
    return {"sz_decimals": held["sz_decimals"], "max_price_decimals": held["sz_decimals"] + held["px_decimals"]}


def _order_fact(held: _Held) -> dict[str, Any]:
    forced = Forced("", 0, "") if held["is_forced"] else None
    return {"time_ms": held["time_ms"], "order": _order_of(held, forced), "status": held["status"]}


def _fill_fact(held: _Held) -> dict[str, Any]:
    money = ("px_units", "lots", "start_lots", "closed_pnl_micro", "fee_micro")
    same = {name: held[name] for name in ("time_ms", *money, "crossed", "tid", "is_by_venue", "forced")}
    return same | {"order": _order_of(held, None), "dir_text": held["dir"]}


_NOTHING: Final = object()
_NO_LISTENERS: Final = Hub()
_SCALARS: Final = {bool, float, str, bytes, type(None)}
_EMPTY: Final[dict[str, type[Any]]] = {"dict": dict, "Counter": Counter, "list": list, "set": set}
_ARGUMENTS: Final[dict[type[Any], Callable[[_Held], dict[str, Any]]]] = {
    BookOrder: _book_order,
    DexHouse: _dex_house,
    Grid: _grid,
    OrderFact: _order_fact,
    FillFact: _fill_fact,
    Trigger: _trigger,
}
