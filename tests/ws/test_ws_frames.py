"""Frames that the venue sent are read and written again as they were."""

import json

import msgspec
import pytest
from tests.shared_data import SHARED, require

from hyperquote.errors import ProtocolError
from hyperquote.ws.channels import (
    ActiveAssetCtxSubscription,
    BboFrame,
    L2BookFrame,
    L2BookSubscription,
    UnknownFrame,
    UserFillsSubscription,
    decode_client_message,
    decode_frame,
    decode_subscription,
)
from hyperquote.ws.channels.control import Ping, Post, Subscribe

SAMPLES = sorted(path.name for path in (SHARED / "reference/samples").glob("ws_*.json"))


@pytest.mark.parametrize("name", SAMPLES)
def test_sampled_frames_are_read_and_written_back_byte_for_byte(name: str) -> None:
    for example in json.loads(require(f"reference/samples/{name}").read_text())["examples"]:
        sent = json.dumps(example["message"], separators=(",", ":"), ensure_ascii=False)
        frame = decode_frame(sent)
        assert msgspec.json.encode(frame).decode() == sent


def test_a_recorded_stream_is_read_to_its_end() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    path = require("data/hl_raw_ws_20250126/btc.jsonl.zst")
    with pyarrow.input_stream(str(path), compression="zstd") as stream:
        lines = stream.read(1_000_000).splitlines()[:-1]
    frames = [json.loads(line) for line in lines]
    channels = {type(decode_frame(json.dumps(frame["msg"]))).__name__ for frame in frames}
    assert "UnknownFrame" not in channels


def test_a_channel_that_we_do_not_know_is_kept_as_it_came() -> None:
    frame = decode_frame('{"channel":"webData9","data":{"x":1}}')
    assert isinstance(frame, UnknownFrame)
    assert (frame.channel, bytes(frame.data)) == ("webData9", b'{"x":1}')


@pytest.mark.parametrize("junk", ["Websocket connection established.", "[]", "{}", ""])
def test_what_is_no_frame_is_a_protocol_error(junk: str) -> None:
    with pytest.raises(ProtocolError, match="not a WebSocket frame"):
        decode_frame(junk)


def test_bad_data_on_a_known_channel_is_a_protocol_error_that_names_it() -> None:
    with pytest.raises(ProtocolError, match="channel bbo"):
        decode_frame('{"channel":"bbo","data":{"coin":5}}')


def test_an_empty_side_of_the_best_prices_is_none() -> None:
    frame = decode_frame('{"channel":"bbo","data":{"coin":"X","time":1,"bbo":[null,{"px":"2","sz":"1","n":1}]}}')
    assert isinstance(frame, BboFrame)
    assert frame.data.bid is None
    assert frame.data.ask is not None
    assert frame.data.ask.px == "2"


def test_the_fast_book_says_so() -> None:
    frame = decode_frame('{"channel":"l2Book","data":{"coin":"X","time":1,"levels":[[],[]],"fast":true}}')
    assert isinstance(frame, L2BookFrame)
    assert frame.data.fast


def test_a_spot_context_answers_the_subscription_for_its_coin() -> None:
    ctx = '{"prevDayPx":"1.0","dayNtlVlm":"1.0","markPx":"1.0","midPx":null,"circulatingSupply":"1.0","coin":"@1"}'
    frame = decode_frame(f'{{"channel":"activeSpotAssetCtx","data":{{"coin":"@1","ctx":{ctx}}}}}')
    assert not isinstance(frame, UnknownFrame)
    assert frame.routing_key == ActiveAssetCtxSubscription("@1").routing_key  # type: ignore[union-attr]


def test_a_server_reads_what_clients_say() -> None:
    said = decode_client_message(b'{"method":"subscribe","id":3,"subscription":{"coin":"X","type":"l2Book"}}')
    assert isinstance(said, Subscribe)
    assert decode_subscription(said.subscription) == L2BookSubscription("X")
    assert decode_client_message(b'{"method":"ping"}') == Ping()
    post = decode_client_message(b'{"method":"post","id":9,"request":{"type":"info","payload":{"type":"meta"}}}')
    assert isinstance(post, Post)
    assert bytes(post.request.payload) == b'{"type":"meta"}'
    with pytest.raises(msgspec.ValidationError):
        decode_client_message(b'{"method":"liquidations"}')


def test_users_are_told_apart_without_regard_to_case() -> None:
    assert UserFillsSubscription("0xAB").routing_key == UserFillsSubscription("0xab").routing_key
