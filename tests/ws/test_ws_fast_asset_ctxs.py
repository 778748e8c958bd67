"""The packed feed of marks and mids: the known vector, changes, and what is no message of the venue."""

import json
import zlib
from base64 import b64encode

import msgspec
import pytest
from msgspec import UNSET
from tests.shared_data import require

from hyperquote.errors import ProtocolError
from hyperquote.ws.channels.fast_asset_ctxs import MAX_BYTES, FastAssetCtx, inflate, merge

KNOWN = (
    "q1ZyCnFWsqpWyk0syg6oULJSsjQ3NTDQM1Wq1VFyDfFAkTI2MzXQMwJLVVRWWfmFuTiiyBuamOoZKdXWAgA=",
    '{"BTC":{"markPx":"97500.5"},"ETH":{"markPx":"3650.25"},"xyz:NVDA":{"markPx":"145.2"}}',
)


def packed(text: str, *, wbits: int = -zlib.MAX_WBITS) -> str:
    deflater = zlib.compressobj(wbits=wbits)
    return b64encode(deflater.compress(text.encode()) + deflater.flush()).decode()


def test_the_known_vector_is_inflated() -> None:
    message, text = KNOWN
    assert msgspec.json.encode(inflate(message)).decode() == text


def test_a_recorded_start_and_a_recorded_change_are_merged() -> None:
    examples = json.loads(require("reference/samples/ws_fastAssetCtxs.json").read_text())["examples"]
    start, change = (inflate(example["message"]["data"]) for example in examples)
    assert start["BTC"] == FastAssetCtx("85814.0", "85811.5")
    assert start["@107"] == FastAssetCtx("92.949", "92.945")
    assert change["BTC"].mark_px is UNSET
    assert change["hyna:ETH"].mid_px is None
    now = merge(start, change)
    assert now["BTC"] == FastAssetCtx("85814.0", change["BTC"].mid_px)
    assert now["@107"] == FastAssetCtx(change["@107"].mark_px, "92.945")
    assert now["xyz:XYZ100"] == start["xyz:XYZ100"]
    assert list(now) == [*start, "hyna:ETH"]
    assert start["BTC"].mid_px == "85811.5"


def test_a_lost_side_is_not_an_unchanged_mid() -> None:
    start = inflate(packed('{"X":{"markPx":"1.0","midPx":"1.5"}}'))
    assert merge(start, inflate(packed('{"X":{}}')))["X"] == FastAssetCtx("1.0", "1.5")
    assert merge(start, inflate(packed('{"X":{"midPx":null}}')))["X"] == FastAssetCtx("1.0", None)


@pytest.mark.parametrize(
    "message",
    [
        "no base64!",
        "ÿ",
        "",
        b64encode(b"not deflated at all").decode(),
        packed("{}", wbits=zlib.MAX_WBITS),
        KNOWN[0][:40],
        packed("[1]"),
        packed('{"X":{"markPx":1}}'),
        packed(" " * (MAX_BYTES + 1)),
    ],
    ids=["alphabet", "letters", "empty", "junk", "zlib header", "cut short", "list", "number", "bomb"],
)
def test_what_the_venue_would_not_send_is_a_protocol_error(message: str) -> None:
    with pytest.raises(ProtocolError, match="fastAssetCtxs message"):
        inflate(message)
