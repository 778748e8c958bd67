"""The manager over real sockets on the loopback; only the time is ours."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from tests.ws.loopback import HandClock, Peer, Venue

from hyperquote.errors import (
    NotConnected,
    RateLimited,
    RequestRefused,
    ServerError,
    SubscriptionRefused,
    TransportError,
)
from hyperquote.info.requests import AllMidsRequest
from hyperquote.ws.channels import (
    ActiveAssetCtxSubscription,
    ActiveAssetDataSubscription,
    AllMidsSubscription,
    BboSubscription,
    CandleSubscription,
    L2BookSubscription,
    NotificationSubscription,
    OrderUpdatesSubscription,
    TradesSubscription,
    UserEventsSubscription,
    UserFillsSubscription,
    UserFundingsSubscription,
    UserNonFundingLedgerUpdatesSubscription,
    WebData2Subscription,
)
from hyperquote.ws.channels.base import Subscription
from hyperquote.ws.channels.bbo import Bbo
from hyperquote.ws.client import WsManager
from hyperquote.ws.effects import Gap
from hyperquote.ws.watcher import Watcher

USER = "0x" + "0a" * 20
BBO = BboSubscription("ETH")
TRADES = TradesSubscription("ETH")


class Log(Watcher):
    """Keeps what the manager tells, and can be waited for."""

    def __init__(self) -> None:
        self.starts: asyncio.Queue[int] = asyncio.Queue()
        self.ends: asyncio.Queue[str] = asyncio.Queue()
        self.gaps: asyncio.Queue[Gap] = asyncio.Queue()
        self.pongs: asyncio.Queue[int] = asyncio.Queue()
        self.troubles: asyncio.Queue[str] = asyncio.Queue()

    def connected(self, local_ns: int) -> None:
        self.starts.put_nowait(local_ns)

    def disconnected(self, reason: str, local_ns: int) -> None:
        self.ends.put_nowait(reason)

    def reconnected(self, gap: Gap) -> None:
        self.gaps.put_nowait(gap)

    def pong(self, round_trip_ns: int, local_ns: int) -> None:
        self.pongs.put_nowait(round_trip_ns)

    def trouble(self, text: str) -> None:
        self.troubles.put_nowait(text)


class Stage:
    """A venue, a manager that talks to it, and what both may be told."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.clock = HandClock()
        self.log = Log()
        self.manager = WsManager(venue.url, watcher=self.log, clock=self.clock, random=Random(7))

    async def started(self) -> Peer:
        self.manager.start()
        return await self.venue.peer()

    async def back(self) -> Peer:
        """Let the wait before the next attempt pass and return the new connection."""
        await self.clock.advance(100)
        return await self.venue.peer()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with asyncio.timeout(20), Venue() as venue:
        stage = Stage(venue)
        yield stage
        await stage.manager.close()


def bbo(time: int) -> dict[str, Any]:
    return {"channel": "bbo", "data": {"coin": "ETH", "time": time, "bbo": [None, None]}}


def trade(tid: int) -> dict[str, Any]:
    one = {"coin": "ETH", "side": "B", "px": "1.0", "sz": "1.0", "time": tid, "hash": "0x0", "tid": tid}
    return {"channel": "trades", "data": [one]}


async def with_peer(peer: Coroutine[Any, Any, Any], client: Coroutine[Any, Any, Any]) -> Any:
    """Run both ends and return what the client got."""
    _, result = await asyncio.gather(peer, client)
    return result


async def test_a_stream_yields_what_the_venue_sends(stage: Stage) -> None:
    peer = await stage.started()
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(BBO) as stream:
        assert await granting == {"type": "bbo", "coin": "ETH"}
        await peer.say(bbo(1))
        assert await anext(stream) == Bbo("ETH", 1, (None, None))
    said = await peer.heard()
    assert said == {"method": "unsubscribe", "subscription": {"type": "bbo", "coin": "ETH"}}


async def test_a_second_stream_shares_the_feed_and_the_last_one_ends_it(stage: Stage) -> None:
    peer = await stage.started()
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(BBO) as one:
        await granting
        async with stage.manager.subscribe(BBO) as other:
            await peer.say(bbo(1))
            assert (await anext(one)).time == (await anext(other)).time == 1
        assert peer.words.empty()
    assert (await peer.heard())["method"] == "unsubscribe"


async def test_a_slow_reader_of_a_state_feed_sees_the_newest(stage: Stage) -> None:
    peer = await stage.started()
    arrived: list[int] = []
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(BBO) as stream:
        await granting
        last = asyncio.Event()

        def note(data: Bbo, local_ns: int) -> None:
            arrived.append(data.time)
            if data.time == 3:
                last.set()

        await stage.manager.listen(BBO, note)
        for time in (1, 2, 3):
            await peer.say(bbo(time))
        await last.wait()
        assert (await anext(stream)).time == 3
    assert arrived == [1, 2, 3]


