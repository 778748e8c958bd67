"""Whether a body names one thing twice. The venue does not read such a body, while our decoder takes the second."""

import json
from functools import cache

from hyperquote.exchange.envelope import Envelope


def has_duplicates(body: bytes, action_type: type) -> bool:
    """Return whether the envelope or its action, which was read as `action_type`, has a key twice.

    Most bodies hold each of these names once, so that counting them is enough. Others, a nonce inside the action
    for one, are read again with every key kept.
    """
    for name in _names(action_type):
        if body.count(name) > 1:
            return _has_duplicates(body)
    return False


@cache
def _names(action_type: type) -> tuple[bytes, ...]:
    fields = [*Envelope.__struct_encode_fields__, "type", *getattr(action_type, "__struct_encode_fields__", ())]
    return tuple(f'"{name}"'.encode() for name in dict.fromkeys(fields))


def _has_duplicates(body: bytes) -> bool:
    found = False

    def keep(pairs: list[tuple[str, object]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in pairs}) < len(pairs)

    json.loads(body, object_pairs_hook=keep)
    return found
