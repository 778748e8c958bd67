"""The session, frame by frame, with times written by hand."""

import json

import pytest

from hyperquote.errors import ProtocolError, ValidationError
from hyperquote.ws.channels import (
    AllMidsSubscription,
    BboSubscription,
    L2BookSubscription,
    OrderUpdatesSubscription,
    TradesSubscription,
    UserFillsSubscription,
)
from hyperquote.ws.effects import (
    Acked,
    Gap,
    Message,
    Pong,
    PostAnswered,
    PostLost,
    PostRefused,
    Refused,
    Restored,
    Trouble,
)
from hyperquote.ws.post import MAX_IN_FLIGHT
from hyperquote.ws.session import Session

S = 1_000_000_000
BBO = BboSubscription("ETH")
BOOK = L2BookSubscription("ETH")
MIDS = AllMidsSubscription()


def ack(subscription: str, method: str = "subscribe") -> str:
    return f'{{"channel":"subscriptionResponse","data":{{"method":"{method}","subscription":{subscription}}}}}'


def error(text: str) -> str:
    return json.dumps({"channel": "error", "data": text})


def bbo(coin: str = "ETH", time: int = 1) -> str:
    return f'{{"channel":"bbo","data":{{"coin":"{coin}","time":{time},"bbo":[null,null]}}}}'


BBO_ACK = ack('{"type":"bbo","coin":"ETH"}')


def online(*feeds: object) -> Session:
    session = Session()
    session.connected(0)
    for feed in feeds:
        session.subscribe(feed)  # type: ignore[arg-type]
    return session


def test_feeds_wanted_offline_are_asked_for_on_connecting() -> None:
    session = Session()
    assert session.subscribe(BBO) == []
    assert session.subscribe(MIDS) == []
    frames, effects = session.connected(0)
    assert frames == [
        b'{"method":"subscribe","subscription":{"type":"bbo","coin":"ETH"}}',
        b'{"method":"subscribe","subscription":{"type":"allMids"}}',
    ]
    assert effects == []


def test_a_feed_wanted_twice_is_asked_for_once() -> None:
    session = online()
    assert len(session.subscribe(BBO)) == 1
    assert session.subscribe(BboSubscription("ETH")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BOOK, L2BookSubscription("ETH", fast=True)),
        (OrderUpdatesSubscription("0xa"), OrderUpdatesSubscription("0xb")),
        (UserFillsSubscription("0xa"), UserFillsSubscription("0xA", aggregate_by_time=True)),
    ],
)
def test_feeds_whose_frames_look_alike_are_refused_before_sending(first: object, second: object) -> None:
    session = online(first)
    with pytest.raises(ValidationError, match="look alike"):
        session.subscribe(second)  # type: ignore[arg-type]


def test_an_ack_is_known_by_its_words_though_the_venue_adds_defaults() -> None:
    session = online(BOOK, UserFillsSubscription("0xAB"))
    echo = ack('{"type":"l2Book","coin":"ETH","nSigFigs":null,"mantissa":null,"fast":false}')
    assert session.received(echo, 1) == [Acked(BOOK, None)]
    echo = ack('{"type":"userFills","user":"0xab","aggregateByTime":false}')
    assert session.received(echo, 1) == [Acked(UserFillsSubscription("0xAB"), None)]


def test_an_ack_for_another_feed_changes_nothing() -> None:
    session = online(BBO)
    assert session.received(ack('{"type":"bbo","coin":"BTC"}'), 1) == []
    assert not session.is_on(BBO)


def test_messages_go_to_the_feed_that_asked_and_stray_ones_nowhere() -> None:
    session = online(BBO)
    [message] = session.received(bbo(), 5)
    assert isinstance(message, Message)
    assert message.feed == BBO
    assert message.data.coin == "ETH"
    assert session.last_ns(BBO) == 5
    assert session.received(bbo("BTC"), 6) == []


def test_trades_are_told_by_their_first_and_an_empty_frame_is_ignored() -> None:
    session = online(TradesSubscription("ETH"))
    assert session.received('{"channel":"trades","data":[]}', 1) == []