async def test_a_reader_too_far_behind_breaks_the_connection_and_learns_of_the_gap(stage: Stage) -> None:
    peer = await stage.started()
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(TRADES, max_waiting=2) as stream:
        await granting
        for tid in (1, 2, 3, 4):
            await peer.say(trade(tid))
        assert "too far behind" in await stage.log.ends.get()
        assert [(await anext(stream))[0].tid for _ in range(2)] == [1, 2]
        peer = await stage.back()
        await peer.grant()
        await peer.say(trade(5))
        assert (await anext(stream))[0].tid == 5
        assert len(stream.gaps) == 1
        assert "too far behind" in stream.gaps[0].reason


@pytest.mark.parametrize("end", [Peer.cut, Peer.close])
async def test_a_lost_connection_comes_back_with_all_feeds_and_a_gap(
    stage: Stage, end: Callable[[Peer], Coroutine[Any, Any, None] | None]
) -> None:
    peer = await stage.started()
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(BBO) as stream:
        await granting
        waiting = end(peer)
        if waiting is not None:
            await waiting
        reason = await stage.log.ends.get()
        assert "WebSocket" in reason
        peer = await stage.back()
        assert await peer.grant() == {"type": "bbo", "coin": "ETH"}
        gap = await stage.log.gaps.get()
        assert gap == Gap(0, 100_000_000_000, reason)
        assert list(stream.gaps) == [gap]
        await peer.say(bbo(9))
        assert (await anext(stream)).time == 9


async def test_a_feed_asked_for_while_offline_waits_for_the_connection(stage: Stage) -> None:
    peer = await stage.started()
    peer.cut()
    await stage.log.ends.get()
    assert not stage.manager.is_connected

    async def client() -> str:
        async with stage.manager.subscribe(BBO) as stream:
            return str(stream.subscription)

    async def venue() -> None:
        await (await stage.back()).grant()

    assert await with_peer(venue(), client()) == str(BBO)


async def test_a_silent_socket_is_given_up_when_the_pong_is_overdue(stage: Stage) -> None:
    peer = await stage.started()
    for _ in range(30):
        await stage.clock.advance(1)
    assert await peer.heard() == {"method": "ping"}
    for _ in range(10):
        await stage.clock.advance(1)
    assert await stage.log.ends.get() == "no pong: the connection is dead"
    await stage.back()


async def test_a_pong_keeps_the_connection_and_tells_the_round_trip(stage: Stage) -> None:
    peer = await stage.started()
    for _ in range(30):
        await stage.clock.advance(1)
    await peer.heard()
    await peer.say({"channel": "pong"})
    assert await stage.log.pongs.get() == 0
    for _ in range(20):
        await stage.clock.advance(1)
    assert stage.log.ends.empty()


async def test_a_refused_feed_is_an_error_where_it_was_asked_for(stage: Stage) -> None:
    peer = await stage.started()

    async def venue() -> None:
        said = await peer.heard()
        assert said["subscription"]["coin"] == "ETH"
        await peer.say({"channel": "error", "data": 'Invalid subscription {"type":"bbo","coin":"ETH"}'})

    async def client() -> None:
        with pytest.raises(SubscriptionRefused, match="Invalid subscription"):
            async with stage.manager.subscribe(BBO):
                pass

    await with_peer(venue(), client())
    assert stage.manager.session.wanted == []


async def test_no_grant_in_time_is_an_error_and_leaves_nothing_behind(stage: Stage) -> None:
    impatient = WsManager(stage.venue.url, clock=stage.clock, granted_within_s=0.01)
    with pytest.raises(TransportError, match="not granted"):
        async with impatient.subscribe(BBO):
            pass
    assert impatient.session.wanted == []
    await impatient.close()


async def test_complaints_that_are_nobodys_reach_the_watcher(stage: Stage) -> None:
    peer = await stage.started()
    await peer.say({"channel": "error", "data": "Something failed"})
    assert await stage.log.troubles.get() == "Something failed"


async def test_unreadable_order_updates_end_the_connection_instead_of_being_lost(stage: Stage) -> None:
    peer = await stage.started()
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(OrderUpdatesSubscription(USER)):
        await granting
        await peer.say({"channel": "orderUpdates", "data": [{"order": {}}]})
        assert "channel orderUpdates" in await stage.log.ends.get()


async def answered(stage: Stage, response: dict[str, Any], client: Coroutine[Any, Any, Any]) -> Any:
    peer = await stage.started()

    async def venue() -> None:
        said = await peer.heard()
        await peer.say({"channel": "post", "data": {"id": said["id"], "response": response}})

    await stage.log.starts.get()
    return await with_peer(venue(), client)


async def test_an_action_posted_returns_the_exchange_reply_as_it_is(stage: Stage) -> None:
    reply = {"type": "action", "payload": {"status": "ok"}}
    assert await answered(stage, reply, stage.manager.post_action(b'{"action":1}')) == b'{"status": "ok"}'


