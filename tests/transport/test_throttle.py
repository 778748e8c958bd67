"""Requests wait at the budget for as long as the arithmetic says, on a clock that the test drives."""

import asyncio

import pytest

from hyperquote.errors import OverBudget, RefusedError
from hyperquote.helpers import LOCAL, MAINNET, TESTNET, Network
from hyperquote.transport.budget import WeightBudget
from hyperquote.transport.http import Http
from hyperquote.transport.throttle import Throttle, shared_throttle


class HandClock:
    """Sleeping moves the time at once, and is remembered."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept: list[float] = []

    def read(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds


def throttled() -> tuple[Throttle, HandClock]:
    clock = HandClock()
    return Throttle(WeightBudget(), clock.read, clock.sleep), clock


async def test_what_has_room_does_not_sleep() -> None:
    throttle, clock = throttled()
    await throttle.enter(225)
    await throttle.enter(75, is_urgent=True)
    assert clock.slept == []


async def test_what_has_none_sleeps_just_long_enough() -> None:
    throttle, clock = throttled()
    await throttle.enter(225)
    await throttle.enter(45)
    await throttle.enter(45)
    assert clock.slept == [4.0, 4.0]


async def test_cancels_pass_those_who_wait() -> None:
    throttle, clock = throttled()
    await throttle.enter(225)
    throttle.charge(10_000)
    await throttle.enter(1, is_urgent=True)
    assert clock.slept == []


async def test_who_cannot_wait_is_told_before_anything_is_sent() -> None:
    throttle, clock = throttled()
    throttle.exhaust()
    with pytest.raises(OverBudget, match="within 2 s; nothing was sent") as caught:
        await throttle.enter(45, longest_s=2.0)
    assert isinstance(caught.value, RefusedError)
    assert clock.slept == []


async def test_all_clients_of_a_public_venue_share_one_and_our_own_venues_have_none() -> None:
    assert shared_throttle(MAINNET) is shared_throttle(Network.of("mainnet"))
    assert shared_throttle(MAINNET) is not shared_throttle(TESTNET)
    assert shared_throttle(LOCAL) is None
    assert Http("testnet").throttle is Http("testnet").throttle is not None
    assert Http("http://127.0.0.1:9").throttle is None


async def test_loops_of_several_threads_can_share_one() -> None:
    throttle = Throttle(WeightBudget())

    def spend() -> None:
        async def all_of_it() -> None:
            for _ in range(20):
                await throttle.enter(1)

        asyncio.run(all_of_it())

    await asyncio.gather(*(asyncio.to_thread(spend) for _ in range(4)))
    with pytest.raises(OverBudget):
        await throttle.enter(225, longest_s=1.0)
