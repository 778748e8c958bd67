"""W1 to W10 and L1 as a client of the WebSocket meets them."""

import asyncio

import aiohttp
import msgspec
import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, TAKER, faulty

from hyperquote.exchange.actions.outcome import Resting
from hyperquote.ws.channels import BboSubscription


async def test_w1_a_silent_socket_stays_open_and_says_nothing() -> None:
    async with faulty() as it, it.socket() as lost, it.socket() as other:
        session = min(it.server.connections)
        it.begin({"fault": "W1", "session": session})
        await lost.ping()
        await lost.subscribe("l2Book", coin="ETH")
        await other.subscribe("l2Book", coin="ETH")
        for _ in range(3):
            await other.next("l2Book")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(lost.ws.receive(), 0.05)
        assert not lost.ws.closed
        assert set(it.struck) == {"W1"}


@pytest.mark.parametrize("code", [1000, 1012, 1006])
async def test_w2_a_connection_is_closed_with_the_code_of_the_plan(code: int) -> None:
    async with faulty({"fault": "W2", "code": code, "channel": "bbo", "delay_ms": 10}) as it, it.socket() as socket:
        await socket.subscribe("bbo", coin="ETH")
        assert await socket.until_closed() == code
        assert it.struck == ["W2"]


async def test_w2_our_client_comes_back_and_goes_on() -> None:
    async with faulty({"fault": "W2", "code": 1006, "channel": "bbo"}) as it, it.client() as maker:
        async with maker.ws.subscribe(BboSubscription("ETH")) as tops:
            await anext(tops)
            await maker.exchange.order("ETH", True, 0.01, 2_000, tif="Gtc")
            while (await anext(tops)).bid is None:
                pass
        assert it.struck == ["W2"]


async def test_w3_one_subscription_stops_and_the_others_flow() -> None:
    async with faulty({"fault": "W3", "channel": "l2Book", "coin": "ETH"}) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        await socket.subscribe("l2Book", coin="BTC")
        for _ in range(4):
            assert (await socket.next("l2Book"))["coin"] == "BTC"
        assert "W3" in it.struck


async def test_w4_an_acknowledgement_is_missing() -> None:
    async with faulty({"fault": "W4", "channel": "l2Book"}) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        assert (await socket.next())["channel"] == "l2Book"
        await socket.subscribe("bbo", coin="ETH")
        assert (await socket.next("subscriptionResponse"))["subscription"]["type"] == "bbo"


async def test_w4_an_acknowledgement_is_late() -> None:
    async with faulty({"fault": "W4", "how": "late", "delay_ms": 60}) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        await socket.next("subscriptionResponse")
        assert len(socket.heard) > 2, "books came before it"


async def test_w4_a_subscription_is_an_error_and_nothing_comes() -> None:
    async with faulty({"fault": "W4", "how": "error", "channel": "bbo", "times": 1}) as it, it.socket() as socket:
        await socket.subscribe("bbo", coin="ETH")
        assert await socket.next("error") == 'Invalid subscription: {"type":"bbo","coin":"ETH"}'
        await socket.subscribe("bbo", coin="ETH")
        assert (await socket.next("subscriptionResponse"))["method"] == "subscribe"


async def test_w5_a_snapshot_of_old_fills_comes_again_in_the_middle_of_the_stream() -> None:
    async with faulty({"fault": "W5", "delay_ms": 30, "count": 1}) as it:
        async with it.client() as maker, it.client(TAKER) as taker:
            await maker.exchange.order("ETH", True, 0.02, 3_000)
            await taker.exchange.order("ETH", False, 0.01, 3_000)
            await taker.exchange.order("ETH", False, 0.01, 3_000)
        async with it.socket() as socket:
            await socket.subscribe("userFills", user=MAKER.address)
            first = await socket.next("userFills")
            again = await socket.next("userFills")
        assert (first["isSnapshot"], len(first["fills"])) == (True, 2)
        assert (again["isSnapshot"], again["fills"]) == (True, first["fills"][-1:])


