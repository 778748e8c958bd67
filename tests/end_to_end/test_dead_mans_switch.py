"""kill -9 while orders rest, and nobody starts again: the exchange removes them at the time that was set."""

import asyncio
import time

import pytest
from tests.end_to_end.test_killed_session import kill_one_that_quotes
from tests.market_maker.infra.live_world import OURS, Venue, session, venue

from hyperquote.market_maker.commands import SetSwitch
from hyperquote.market_maker.events import SwitchReply


def deadline_ms(at: Venue) -> int:
    """When the exchange cancels all of ours."""
    return at.exchange.core.desk(OURS.address).cancel_at_ms


@pytest.mark.slow
async def test_the_orders_of_a_killed_session_vanish_at_the_deadline_and_not_before() -> None:
    async with venue() as at:
        await kill_one_that_quotes(at)
        left = at.ours()
        assert left
        deadline = deadline_ms(at)
        assert 40_000 < deadline - at.server.now_ms <= 60_000
        at.server.clock.set_forward(deadline - 1_500)
        await asyncio.sleep(0.2)
        assert at.ours() == left
        at.server.clock.set_forward(deadline)
        for _ in range(500):  # until the next blocks have been made
            await asyncio.sleep(0.01)
            if not at.ours():
                break
        assert at.ours() == []
        assert at.exchange.core.desk(OURS.address).firings == 1


async def test_a_session_keeps_it_set_and_calls_it_off_when_it_ends() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        await live.diary.until(lambda: any(isinstance(event, SwitchReply) for event in live.diary.events))
        assert deadline_ms(at) > time.time_ns() // 1_000_000 + 50_000
        live.runner.stop("the test is over")
        assert (await live.end).is_clean
        assert deadline_ms(at) == 0
        assert [command.at_ms for command in live.diary.commands if isinstance(command, SetSwitch)][-1] == 0


async def test_an_account_without_the_volume_trades_on_and_says_so_once() -> None:
    async with venue(schedule_volume_usd=1_000_000) as at, session(at) as live:
        await live.quotes(at)
        await live.diary.until(lambda: live.engine.switch.problem != "")
        assert "enough volume" in live.engine.switch.problem
        assert live.engine.gates.shut() == []
        live.runner.stop("the test is over")
        assert (await live.end).is_clean
