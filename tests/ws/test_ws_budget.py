"""What is asked over the socket uses the same budget as what is asked over HTTP."""

import asyncio
from typing import Any

import pytest
from tests.ws.loopback import Venue

from hyperquote.errors import NotConnected, OverBudget, RateLimited
from hyperquote.info.requests.all_mids import AllMidsRequest
from hyperquote.info.requests.base import InfoRequest
from hyperquote.info.requests.user_role import UserRoleRequest
from hyperquote.transport.budget import WEIGHT_PER_MINUTE, Limit
from hyperquote.transport.throttle import Throttle
from hyperquote.ws.client import WsManager


class Counting(Limit):
    def __init__(self, room: int) -> None:
        self.room = room

    def take(self, amount: int, now_s: float, *, is_urgent: bool, longest_s: float) -> float | None:
        if amount > self.room:
            return None
        self.room -= amount
        return 0.0

    def charge(self, amount: int, now_s: float) -> None:
        self.room -= amount

    def exhaust(self, now_s: float) -> None:
        self.room = 0


async def test_a_question_over_the_socket_takes_its_weight_from_the_shared_budget() -> None:
    limit = Counting(WEIGHT_PER_MINUTE)
    manager = WsManager("ws://127.0.0.1:1/ws", throttle=Throttle(limit))
    asked: list[tuple[InfoRequest[Any], int]] = [(AllMidsRequest(), 2), (UserRoleRequest("0x" + "1" * 40), 60)]
    for request, weight in asked:
        before = limit.room
        with pytest.raises(NotConnected):
            await manager.post_info(request)
        assert before - limit.room == weight


async def test_a_question_that_finds_no_room_is_not_sent() -> None:
    manager = WsManager("ws://127.0.0.1:1/ws", throttle=Throttle(Counting(1)))
    with pytest.raises(OverBudget):
        await manager.post_info(AllMidsRequest())


async def test_a_429_over_the_socket_empties_the_budget_for_http_too() -> None:
    limit = Counting(WEIGHT_PER_MINUTE)
    async with asyncio.timeout(20), Venue() as venue, WsManager(venue.url, throttle=Throttle(limit)) as manager:
        peer = await venue.peer()
        async with asyncio.TaskGroup() as tasks:
            asked = tasks.create_task(refusal(manager))
            said = await peer.heard()
            reply = {"type": "error", "payload": "429 Too Many Requests"}
            await peer.say({"channel": "post", "data": {"id": said["id"], "response": reply}})
        assert isinstance(asked.result(), RateLimited)
    assert limit.room == 0


async def refusal(manager: WsManager) -> RateLimited:
    while True:
        try:
            await manager.post_info(AllMidsRequest())
        except NotConnected:
            await asyncio.sleep(0)  # the venue has accepted; the manager has yet to hear of it
        except RateLimited as error:
            return error
