"""What the SDK can ask the venue but a local exchange has no answer for is refused in the venue's words."""

from typing import Any, get_args

import msgspec
import pytest
from tests.local_exchange.desk import NOW_MS

from hyperquote.info.requests import AnyRequest, VenueRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.local_exchange import answers
from hyperquote.local_exchange.gateway import Gateway

ADDRESS = "0x" + "a" * 40
VENUE_ONLY_REQUESTS = [each for each in get_args(VenueRequest) if each not in get_args(AnyRequest)]


def words(struct: type[InfoRequest[Any]]) -> dict[str, Any]:
    """Return a complete object of this kind, as a client would send it."""
    numbers = {"token", "outcome", "id", "start_time"}
    fields = [field for field in msgspec.structs.fields(struct) if field.required]
    given: dict[str, Any] = {field.name: 1 if field.name in numbers else ADDRESS for field in fields}
    said: dict[str, Any] = msgspec.to_builtins(struct(**given))
    return said


@pytest.mark.parametrize("request_type", VENUE_ONLY_REQUESTS, ids=lambda each: each.__name__)
def test_a_question_for_the_venue_alone_is_refused_as_an_unknown_one(
    gateway: Gateway, request_type: type[InfoRequest[Any]]
) -> None:
    reply = gateway.info(msgspec.json.encode(words(request_type)), NOW_MS)
    assert (reply.status, reply.is_json) == (422, False)
    assert reply.body == b"Failed to deserialize the JSON body into the target type"
    post = {"method": "post", "id": 5, "request": {"type": "info", "payload": words(request_type)}}
    assert_is_echoed(gateway, msgspec.json.encode(post).decode())


def assert_is_echoed(gateway: Gateway, text: str) -> None:
    (frame,) = gateway.hear(1, text, NOW_MS)
    error = f"Error parsing JSON into valid websocket request: {text}"
    assert msgspec.json.decode(frame) == {"channel": "error", "data": error}
    assert not gateway.hung_up(1)


def test_every_question_of_the_local_union_has_an_answer() -> None:
    assert set(answers._ANSWERS) == set(get_args(AnyRequest))
