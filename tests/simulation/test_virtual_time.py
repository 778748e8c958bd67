"""Virtual time runs as asyncio does, without anyone waiting."""

import asyncio
from time import perf_counter

import pytest

from hyperquote.simulation.virtual_time import START_MS, StuckError, VirtualClock, VirtualLoop


def test_a_day_passes_in_no_time_and_timers_go_off_in_their_order() -> None:
    loop = VirtualLoop()
    heard: list[tuple[float, str]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        heard.append((round(loop.time(), 6), name))

    async def main() -> None:
        await asyncio.gather(sleeper("day", 86_400.0), sleeper("second", 1.0), sleeper("also a second", 1.0))

    began = perf_counter()
    loop.run_until_complete(main())
    loop.close()
    assert heard == [(1.0, "second"), (1.0, "also a second"), (86_400.0, "day")]
    assert perf_counter() - began < 5.0


def test_time_outs_are_those_of_virtual_time() -> None:
    loop = VirtualLoop()

    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30.0):
                await asyncio.sleep(31.0)
        return loop.time()

    assert loop.run_until_complete(main()) == pytest.approx(30.0)
    loop.close()


def test_when_everybody_waits_for_nothing_it_says_so() -> None:
    loop = VirtualLoop()
    with pytest.raises(StuckError, match="nothing will ever happen"):
        loop.run_until_complete(loop.create_future())
    loop.close()


def test_a_clock_never_tells_the_same_time_twice_and_may_be_wrong() -> None:
    loop = VirtualLoop()
    clock, slow = VirtualClock(loop), VirtualClock(loop, offset_ms=-500)
    first = clock.now_ns()
    assert first == START_MS * 1_000_000
    assert clock.now_ns() == first + 1
    loop.skip(2.0)
    assert clock.now_ms() == START_MS + 2_000
    assert slow.now_ms() == START_MS + 1_500
    loop.close()