@pytest.mark.parametrize(("how", "fills"), [("none", None), ("old", [])])
async def test_w5_a_snapshot_is_missing_or_lacks_what_is_young(how: str, fills: list[object] | None) -> None:
    async with faulty({"fault": "W5", "how": how}) as it, it.client() as maker, it.client(TAKER) as taker:
        await maker.exchange.order("ETH", True, 0.01, 3_000)
        await taker.exchange.order("ETH", False, 0.01, 3_000)
        async with it.socket() as socket:
            await socket.subscribe("userFills", user=MAKER.address)
            await socket.next("subscriptionResponse")
            if fills is None:
                await it.reached(lambda: it.struck == ["W5"])
                await maker.exchange.order("ETH", True, 0.01, 3_000)
                await taker.exchange.order("ETH", False, 0.01, 3_000)
                assert "isSnapshot" not in await socket.next("userFills")
            else:
                assert (await socket.next("userFills"))["fills"] == fills


async def test_w6_a_frame_comes_twice() -> None:
    async with faulty({"fault": "W6", "channel": "l2Book", "times": 1}) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        assert await socket.next("l2Book") == await socket.next("l2Book")


async def test_w6_frames_pass_each_other() -> None:
    line = {"fault": "W6", "how": "reorder", "channel": "l2Book", "probability": 0.5, "window_ms": 60}
    async with faulty(line) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        times = [(await socket.next("l2Book"))["time"] for _ in range(30)]
        assert times != sorted(times)


async def test_w6_a_delay_holds_all_that_follows() -> None:
    line = {"fault": "W6", "how": "delay", "channel": "l2Book", "times": 1, "window_ms": 60}
    async with faulty(line) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        times = [(await socket.next("l2Book"))["time"] for _ in range(5)]
        assert times == sorted(times)
        assert it.server.now_ms - times[0] >= 60


@pytest.mark.parametrize(
    ("how", "channel"),
    [
        ("bad_json", "l2Book"),
        ("truncated", "l2Book"),
        ("missing_field", "l2Book"),
        ("new_field", "l2Book"),
        ("unknown_channel", "l2Book"),
        ("nan", "l2Book"),
        ("empty_book", "l2Book"),
        ("crossed_book", "l2Book"),
        ("empty_book", "bbo"),
        ("zero_mid", "allMids"),
        ("unknown_enum", "orderUpdates"),
    ],
)
async def test_w7_a_frame_says_what_no_venue_would(how: str, channel: str) -> None:
    async with faulty() as it, it.client() as maker, it.socket() as socket:
        await maker.exchange.order("ETH", True, 0.01, 2_990)
        await maker.exchange.order("ETH", False, 0.01, 3_010)
        it.begin({"fault": "W7", "how": how, "channel": channel, "times": 1})
        about = {"orderUpdates": {"user": MAKER.address}, "allMids": {}}.get(channel, {"coin": "ETH"})
        await socket.subscribe(channel, **about)
        await socket.next("subscriptionResponse")
        await maker.exchange.order("ETH", True, 0.01, 2_991)
        await it.reached(lambda: it.struck == ["W7"])
        while not shows(how, (await socket.ws.receive()).data):
            pass


def shows(how: str, text: str) -> bool:
    """Return whether a frame shows this damage."""
    try:
        data = msgspec.json.decode(text)["data"]
    except msgspec.DecodeError:
        return how in {"bad_json", "truncated"}
    if how == "empty_book":
        return data.get("levels") == [[], []] or data.get("bbo") == [None, None]
    if how == "crossed_book":
        bids, asks = data["levels"]
        return float(bids[0]["px"]) > float(asks[0]["px"])
    if how == "zero_mid":
        return set(data["mids"].values()) == {"0.0"}
    if how == "missing_field":
        levels = data.get("levels", [])
        return len(data) < 3 or any(len(level) < 3 for side in levels for level in side)
    return {
        "bad_json": "\0",
        "truncated": "\0",
        "nan": '"NaN"',
        "new_field": "unheardOf",
        "unknown_channel": "unheardOf",
        "unknown_enum": "unheardOf",
    }[how] in text


