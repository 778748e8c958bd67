"""What the venue really sent is read, and written again word for word in the venue's order of keys."""

import json
from typing import Any, get_args

import msgspec
import pytest
from tests.shared_data import SHARED, require

from hyperquote.info.requests import AnyRequest, ReferralRequest, UserNonFundingLedgerUpdatesRequest

REQUEST: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
    AnyRequest | ReferralRequest | UserNonFundingLedgerUpdatesRequest
)
KNOWN = {request.__struct_config__.tag for request in get_args(REQUEST.type)}
SAMPLES = sorted(path.name for path in (SHARED / "reference/samples").glob("info_*.json"))
CASSETTES = sorted(path.name for path in (SHARED / "data/hl_rest_samples").glob("*.json"))


def assert_says_the_same(sent: Any, ours: Any) -> None:
    """All that we keep of `sent` is equal and in the same order; what we add is null, zero or empty."""
    if isinstance(sent, dict):
        kept = [key for key in sent if key in ours]
        for key in kept:
            assert_says_the_same(sent[key], ours[key])
        if list(sent) != sorted(sent):  # the oldest recordings were sorted by their recorder
            assert kept == [key for key in ours if key in sent]
        assert all(ours[key] in (None, 0, "0.0", "USDC", []) for key in ours if key not in sent)
    elif isinstance(sent, list):
        assert len(sent) == len(ours)
        for one, other in zip(sent, ours, strict=True):
            assert_says_the_same(one, other)
    else:
        assert sent == ours


def check(exchange: dict[str, Any]) -> None:
    request = REQUEST.decode(json.dumps(exchange["request"]).encode())
    reply = request.read(json.dumps(exchange["response"]).encode())
    assert_says_the_same(exchange["response"], json.loads(msgspec.json.encode(reply)))


@pytest.mark.parametrize("name", SAMPLES)
def test_reference_samples_are_read_and_written_back(name: str) -> None:
    examples = json.loads(require(f"reference/samples/{name}").read_text())["examples"]
    if not any(example["request"].get("type") in KNOWN for example in examples):
        pytest.skip(f"{name}: a request that hyperquote does not speak")
    for example in examples:
        if example["status"] == 200:
            complete = {"user": "0x0", "startTime": 0, "coin": "?", "oid": 0} | example["request"]
            check({**example, "request": complete})


@pytest.mark.parametrize("name", CASSETTES)
def test_recorded_exchanges_are_read_and_written_back(name: str) -> None:
    exchange = json.loads(require(f"data/hl_rest_samples/{name}").read_text())
    if exchange["request"]["type"] not in KNOWN:
        pytest.skip(f"{exchange['request']['type']}: a request that hyperquote does not speak")
    check(exchange)
