"""What is asked over the socket uses the same budget as what is asked over HTTP."""

from typing import Any

import pytest

from hyperquote.errors import NotConnected, OverBudget
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
