"""kill -9 while orders rest: the next session finds them, removes them, and only then quotes."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from tests.end_to_end import killed_session
from tests.market_maker.infra.live_world import OURS, Venue, session, venue

from hyperquote.market_maker.commands import Cancel, Place
from hyperquote.market_maker.events import OpenOrders

ROOT = Path(__file__).resolve().parents[2]
KEY = "0x" + "42" * 32
FIRST, SECOND = "0x68716d6d00000001", "0x68716d6d00000002"


async def kill_one_that_quotes(at: Venue) -> None:
    """Run a session in a process of its own until it quotes, and kill it without warning."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        killed_session.__file__,
        at.url,
        KEY,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"quoting\n"
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL


@pytest.mark.slow
async def test_orders_left_by_a_killed_session_are_gone_before_the_next_one_quotes() -> None:
    async with venue() as at:
        await kill_one_that_quotes(at)
        left = at.ours()
        assert left
        assert all(cloid.startswith(FIRST) for cloid in left)
        at.sell_into_our_bid(200)  # nobody is there to hear of it
        position = at.lots()
        left = at.ours()

        async with session(at, number=2) as live:
            await live.diary.until(lambda: bool(at.ours()) and all(each.startswith(SECOND) for each in at.ours()))
            first_place = next(i for i, each in enumerate(live.diary.commands) if isinstance(each, Place))
            [cancel] = [each for each in live.diary.commands[:first_place] if isinstance(each, Cancel)]
            assert {order.cloid for order in cancel.orders} == set(left)
            lists = [event for event in live.diary.events if isinstance(event, OpenOrders)]
            assert [bool(each.orders) for each in lists[:2]] == [True, False]  # found, and verified to be gone
            assert live.engine.holdings.position.lots == position
            assert live.engine.holdings.fills == 0  # what the dead session traded is history
            live.runner.stop("the test is over")
            assert (await live.end).is_clean
        assert at.ours() == []
        assert at.exchange.open_orders(OURS.address) == []