def test_after_unsubscribing_late_frames_are_dropped() -> None:
    session = online(BBO)
    assert session.unsubscribe(BBO) == [b'{"method":"unsubscribe","subscription":{"type":"bbo","coin":"ETH"}}']
    assert session.received(bbo(), 1) == []
    assert session.received(ack('{"type":"bbo","coin":"ETH"}', "unsubscribe"), 1) == []
    assert session.unsubscribe(BBO) == []


def test_a_reconnect_asks_again_and_reports_the_gap_from_the_last_word_to_the_new_ack() -> None:
    session = online(BBO)
    session.received(BBO_ACK, 1)
    session.received(bbo(), 2)
    assert session.disconnected("cut", 10) == []
    assert not session.is_on(BBO)
    frames, effects = session.connected(20)
    assert (len(frames), effects) == (1, [])
    assert session.received(BBO_ACK, 21) == [Acked(BBO, Gap(2, 21, "cut")), Restored(Gap(10, 21, "cut"))]


def test_restored_waits_for_the_last_feed_and_counts_from_the_first_loss() -> None:
    session = online(BBO, MIDS)
    session.received(BBO_ACK, 1)
    session.received(ack('{"type":"allMids"}'), 1)
    session.disconnected("first", 10)
    session.connected(20)
    session.received(BBO_ACK, 21)
    session.disconnected("second", 30)
    session.connected(40)
    assert session.received(BBO_ACK, 41)[-1] == Acked(BBO, Gap(10, 41, "first"))
    assert session.received(ack('{"type":"allMids"}'), 42)[-1] == Restored(Gap(10, 42, "first"))


def test_without_feeds_a_reconnect_is_restored_at_once() -> None:
    session = online()
    session.disconnected("cut", 10)
    assert session.connected(20)[1] == [Restored(Gap(10, 20, "cut"))]


def test_a_message_without_room_moves_the_beginning_of_the_gap_before_it() -> None:
    session = online(BBO)
    session.received(BBO_ACK, 1)
    session.received(bbo(), 5)
    session.missed(BBO, 5)
    session.disconnected("behind", 6)
    session.connected(7)
    assert session.received(BBO_ACK, 8)[0] == Acked(BBO, Gap(4, 8, "behind"))


def test_an_unknown_subscription_is_refused_to_the_one_who_asked_and_forgotten() -> None:
    session = online(BBO, BOOK)
    sent = '{"method":"subscribe","subscription":{"type":"bbo","coin":"ETH"}}'
    text = f"Error parsing JSON into valid websocket request: {sent}"
    assert session.received(error(text), 1) == [Refused(BBO, text)]
    assert session.wanted == [BOOK]


@pytest.mark.parametrize("colon", ["", ":"])
def test_an_invalid_subscription_is_refused_with_or_without_the_colon(colon: str) -> None:
    session = online(BBO)
    text = f'Invalid subscription{colon} {{"type":"bbo","coin":"ETH"}}'
    assert session.received(error(text), 1) == [Refused(BBO, text)]


def test_already_subscribed_counts_as_granted() -> None:
    session = online(BBO)
    assert session.received(error('Already subscribed: {"type":"bbo","coin":"ETH"}'), 1) == [Acked(BBO, None)]
    assert session.received(error('Already unsubscribed: {"type":"bbo","coin":"ETH"}'), 1) == []


def test_the_limit_on_users_hits_the_user_feed_that_waits() -> None:
    fills = UserFillsSubscription("0xa")
    session = online(BBO, fills)
    text = "Cannot track more than 15 total users."
    assert session.received(error(text), 1) == [Refused(fills, text)]


def test_words_that_belong_to_nothing_are_trouble() -> None:
    session = online(BBO)
    assert session.received(error("Something failed"), 1) == [Trouble("Something failed")]
    assert session.received(error('{"type":"bbo","coin":"SOL"}'), 1) == [Trouble('{"type":"bbo","coin":"SOL"}')]