async def test_w8_frames_come_in_bursts() -> None:
    async with faulty({"fault": "W8", "channel": "l2Book", "hold_ms": 80, "copies": 3}) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        times = [(await socket.next("l2Book"))["time"] for _ in range(9)]
        assert times[0] == times[1] == times[2] < times[3] == times[5]
        assert times[8] <= it.server.now_ms - (80 - 2 * 5 * 3) or len(set(times)) == 3


async def test_w9_the_content_stands_still_and_time_goes_on() -> None:
    async with faulty() as it, it.client() as maker, it.socket() as socket:
        it.begin({"fault": "W9", "channel": "l2Book"})
        await socket.subscribe("l2Book", coin="ETH")
        first = await socket.next("l2Book")
        await maker.exchange.order("ETH", True, 0.01, 2_990)
        later = [await socket.next("l2Book") for _ in range(5)][-1]
        assert first["levels"] == later["levels"] == [[], []]
        assert later["time"] > first["time"]


async def test_w9_time_stands_still_and_the_content_goes_on() -> None:
    async with faulty({"fault": "W9", "how": "timestamps"}) as it, it.client() as maker, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        first = await socket.next("l2Book")
        await maker.exchange.order("ETH", True, 0.01, 2_990)
        while not (later := await socket.next("l2Book"))["levels"][0]:
            pass
        assert later["time"] == first["time"]


@pytest.mark.parametrize(
    ("how", "words"),
    [("users", "total users"), ("subscriptions", "total subscriptions"), ("messages", "messages per minute")],
)
async def test_w10_a_message_is_refused_on_the_error_channel(how: str, words: str) -> None:
    async with faulty({"fault": "W10", "how": how, "times": 1}) as it, it.socket() as socket:
        await socket.subscribe("bbo", coin="ETH")
        assert words in await socket.next("error")
        await socket.subscribe("bbo", coin="ETH")
        await socket.next("bbo")


async def test_w10_posts_are_refused_too() -> None:
    async with faulty({"fault": "W10", "how": "posts"}) as it, it.socket() as socket:
        await socket.ws.send_json({"method": "post", "id": 1, "request": {"type": "info", "payload": {"type": "meta"}}})
        assert await socket.next("error") == "Cannot have more than 100 pending posts."


async def test_l1_the_way_takes_time_both_ways_and_keeps_the_order() -> None:
    line = {"fault": "L1", "median_ms": 30, "sigma": 0.5, "spike_ms": 20, "spike_share": 0.2}
    async with faulty(line) as it, it.socket() as socket, it.client() as maker:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert isinstance(await maker.exchange.order("ETH", True, 0.01, 2_990), Resting)
        assert loop.time() - began > 0.02
        for coin in ("BTC", "ETH", "SOL"):
            await socket.subscribe("bbo", coin=coin)
        acks = [(await socket.next("subscriptionResponse"))["subscription"]["coin"] for _ in range(3)]
        assert acks == ["BTC", "ETH", "SOL"]
        times = []
        await socket.subscribe("l2Book", coin="ETH")
        times = [(await socket.next("l2Book"))["time"] for _ in range(10)]
        assert times == sorted(times)
        assert it.struck == ["L1"], "one entry; the count says how often"
        assert it.server.injector.counts["L1"] > 10


async def test_a_fault_of_the_socket_leaves_other_channels_alone() -> None:
    async with faulty({"fault": "W7", "how": "truncated", "coin": "BTC"}) as it, it.socket() as socket:
        await socket.subscribe("l2Book", coin="ETH")
        for _ in range(3):
            assert (await socket.next("l2Book"))["coin"] == "ETH"
        assert not it.struck
        assert not isinstance(socket.ws.exception(), aiohttp.ClientError)
