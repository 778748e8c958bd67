"""What the local exchange does not serve it refuses in words, and goes on."""

from typing import Any, get_args

import msgspec
import pytest
from tests.local_exchange.desk import Desk
from tests.shared_data import SHARED, require

from hyperquote.exchange.actions import AnyAction, decode_action
from hyperquote.exchange.actions.multi_sig import MultiSig
from hyperquote.exchange.actions.noop import Noop
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.handlers import _HANDLERS

PATH = "reference/vectors/signing.json"
UNSERVED = sorted({each.__struct_config__.tag for each in set(get_args(AnyAction)) - set(_HANDLERS) - {MultiSig}})


def examples() -> dict[str, Any]:
    """One plain example of each type of action that is in the vectors."""
    if not (SHARED / PATH).exists():
        return {}
    found: dict[str, Any] = {}
    for vector in msgspec.json.decode((SHARED / PATH).read_bytes()):
        action = vector.get("action") or {}
        if isinstance(action, dict) and action.get("type") in UNSERVED:
            found.setdefault(action["type"], action)
    return found


EXAMPLES = examples()


def test_most_actions_are_tried() -> None:
    require(PATH)
    assert set(UNSERVED) - set(EXAMPLES) <= {"cDeposit", "cWithdraw"}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_action_that_is_not_served_is_refused_by_name(gateway: Gateway, maker: Desk, name: str) -> None:
    action = decode_action(msgspec.json.encode(EXAMPLES[name]))
    reply = maker.send(msgspec.structs.replace(action, **fresh(action)))
    assert reply == {"status": "err", "response": f"Action {name} is not offered on this exchange."}
    assert maker.send(Noop())["status"] == "ok"


def fresh(action: AnyAction) -> dict[str, Any]:
    """Without the nonce of the example: the desk gives its own."""
    return {"nonce": 0} if "nonce" in action.__struct_fields__ else {}
