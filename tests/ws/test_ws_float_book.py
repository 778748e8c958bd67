"""A book read as floats: the same feed, the same frames, numbers instead of text."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.ws.channels import L2BookSubscription
from hyperquote.ws.effects import Acked, Effect, Message
from hyperquote.ws.float_book import FloatBook, FloatBookSubscription, frame_head
from hyperquote.ws.session import Session

FEED = FloatBookSubscription("ETH")
LEVELS = [[{"px": "1670.1", "sz": "0.5", "n": 2}], [{"px": "1670.2", "sz": "12", "n": 1}]]


def frame(
    coin: str = "ETH", levels: object = LEVELS, separators: tuple[str, str] = (",", ":"), **more: object
) -> bytes:
    data = {"coin": coin, "time": 7, "levels": levels, **more}
    return json.dumps({"channel": "l2Book", "data": data}, separators=separators).encode()


def online(*feeds: L2BookSubscription | FloatBookSubscription) -> Session:
    session = Session()
    session.connected(0)
    for feed in feeds:
        session.subscribe(feed)
    return session


def book_of(effects: list[Effect]) -> FloatBook:
    [message] = effects
    assert isinstance(message, Message)
    assert isinstance(message.data, FloatBook)
    return message.data


def test_the_venue_is_asked_for_the_feed_that_it_knows_and_its_grant_is_ours() -> None:
    session = Session()
    session.connected(0)
    assert session.subscribe(FloatBookSubscription("ETH", fast=True)) == [
        b'{"method":"subscribe","subscription":{"type":"l2Book","coin":"ETH","fast":true}}'
    ]
    words = {"type": "l2Book", "coin": "ETH", "nSigFigs": None, "mantissa": None, "fast": True}
    ack = {"channel": "subscriptionResponse", "data": {"method": "subscribe", "subscription": words}}
    assert session.received(json.dumps(ack), 1) == [Acked(FloatBookSubscription("ETH", fast=True), None)]


def test_a_frame_becomes_floats() -> None:
    book = book_of(online(FEED).received(frame(fast=True), 5))
    assert (book.coin, book.time, book.fast) == ("ETH", 7, True)
    assert [(level.px, level.sz, level.n) for level in book.bids + book.asks] == [(1670.1, 0.5, 2), (1670.2, 12.0, 1)]


@pytest.mark.parametrize("fast", [False, True])
def test_it_is_a_state_feed_that_grows_stale_as_the_text_does(fast: bool) -> None:
    text = L2BookSubscription("ETH", fast=fast)
    floats = FloatBookSubscription("ETH", fast=fast)
    assert floats.is_state
    assert (floats.stale_after_s, floats.routing_key) == (text.stale_after_s, text.routing_key)
    assert msgspec.json.encode(floats) == msgspec.json.encode(text)


def test_a_frame_spelt_in_another_way_says_the_same() -> None:
    session = online(FEED)
    usual = book_of(session.received(frame(), 1))
    assert not frame(separators=(", ", ": ")).startswith(frame_head("ETH"))
    assert book_of(session.received(frame(separators=(", ", ": ")), 2)) == usual
    assert book_of(session.received(frame().decode(), 3)) == usual


def test_the_books_of_other_coins_stay_text() -> None:
    session = online(FEED, L2BookSubscription("BTC"))
    [message] = session.received(frame("BTC"), 1)
    assert isinstance(message, Message)
    assert message.data.bids[0].px == "1670.1"
    assert book_of(session.received(frame(), 1)).bids[0].px == 1670.1


def test_one_book_is_text_or_floats_on_a_connection_and_may_change_after_it_was_left() -> None:
    session = online(FEED)
    with pytest.raises(ValidationError, match="L2BookSubscription and FloatBookSubscription"):
        session.subscribe(L2BookSubscription("ETH"))
    session.unsubscribe(FEED)
    assert session.received(frame(), 1) == []
    session.subscribe(L2BookSubscription("ETH"))
    [message] = session.received(frame(), 2)
    assert isinstance(message, Message)
    assert message.data.bids[0].px == "1670.1"


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@pytest.mark.parametrize("text", ["nan", "inf", "Infinity", "-1", "", "1_0", "0x1", "null"])
def test_what_is_no_number_is_refused_however_the_frame_is_spelt(text: str, separators: tuple[str, str]) -> None:
    levels = [[{"px": text, "sz": "1", "n": 1}], []]
    with pytest.raises(ProtocolError, match="l2Book"):
        online(FEED).received(frame(levels=levels, separators=separators), 1)


@given(st.decimals(0, 10**9, places=6), st.decimals(0, 10**9, places=8))
def test_a_number_is_the_float_nearest_to_its_text(px: object, sz: object) -> None:
    levels = [[{"px": f"{px:f}", "sz": f"{sz:f}", "n": 1}], []]
    [level] = book_of(online(FEED).received(frame(levels=levels), 1)).bids
    assert (level.px, level.sz) == (float(f"{px:f}"), float(f"{sz:f}"))


@given(st.text(max_size=8))
def test_any_coin_is_recognised_by_its_frames_head(coin: str) -> None:
    try:
        coin.encode()
    except UnicodeEncodeError:
        return
    text = msgspec.json.encode({"channel": "l2Book", "data": {"coin": coin, "time": 1, "levels": [[], []]}})
    assert text.startswith(frame_head(coin))
    assert book_of(online(FloatBookSubscription(coin)).received(text, 1)).coin == coin
