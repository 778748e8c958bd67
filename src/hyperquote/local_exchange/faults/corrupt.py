"""How a frame is spoilt. Every way works on the words of a frame, so that it is what a client's decoder meets."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any, Literal, TypeAlias

import msgspec

How: TypeAlias = Literal[
    "bad_json",
    "truncated",
    "missing_field",
    "new_field",
    "unknown_enum",
    "unknown_channel",
    "nan",
    "empty_book",
    "crossed_book",
    "zero_mid",
]

_ENUM_KEYS = {"side", "status", "dir", "tif", "orderType", "interval", "i"}
_Spot: TypeAlias = tuple[dict[str, Any], str]


def is_possible(how: str, channel: str, words: Any) -> bool:
    """Return whether a frame can be spoilt in this way."""
    data = words.get("data")
    if how in {"bad_json", "truncated", "unknown_channel"}:
        return bool(words)
    if how in {"empty_book", "crossed_book"}:
        return _sides(data) is not None
    if how == "zero_mid":
        return channel == "allMids" or any(True for _ in _spots(data, _is_mid))
    return any(True for _ in _spots(data, _PICKS[how]))


def corrupted(how: str, body: bytes, rng: Random) -> bytes:
    """Return the spoilt frame."""
    if how == "bad_json":
        at = rng.randrange(1, len(body))
        return body[:at] + b'"' + body[at:] + b"}"
    if how == "truncated":
        return body[: rng.randrange(1, len(body))]
    words = msgspec.json.decode(body)
    data = words.get("data")
    if how == "unknown_channel":
        words["channel"] = "unheardOf"
    elif how == "empty_book":
        _set_sides(data, [], [])
    elif how == "crossed_book":
        bids, asks = _sides(data) or ([], [])
        _set_sides(data, asks, bids)
    elif how == "zero_mid":
        for where, key in list(_spots(data, _is_mid)):
            where[key] = "0.0"
    else:
        where, key = rng.choice(list(_spots(data, _PICKS[how])))
        if how == "missing_field":
            del where[key]
        elif how == "new_field":
            where["unheardOf"] = {"of": 1}
        else:
            where[key] = "NaN" if how == "nan" else "unheardOf"
    return msgspec.json.encode(words)


def time_of(data: Any) -> int:
    """Return the latest `time` anywhere in a frame's data; 0 if there is none."""
    return max((where[key] for where, key in _spots(data, _is_time)), default=0)


def with_time(words: Any, time_ms: int) -> Any:
    """Return the words with every `time` in them set."""
    words = deepcopy(words)
    for where, key in list(_spots(words, _is_time)):
        where[key] = time_ms
    return words


def _spots(value: Any, is_wanted: Callable[[str, Any], bool]) -> Iterator[_Spot]:
    """Yield every place in nested words whose key and value are wanted."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if is_wanted(key, inner):
                yield value, key
            yield from _spots(inner, is_wanted)
    elif isinstance(value, list):
        for inner in value:
            yield from _spots(inner, is_wanted)


def _is_any(key: str, value: Any) -> bool:
    return True


def _is_time(key: str, value: Any) -> bool:
    return key == "time" and isinstance(value, int)


def _is_enum(key: str, value: Any) -> bool:
    return key in _ENUM_KEYS and isinstance(value, str)


def _is_number(key: str, value: Any) -> bool:
    if not isinstance(value, str) or key in {"hash", "cloid", "user", "coin"}:
        return False
    return value.replace(".", "", 1).lstrip("-").isdigit()


def _is_mid(key: str, value: Any) -> bool:
    return _is_number(key, value) and key not in {"px", "sz", "time"} and (key == "midPx" or key[:1].isupper())


_PICKS: dict[str, Callable[[str, Any], bool]] = {
    "missing_field": _is_any,
    "new_field": _is_any,
    "unknown_enum": _is_enum,
    "nan": _is_number,
}


def _sides(data: Any) -> tuple[Any, Any] | None:
    """Return bids and asks of a book or a touch, if both are there."""
    pair = data.get("levels", data.get("bbo")) if isinstance(data, dict) else None
    if not isinstance(pair, list) or len(pair) != 2 or not pair[0] or not pair[1]:
        return None
    return pair[0], pair[1]


def _set_sides(data: Any, bids: Any, asks: Any) -> None:
    if "bbo" in data:
        data["bbo"] = [bids or None, asks or None]
    else:
        data["levels"] = [bids, asks]
