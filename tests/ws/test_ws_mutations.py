"""Frames that were cut, bent, repeated or turned around: the session says so, or reads them, and goes on."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.errors import ProtocolError, RefusedError
from hyperquote.exchange.actions.order import PlaceOrders
from hyperquote.exchange.client import read_reply
from hyperquote.ws.channels import BboSubscription, L2BookSubscription
from hyperquote.ws.channels.user_fills import UserFillsSubscription
from hyperquote.ws.effects import Message
from hyperquote.ws.session import Session

USER = "0x" + "ab" * 20
LEVEL = {"px": "50000.0", "sz": "0.1", "n": 1}
FEEDS = (BboSubscription("BTC"), L2BookSubscription("BTC"), UserFillsSubscription(USER))
BOOK = json.dumps({"channel": "l2Book", "data": {"coin": "BTC", "time": 1, "levels": [[LEVEL], [LEVEL]]}}).encode()
FRAMES = (
    BOOK,
    json.dumps({"channel": "bbo", "data": {"coin": "BTC", "time": 1, "bbo": [LEVEL, None]}}).encode(),
    json.dumps({"channel": "userFills", "data": {"user": USER, "isSnapshot": True, "fills": []}}).encode(),
    json.dumps({"channel": "subscriptionResponse", "data": {"method": "subscribe", "subscription": {}}}).encode(),
    json.dumps({"channel": "error", "data": 'Invalid subscription {"type":"bbo"'}).encode(),
    json.dumps({"channel": "post", "data": {"id": 1, "response": {"type": "info", "payload": {}}}}).encode(),
    b'{"channel":"pong"}',
)


REPLIES = (
    b'{"status":"ok","response":{"type":"order","data":{"statuses":[{"resting":{"oid":7}},{"error":"no"}]}}}',
    b'{"status":"err","response":"Insufficient margin"}',
)


@st.composite
def bent(draw: st.DrawFn, frames: tuple[bytes, ...] = FRAMES) -> bytes:
    frame = bytearray(draw(st.sampled_from(frames)))
    for place in draw(st.lists(st.integers(0, len(frame) - 1), max_size=3)):
        frame[place] = draw(st.integers(0, 255))
    return bytes(frame[: draw(st.integers(0, len(frame)))]) if draw(st.booleans()) else bytes(frame)


@given(st.lists(bent(), max_size=12))
def test_no_frame_whatever_its_bytes_does_more_than_raise_a_protocol_error(frames: list[bytes]) -> None:
    session = Session()
    for feed in FEEDS:
        session.subscribe(feed)
    session.connected(1)
    for now_ns, frame in enumerate([*frames, *reversed(frames)], start=2):
        try:
            session.received(frame, now_ns)
        except ProtocolError:
            session.disconnected("unreadable", now_ns)
            asked, _ = session.connected(now_ns)
            assert len(asked) == len(session.wanted)
    (effect,) = session.received(BOOK, 100) if FEEDS[1] in session.wanted else (None,)
    assert effect is None or isinstance(effect, Message)


@given(bent(REPLIES))
def test_a_bent_reply_to_an_order_is_read_or_refused_or_a_protocol_error(body: bytes) -> None:
    with suppress(ProtocolError, RefusedError):
        read_reply(PlaceOrders(orders=()), body)


@pytest.mark.parametrize("echo", ["3", "[]", "null", '"bbo"'])
def test_a_grant_that_names_no_subscription_is_unreadable(echo: str) -> None:
    frame = '{"channel":"subscriptionResponse","data":{"method":"subscribe","subscription":' + echo + "}}"
    with pytest.raises(ProtocolError):
        Session().received(frame, 1)


def test_a_byte_that_is_no_text_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError):
        Session().received(b'{"channel":"\x80bo"}', 1)