def test_the_first_unanswered_request_is_refused_after_three_closed_connections() -> None:
    session = online(BBO, BOOK, MIDS)
    for attempt in range(3):
        session.received(BBO_ACK, attempt)
        effects = session.disconnected("closed", attempt)
        if attempt < 2:
            assert effects == []
        session.connected(attempt)
    assert effects == [Refused(BOOK, "the venue closed the connection 3 times instead")]
    assert session.wanted == [BBO, MIDS]


def test_a_feed_that_was_granted_once_is_never_blamed() -> None:
    session = online(BBO)
    session.received(BBO_ACK, 0)
    for attempt in range(5):
        assert session.disconnected("outage", attempt) == []
        session.connected(attempt)


def test_a_subscription_that_is_not_answered_in_ten_seconds_costs_the_connection() -> None:
    session = online(BBO, MIDS)
    session.received(BBO_ACK, 0)
    assert session.fault(1 * S) is None
    assert session.fault(11 * S - 1) is None
    assert "no answer" in (session.fault(11 * S) or "")
    session.disconnected("no answer", 11 * S)
    session.connected(12 * S)
    assert session.fault(13 * S) is None  # it is asked anew, and has its ten seconds again


def test_pings_every_thirty_seconds_and_dies_without_a_pong_in_ten() -> None:
    session = online()
    assert session.next_ns == 30 * S
    assert session.pings(30 * S - 1) == []
    assert session.pings(30 * S) == [b'{"method":"ping"}']
    assert session.pings(30 * S) == []
    assert session.next_ns == 40 * S
    assert session.fault(40 * S - 1) is None
    assert session.fault(40 * S) == "no pong: the connection is dead"


def test_a_pong_tells_the_round_trip_once() -> None:
    session = online()
    session.pings(30 * S)
    assert session.received('{"channel":"pong"}', 30 * S + 7) == [Pong(7)]
    assert session.received('{"channel":"pong"}', 30 * S + 8) == []
    assert session.fault(45 * S) is None
    assert session.next_ns == 60 * S


def test_a_book_that_has_begun_must_go_on() -> None:
    fast = L2BookSubscription("ETH", fast=True)
    session = online(fast)
    assert session.fault(29 * S) is None  # a delisted coin never begins
    session.received('{"channel":"l2Book","data":{"coin":"ETH","time":1,"levels":[[],[]],"fast":true}}', 1 * S)
    assert session.fault(4 * S) is None
    assert session.next_ns == 4 * S + 1
    fault = session.fault(4 * S + 1)
    assert fault is not None
    assert fault.endswith("silent for more than 3 s")


def test_post_replies_find_their_requests_in_any_order() -> None:
    session = online()
    first, message = session.posts.open("info", b'{"type":"meta"}')
    assert message == b'{"method":"post","id":1,"request":{"type":"info","payload":{"type":"meta"}}}'
    second, _ = session.posts.open("action", b"{}")
    reply = '{"channel":"post","data":{"id":%d,"response":{"type":"action","payload":{"status":"ok"}}}}'
    [answer] = session.received(reply % second, 1)
    assert isinstance(answer, PostAnswered)
    assert answer.post_id == second
    assert session.received(reply % second, 1) == []
    assert session.disconnected("cut", 2) == [PostLost(first)]
    assert session.posts.in_flight == 0


def test_a_post_that_cannot_be_read_is_refused_to_its_sender() -> None:
    session = online()
    first, message = session.posts.open("info", b'{"type":"noSuchThing"}')
    text = f"Error parsing JSON into valid websocket request: {message.decode()}"
    assert session.received(error(text), 1) == [PostRefused(first, text)]
    second, _ = session.posts.open("action", b"{}")
    text = f"too many pending post requests id={second}"
    assert session.received(error(text), 1) == [PostRefused(second, text)]


def test_the_hundred_and_first_post_is_not_sent() -> None:
    session = online()
    for _ in range(MAX_IN_FLIGHT):
        session.posts.open("action", b"{}")
    with pytest.raises(ValidationError, match="100 posts are in flight"):
        session.posts.open("action", b"{}")


def test_a_frame_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ProtocolError):
        online(BBO).received('{"channel":"bbo","data":7}', 1)