async def test_an_info_request_posted_returns_its_typed_answer(stage: Stage) -> None:
    reply = {"type": "info", "payload": {"type": "allMids", "data": {"BTC": "1.5"}}}
    assert await answered(stage, reply, stage.manager.post_info(AllMidsRequest())) == {"BTC": "1.5"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("429 Too Many Requests", RateLimited),
        ("422 Unprocessable Entity", RequestRefused),
        ("500 Internal Server Error", ServerError),
        ("surprise", ServerError),
    ],
)
async def test_an_error_reply_is_raised_as_http_would(stage: Stage, text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await answered(stage, {"type": "error", "payload": text}, stage.manager.post_action(b"{}"))


async def test_a_post_in_flight_when_the_connection_ends_has_an_unknown_outcome(stage: Stage) -> None:
    peer = await stage.started()
    await stage.log.starts.get()
    posting = asyncio.create_task(stage.manager.post_action(b"{}"))
    await peer.heard()
    peer.cut()
    with pytest.raises(TransportError, match="outcome unknown"):
        await posting


async def test_no_reply_in_time_is_an_unknown_outcome_and_a_late_one_is_ignored(stage: Stage) -> None:
    peer = await stage.started()
    await stage.log.starts.get()
    with pytest.raises(TransportError, match="outcome is unknown"):
        await stage.manager.post_action(b"{}", timeout_s=0.01)
    said = await peer.heard()
    await peer.say({"channel": "post", "data": {"id": said["id"], "response": {"type": "action", "payload": {}}}})
    await peer.say({"channel": "error", "data": "done"})
    assert await stage.log.troubles.get() == "done"


async def test_offline_a_post_is_not_sent_and_says_so(stage: Stage) -> None:
    with pytest.raises(NotConnected, match="was not sent"):
        await stage.manager.post_action(b"{}")


async def test_closing_ends_every_stream_and_the_manager_for_good(stage: Stage) -> None:
    peer = await stage.started()
    granting = asyncio.create_task(peer.grant())
    async with stage.manager.subscribe(BBO) as stream:
        await granting
        await stage.manager.close()
        assert [message async for message in stream] == []
    with pytest.raises(NotConnected, match="ended"):
        await stage.manager.listen(BBO, lambda data, local_ns: None)


async def test_an_error_in_a_callback_ends_the_manager_and_is_raised_on_close(stage: Stage) -> None:
    def fail(data: Bbo, local_ns: int) -> None:
        raise ZeroDivisionError

    peer = await stage.started()
    await with_peer(peer.grant(), stage.manager.listen(BBO, fail))
    await peer.say(bbo(1))
    await stage.log.ends.get()
    with pytest.raises(ZeroDivisionError):
        await stage.manager.close()


async def test_nobody_at_the_other_end_is_tried_again_after_longer_and_longer_waits(stage: Stage) -> None:
    attempts: asyncio.Queue[int] = asyncio.Queue()

    async def refuse(url: str) -> Any:
        attempts.put_nowait(stage.clock.now_ns())
        raise TransportError("cannot open")

    manager = WsManager(stage.venue.url, clock=stage.clock, random=Random(7), open_with=refuse)
    manager.start()
    times = []
    for _ in range(4):
        times.append((await attempts.get()) / 1e9)
        while attempts.empty():
            await stage.clock.advance(0.1)
            await asyncio.sleep(0)
    waits = [late - early for early, late in pairwise(times)]
    assert all(0.8 * n <= wait <= 1.2 * n + 0.2 for n, wait in zip((1, 2, 4), waits, strict=True))
    await manager.close()


async def test_fourteen_feeds_all_resume_after_the_socket_is_killed(stage: Stage) -> None:
    user = "0x" + "ab" * 20
    feeds: list[Subscription[Any]] = [
        ActiveAssetCtxSubscription("ETH"),
        ActiveAssetDataSubscription(user, "ETH"),
        AllMidsSubscription(),
        BboSubscription("ETH"),
        CandleSubscription("ETH", "1m"),
        L2BookSubscription("ETH", fast=True),
        NotificationSubscription(user),
        OrderUpdatesSubscription(user),
        TradesSubscription("ETH"),
        UserEventsSubscription(user),
        UserFillsSubscription(user),
        UserFundingsSubscription(user),
        UserNonFundingLedgerUpdatesSubscription(user),
        WebData2Subscription(user),
    ]
    peer = await stage.started()
    gaps: list[Gap] = []

    async def grant_all(peer: Peer) -> list[str]:
        return [(await peer.grant())["type"] for _ in feeds]

    def ignore(data: Any, local_ns: int) -> None:
        pass

    granted, *_ = await asyncio.gather(
        grant_all(peer), *(stage.manager.listen(feed, ignore, on_gap=gaps.append) for feed in feeds)
    )
    peer.cut()
    await stage.log.ends.get()
    assert await grant_all(await stage.back()) == granted
    await stage.log.gaps.get()
    assert len(gaps) == len(feeds)
    assert all(stage.manager.session.is_on(feed) for feed in feeds)
