"""What the venue really sent is read, and written again word for word in the venue's order of keys."""

import json
from typing import Any

import msgspec
import pytest
from tests.shared_data import SHARED, require

from hyperquote.info.requests import AnyRequest

REQUEST: msgspec.json.Decoder[AnyRequest] = msgspec.json.Decoder(AnyRequest)
SAMPLES = sorted(path.name for path in (SHARED / "reference/samples").glob("info_*.json"))
CASSETTES = sorted(path.name for path in (SHARED / "data/hl_rest_samples").glob("*.json"))
OUTDATED = {"feeTrialReward", "maxTradeSzs"}  # keys of old replies that the venue sends no more
UNRECORDED = {"user": "0x0", "startTime": 0, "coin": "?", "oid": 0}  # where only the reply was kept

_SUMMARY = dict.fromkeys(("accountValue", "totalNtlPos", "totalRawUsd", "totalMarginUsed"), "0.0")
_POSITION = {
    "leverage": {"type": "cross", "value": 20},
    "positionValue": "0.0",
    "unrealizedPnl": "0.0",
    "returnOnEquity": "0.0",
    "marginUsed": "0.0",
}


def restored(name: str, reply: Any) -> Any:
    """Return a reply with what its recorder cut out (the note of the sample says so) put back."""
    if name == "info_subAccounts2.json":
        reply = [{"name": "one", "subAccountUser": "0x0", "master": "0x0"} | account for account in reply]
        for account in reply:
            for _, state in account["dexToClearinghouseState"]:
                state["crossMarginSummary"] = _SUMMARY
                for row in state["assetPositions"]:
                    row["position"].update(_POSITION)
    return reply


def assert_says_the_same(sent: Any, ours: Any) -> None:
    """All that we keep of `sent` is equal and in the same order; what we add is null, zero or empty."""
    if isinstance(sent, dict):
        kept = [key for key in sent if key in ours]
        assert set(sent) - set(kept) <= OUTDATED
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
    request = REQUEST.decode(json.dumps(UNRECORDED | exchange["request"]).encode())
    reply = request.read(json.dumps(exchange["response"]).encode())
    assert_says_the_same(exchange["response"], json.loads(msgspec.json.encode(reply)))


@pytest.mark.parametrize("name", SAMPLES)
def test_reference_samples_are_read_and_written_back(name: str) -> None:
    for example in json.loads(require(f"reference/samples/{name}").read_text())["examples"]:
        if example["status"] == 200:
            check({**example, "response": restored(name, example["response"])})
        else:
            with pytest.raises(msgspec.ValidationError):
                REQUEST.decode(json.dumps(example["request"]).encode())


@pytest.mark.parametrize("name", CASSETTES)
def test_recorded_exchanges_are_read_and_written_back(name: str) -> None:
    check(json.loads(require(f"data/hl_rest_samples/{name}").read_text()))
