"""The faults of requests strike posts over WebSocket too; the connection and all else on it go on."""

import asyncio
from typing import Any

import msgspec
import pytest
from tests.local_exchange.faults.faulty_exchange import MAKER, Faulty, Socket, faulty

from hyperquote.exchange.actions.order import GTC, Order, PlaceOrders
from hyperquote.exchange.envelope import seal
from hyperquote.local_exchange.server.app import wall_ms

PLACE = PlaceOrders(orders=(Order(asset=1, is_buy=True, px="2990", sz="0.01", kind=GTC),))


async def post_order(socket: Socket, post_id: int) -> None:
    payload = msgspec.Raw(seal(PLACE, MAKER, wall_ms() + post_id, is_mainnet=False).encode())
    await post(socket, post_id, "action", payload)


async def post(socket: Socket, post_id: int, kind: str, payload: object) -> None:
    said = {"method": "post", "id": post_id, "request": {"type": kind, "payload": payload}}
    await socket.ws.send_str(msgspec.json.encode(said).decode())


async def answered(it: Faulty, socket: Socket, post_id: int) -> Any:
    """Return the response to a post."""
    data = await socket.next("post")
    assert data["id"] == post_id
    return data["response"]


async def test_r1_a_post_is_lost_and_the_next_is_answered() -> None:
    async with faulty({"fault": "R1", "over": "post", "times": 1}) as it, it.socket() as socket:
        await post_order(socket, 1)
        await post_order(socket, 2)
        assert (await answered(it, socket, 2))["payload"]["status"] == "ok"
        assert it.exchange.open_order_count == 1
        assert it.struck == ["R1"]
        assert it.server.injector.log[0].what == "post of exchange order"


async def test_r2_a_post_is_done_and_its_reply_lost() -> None:
    async with faulty({"fault": "R2", "kind": "order", "times": 1}) as it, it.socket() as socket:
        await post_order(socket, 1)
        await it.reached(lambda: it.exchange.open_order_count == 1)
        await post(socket, 2, "info", {"type": "allMids"})
        assert (await answered(it, socket, 2))["payload"]["type"] == "allMids"


async def test_r2_a_late_reply_holds_nothing_else_up() -> None:
    async with faulty({"fault": "R2", "how": "late", "kind": "order", "delay_ms": 60}) as it, it.socket() as socket:
        await post_order(socket, 1)
        await socket.ping()
        assert (await socket.next())["channel"] == "pong"
        assert (await answered(it, socket, 1))["type"] == "action"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_r3_a_server_in_trouble_says_its_status(status: int) -> None:
    async with faulty({"fault": "R3", "status": status, "times": 1}) as it, it.socket() as socket:
        await post_order(socket, 1)
        response = await answered(it, socket, 1)
        assert response["type"] == "error"
        assert response["payload"].startswith(f"{status} ")
        assert it.exchange.open_order_count == 0


async def test_r3_half_a_reply_cannot_be_put_into_a_frame() -> None:
    line = {"fault": "R3", "status": 200, "body": "truncated", "times": 2}
    async with faulty(line) as it, it.socket() as socket:
        await post(socket, 1, "info", {"type": "allMids"})
        assert (await answered(it, socket, 1)) == {"type": "error", "payload": "200 OK"}
        await post_order(socket, 2)
        assert (await answered(it, socket, 2))["payload"] == "200 OK"
        assert it.exchange.open_order_count == 1


async def test_o5_an_order_that_is_posted_is_refused_in_the_venues_words() -> None:
    async with faulty({"fault": "O5", "how": "margin", "times": 1}) as it, it.socket() as socket:
        await post_order(socket, 1)
        (status,) = (await answered(it, socket, 1))["payload"]["response"]["data"]["statuses"]
        assert "margin" in status["error"].lower()


async def test_over_http_leaves_posts_alone() -> None:
    async with faulty({"fault": "R1", "over": "http"}) as it, it.socket() as socket:
        await post_order(socket, 1)
        assert (await answered(it, socket, 1))["type"] == "action"
        assert it.struck == []


async def test_latency_is_taken_once_each_way() -> None:
    async with faulty({"fault": "L1", "median_ms": 40}) as it, it.socket() as socket:
        start_s = asyncio.get_running_loop().time()
        await post_order(socket, 1)
        await answered(it, socket, 1)
        assert 0.075 <= asyncio.get_running_loop().time() - start_s < 0.115 + 0.5


async def test_a_post_that_cannot_be_read_is_told_so_under_faults_as_without() -> None:
    async with faulty({"fault": "R2", "how": "late", "delay_ms": 1}) as it, it.socket() as socket:
        await post(socket, 1, "info", {"type": "nonsense"})
        told = await socket.next("error")
        assert told.startswith("Error parsing JSON into valid websocket request: ")
        await post(socket, 2, "action", {"type": "nonsense"})
        assert (await answered(it, socket, 2)) == {"type": "error", "payload": "422 Unprocessable Entity"}
