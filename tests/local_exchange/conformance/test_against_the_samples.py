"""Every recorded example of the venue, against what a local exchange says to the same question or on the same channel.

Same keys in the same order, same kinds of JSON value, all the way down. What differs has its reason in `exceptions.py`.
"""

import json
from typing import Any, get_args

import msgspec
import pytest
from tests.local_exchange.conformance.busy_exchange import AGENT, CLOID, BusyExchange
from tests.local_exchange.conformance.exceptions import EXCEPTIONS, GONE
from tests.local_exchange.conformance.shape import MAPS, Shape, differences
from tests.local_exchange.desk import NOW_MS
from tests.shared_data import SHARED, require

from hyperquote.info.requests import AnyRequest
from hyperquote.local_exchange.spot_listing import HYPE

SAMPLES = "reference/samples"
CASSETTE_FOLDER = "data/hl_rest_samples"
NAMES = sorted(path.stem for path in (SHARED / SAMPLES).glob("*.json"))
OF_INFO = [name.removeprefix("info_") for name in NAMES if name.startswith("info_") and "error" not in name]
CASSETTES = sorted(path.stem for path in (SHARED / CASSETTE_FOLDER).glob("*.json"))
OF_SOCKET = [name.removeprefix("ws_") for name in NAMES if name.startswith("ws_")]

QUESTIONS = {str(each.__struct_config__.tag): each for each in get_args(AnyRequest)}

OLD = ("2023", "2024")  # captures from before some fields were there


@pytest.fixture(scope="module")
def busy() -> BusyExchange:
    return BusyExchange()


def examples(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(require(f"{SAMPLES}/{name}.json").read_text())["examples"]
    recent = [each for each in found if not any(year in each.get("captured", "") for year in OLD)]
    return recent or found


def merged(values: list[Any]) -> Shape:
    shape = Shape()
    for value in values:
        shape.add(value)
    return shape


def ask_as(busy: BusyExchange, request: dict[str, Any]) -> dict[str, Any]:
    """Return a recorded question as it would be asked here: about our accounts, coins and times."""
    here: dict[str, Any] = {
        "user": busy.hero.address,
        "builder": busy.friend.address,
        "vaultAddress": busy.vault,
        "coin": "xyz:XYZ100" if request["type"] == "perpAnnotation" else "ETH",
        "token": 0,
        "tokenId": HYPE.token_id,
        "oid": CLOID,
        "dex": "xyz",
        "startTime": 0,
        "endTime": busy.now_ms,
        "req": {"coin": "ETH", "interval": "1m", "startTime": NOW_MS, "endTime": busy.now_ms},
    }
    kind = QUESTIONS[request["type"]]
    needed = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}  # some were not recorded
    given = {key for key, value in request.items() if key != "type" and value not in ("", None)}
    return {"type": request["type"]} | {key: here.get(key, request.get(key)) for key in sorted(needed | given)}


def check(name: str, ours: list[Any], theirs: list[Any], kind: str) -> None:
    found = set(differences(merged(ours), merged(theirs), MAPS.get(kind, set())))
    assert found == set(EXCEPTIONS.get(name, {}))


@pytest.mark.parametrize("kind", OF_INFO)
def test_an_answer_has_the_shape_of_the_recorded_one(busy: BusyExchange, kind: str) -> None:
    recorded = [each for each in examples(f"info_{kind}") if each["status"] == 200]
    ours = [busy.answer(ask_as(busy, each["request"])) for each in recorded]
    if kind == "userRole":
        ours += [busy.answer({"type": kind, "user": user}) for user in (AGENT, busy.sub)]
    check(f"info {kind}", ours, [each["response"] for each in recorded], kind)


@pytest.mark.parametrize("channel", OF_SOCKET)
def test_a_frame_has_the_shape_of_the_recorded_one(busy: BusyExchange, channel: str) -> None:
    recorded = [each["message"] for each in examples(f"ws_{channel}")]
    ours = busy.told.get(channel, [])
    check(f"ws {channel}", [frame.get("data") for frame in ours], [frame.get("data") for frame in recorded], channel)


@pytest.mark.parametrize("name", CASSETTES)
def test_an_answer_has_all_that_an_old_capture_has(busy: BusyExchange, name: str) -> None:
    """The captures of the official SDK's own tests: most are from 2023, with fewer keys and those sorted."""
    recorded = json.loads(require(f"{CASSETTE_FOLDER}/{name}.json").read_text())
    request = recorded["request"]
    ours = busy.answer(ask_as(busy, request))
    maps = MAPS.get(request["type"], set())
    found = set(differences(merged([ours]), merged([recorded["response"]]), maps))
    lost = {each for each in found if not each.endswith("is not theirs") and "stands before" not in each}
    assert lost == set(GONE.get(request["type"], {}))
