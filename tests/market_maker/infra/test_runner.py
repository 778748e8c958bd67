"""A live session over real sockets: it quotes, keeps exact books, survives its connection, leaves nothing behind."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from tests.market_maker.infra.live_world import BTC, OURS, LiveSession, Venue, config, session, venue

from hyperquote.local_exchange.reply import Reply
from hyperquote.market_maker.commands import AskOrder, Command, Finished, Place
from hyperquote.market_maker.events import (
    Account,
    Bbo,
    CancelReply,
    Disconnected,
    Event,
    Fill,
    Outcome,
    PlaceReply,
    Reconnected,
    Rejected,
    RequestBudget,
    Throttled,
    Timer,
)
from hyperquote.market_maker.infra.journal import JournalError
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.quoting.types import Quote, QuoteConfig
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.strategy.symmetric import SymmetricStrategy
from hyperquote.market_maker.tracking.cloid import CloidMaker
from hyperquote.market_maker.view import View

BAD_GATEWAY = Reply(502, b"<html>Bad Gateway</html>")
TOO_MANY = Reply(429, b"null")


def fills_told(live: LiveSession) -> Counter[int]:
    return Counter(event.tid for event in live.diary.events if isinstance(event, Fill))


def replies(live: LiveSession) -> Counter[str]:
    kinds = (PlaceReply, CancelReply)
    return Counter(
        outcome.status for event in live.diary.events if isinstance(event, kinds) for outcome in event.outcomes
    )


def assert_the_books_are_the_venues(live: LiveSession, at: Venue) -> None:
    """Position, fees and equity are equal to the last micro-dollar, with the venue's position valued at our mid."""
    holdings, house = live.engine.holdings, at.exchange.house
    at.exchange.absorb()
    fills = at.exchange.records.fills(OURS.address)
    assert holdings.fills == len(fills)
    assert abs(holdings.money.fees_micro) == sum(fill.fee_micro for fill in fills)
    assert holdings.position.lots == at.lots()
    assert (holdings.position.corrections, holdings.chain_breaks) == (0, 0)
    equity = 2 * house.account_value_micro(OURS.address)
    equity += at.lots() * (holdings.mid_half_units - 2 * house.mark_units(BTC))
    assert equity == 2 * holdings.start_equity_micro + holdings.money.total_half_micro


async def stopped(live: LiveSession, at: Venue) -> Finished:
    live.runner.stop("the test is over")
    ended = await live.end
    assert at.ours() == []
    return ended


async def test_quotes_appear_fills_are_booked_once_and_a_stop_leaves_no_order() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        for lots in (400, 300):
            await live.quotes(at)
            assert at.sell_into_our_bid(lots) == lots
            await live.diary.until(lambda: live.engine.holdings.position.lots == at.lots())
        await live.diary.until(lambda: set(fills_told(live).values()) == {2})  # by userFills and by userEvents
        ended = await stopped(live, at)
        assert (ended.is_clean, ended.reason) == (True, "the test is over")
        assert live.engine.malformed == 0
        assert_the_books_are_the_venues(live, at)


async def test_the_request_budget_is_read_at_the_start_and_counted_down() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        await live.diary.until(lambda: any(isinstance(event, RequestBudget) for event in live.diary.events))
        requests = live.engine.judge.requests
        assert requests.cap >= 10_000
        assert 0 < requests.remaining < requests.cap
        assert (await stopped(live, at)).is_clean


async def test_time_never_runs_backwards_but_for_a_list_that_is_as_old_as_its_question() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        await stopped(live, at)
        stamps = [event.local_ns for event in live.diary.events if type(event).__name__ != "OpenOrders"]
        assert all(later > earlier for earlier, later in pairwise(stamps))


async def test_a_pause_withdraws_the_quotes_and_its_end_brings_them_back() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        live.runner.pause(True)
        await live.diary.until(lambda: at.ours() == [])
        live.runner.pause(False)
        await live.quotes(at)
        assert (await stopped(live, at)).is_clean


async def test_whoever_writes_the_kill_file_throws_the_kill_switch(tmp_path: Path) -> None:
    async with venue() as at, session(at, kill_file=tmp_path / "KILL") as live:
        await live.quotes(at)
        (tmp_path / "KILL").touch()
        ended = await live.end
        assert ended.is_clean
        assert at.ours() == []
        assert live.engine.kill_switch.reasons == [f"the operator wrote {tmp_path / 'KILL'}"]


async def test_cancel_all_pauses_and_removes_even_an_order_of_ours_that_our_books_do_not_know() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        unknown = CloidMaker(0xDEAD).next()
        await live.hl.exchange.order("BTC", True, "0.001", 90_000, tif="Alo", cloid=unknown)
        assert len(at.ours()) >= 3
        live.runner.cancel_all()
        await live.diary.until(lambda: at.ours() == [])
        assert live.engine.lifecycle.is_paused
        assert (await stopped(live, at)).is_clean


async def test_a_broken_connection_withdraws_the_quotes_and_what_was_missed_is_learnt_once() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        at.cut()
        assert at.sell_into_our_bid(250) == 250  # nobody is told
        await live.diary.until(lambda: any(isinstance(event, Disconnected) for event in live.diary.events))
        await live.diary.until(lambda: at.ours() == [])
        assert live.engine.holdings.fills == 0
        await live.diary.until(lambda: any(isinstance(event, Reconnected) for event in live.diary.events))
        await live.quotes(at)
        assert live.engine.holdings.position.lots == 250
        assert at.sell_into_our_bid(150) == 150
        await live.diary.until(lambda: live.engine.holdings.position.lots == 400)
        assert (await stopped(live, at)).is_clean
        assert len(fills_told(live)) == 2
        assert_the_books_are_the_venues(live, at)


def offer(at: Venue, channel: str, data: object) -> None:
    """Put a frame of our own making into every socket."""
    frame = json.dumps({"channel": channel, "data": data}).encode()
    for connection in at.server.connections.values():
        connection.offer(frame)


async def test_messages_that_cannot_be_read_are_counted_named_and_dropped_and_quoting_goes_on() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        now_ms = at.server.now_ms
        level, other = {"px": "1x0", "sz": "1", "n": 1}, {"px": "110001.0", "sz": "1", "n": 1}
        fill = {"coin": "BTC", "px": "110000.05", "sz": "0.1", "side": "B", "time": now_ms, "startPosition": "0.0"}
        fill |= {"dir": "", "closedPnl": "0", "hash": "0x0", "oid": 1, "crossed": False, "fee": "0", "tid": 5}
        order = {"coin": "BTC", "side": "B", "limitPx": "", "sz": "1", "oid": 1, "timestamp": now_ms}
        accounts = sum(isinstance(event, Account) for event in live.diary.events)
        offer(at, "bbo", {"coin": "BTC", "time": now_ms, "bbo": [level, other]})
        offer(at, "bbo", {"coin": "BTC", "time": now_ms, "bbo": [None, other]})
        offer(at, "userFills", {"user": OURS.address, "fills": [fill, fill | {"coin": "ETH"}]})
        offer(at, "orderUpdates", [{"order": order, "status": "open", "statusTimestamp": now_ms}])
        await live.diary.until(lambda: live.engine.malformed >= 4)
        reasons = [event.reason for event in live.diary.events if isinstance(event, Rejected)]
        assert reasons[:2] == ["a price or size is not a number", "one side of the book is empty"]
        assert "finer" in reasons[2]
        assert "plain decimal" in reasons[3]
        await live.diary.until(lambda: sum(isinstance(event, Account) for event in live.diary.events) > accounts)
        assert live.engine.holdings.fills == 0
        assert (await stopped(live, at)).is_clean


async def test_a_frame_that_is_no_json_costs_the_connection_and_nothing_else() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        for connection in at.server.connections.values():
            connection.offer(b'{"channel":"bbo","data":{"coin":"BTC","time":')
        await live.diary.until(lambda: any(isinstance(event, Reconnected) for event in live.diary.events))
        await live.quotes(at)
        assert (await stopped(live, at)).is_clean
        assert_the_books_are_the_venues(live, at)


# what fails


class Broken(Watcher):
    """Fails at the first thing of a kind, once it is told to."""

    def __init__(self, kind: type, failure: Exception) -> None:
        self._kind = kind
        self._failure = failure
        self.is_armed = False

    def _look(self, thing: object) -> None:
        if self.is_armed and isinstance(thing, self._kind):
            raise self._failure

    def on_event(self, event: Event) -> None:
        """Fail at an event."""
        self._look(event)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Fail at a command."""
        self._look(command)

    def on_view(self, view: View) -> None:
        """Fail at a view."""
        self._look(view)


@pytest.mark.parametrize("kind", [Bbo, Place, PlaceReply, View])
async def test_a_journal_that_cannot_be_written_withdraws_everything_and_says_so(kind: type) -> None:
    broken = Broken(kind, JournalError("the disk is full"))
    async with venue() as at, session(at, watchers=[broken]) as live:
        await live.quotes(at)
        broken.is_armed = True
        if kind in (Place, PlaceReply):
            at.sell_into_our_bid(1_000)  # a quote is gone: there is one to place
        with pytest.raises(JournalError, match="the disk is full"):
            await live.end
        assert at.ours() == []


class Fragile(QuotingStrategy):
    """A strategy of a user that has a bug."""

    def __init__(self) -> None:
        self._sound = SymmetricStrategy(5.0)
        self.is_armed = False

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        """Divide by zero once armed."""
        if self.is_armed:
            raise ZeroDivisionError("a bug of the strategy")
        return self._sound.calculate_quotes(config, position, max_position, target_liquidity, market_params)


async def test_an_exception_in_the_engine_withdraws_everything_and_is_raised() -> None:
    strategy = Fragile()
    async with venue() as at, session(at, strategy=strategy) as live:
        await live.quotes(at)
        strategy.is_armed = True
        with pytest.raises(ZeroDivisionError, match="a bug of the strategy"):
            await live.end
        assert at.ours() == []
        told = len(live.diary.events)
        live.runner.stop("too late")
        assert len(live.diary.events) == told


async def test_a_session_that_is_cancelled_withdraws_first() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        live.end.cancel()
        with pytest.raises(asyncio.CancelledError):
            await live.end
        assert at.ours() == []


async def test_a_venue_that_is_gone_at_the_stop_ends_the_session_unclean_and_in_time() -> None:
    async with venue() as at, session(at, config(safety={"shutdown_timeout": 0.4})) as live:
        await live.quotes(at)
        await at.server.close()
        live.runner.stop("nobody is there")
        ended = await live.end
        assert (ended.is_clean, ended.reason) == (False, "nobody is there")


async def test_a_failure_while_the_venue_is_gone_is_raised_after_the_last_resort() -> None:
    broken = Broken(Timer, JournalError("the disk is full"))
    async with venue() as at, session(at, watchers=[broken], last_resort_s=0.3) as live:
        await live.quotes(at)
        await at.server.close()
        broken.is_armed = True
        with pytest.raises(JournalError, match="the disk is full"):
            await live.end


# answers that do not come


def is_a(kind: str, body: bytes) -> bool:
    action: str = json.loads(body)["action"]["type"]
    return action.startswith(kind)


async def test_an_order_whose_answer_was_lost_is_found_by_its_name_and_never_sent_twice() -> None:
    async with venue() as at:
        placed: list[str] = []

        def obeyed_but_lost(body: bytes, act: Callable[[], Reply]) -> Reply:
            reply = act()
            if not is_a("order", body):
                return reply
            placed.extend(order["c"] for order in json.loads(body)["action"]["orders"])
            return BAD_GATEWAY if len(placed) <= 2 else reply

        at.gateway.mood = obeyed_but_lost
        async with session(at) as live:
            await live.diary.until(lambda: live.engine.holdings.orders.placed >= 2)
            assert replies(live)[Outcome.UNKNOWN] == 2
            assert len(placed) == len(set(placed))
            assert set(at.ours()) <= set(placed)
            assert (await stopped(live, at)).is_clean
            assert_the_books_are_the_venues(live, at)


@pytest.mark.slow
async def test_an_order_that_never_arrived_is_given_up_after_the_venue_said_so_and_quoting_goes_on() -> None:
    async with venue() as at:
        lost: list[bytes] = []

        def first_lost(body: bytes, act: Callable[[], Reply]) -> Reply:
            if is_a("order", body) and not lost:
                lost.append(body)
                return BAD_GATEWAY
            return act()

        at.gateway.mood = first_lost
        async with session(at) as live:
            await live.quotes(at)
            asked = sum(isinstance(command, AskOrder) for command in live.diary.commands)
            assert asked >= 6  # three times for each of the two
            assert (await stopped(live, at)).is_clean
            assert_the_books_are_the_venues(live, at)


@pytest.mark.slow
async def test_cancels_that_are_refused_are_sent_again_until_they_are_obeyed() -> None:
    async with venue() as at, session(at) as live:
        await live.quotes(at)
        refused: list[bytes] = []

        def limited(body: bytes, act: Callable[[], Reply]) -> Reply:
            if is_a("cancel", body) and len(refused) < 5:
                refused.append(body)
                return TOO_MANY
            return act()

        at.gateway.mood = limited
        live.runner.pause(True)
        await live.diary.until(lambda: at.ours() == [])
        assert len(refused) == 5
        assert sum(isinstance(event, Throttled) for event in live.diary.events) == 5
        at.gateway.mood = None
        assert (await stopped(live, at)).is_clean


async def test_a_stop_waits_for_an_order_that_is_still_on_its_way_and_withdraws_it() -> None:
    """The cancel overtakes the order: the venue knows of none, lists none, and gets it afterwards."""
    async with venue() as at, session(at) as live:
        at.server.holds = lambda body: is_a("order", body)
        await at.server.held.acquire()
        live.runner.stop("the test is over")
        await live.diary.until(lambda: replies(live)[Outcome.GONE] >= 2)
        await live.diary.until(lambda: isinstance(live.diary.events[-1], Timer))
        assert not live.end.done()
        at.server.release.set()
        assert (await live.end).is_clean
        assert replies(live)[Outcome.CANCELLED] >= 2
        assert at.ours() == []


async def test_the_last_resort_waits_for_an_order_that_is_still_on_its_way() -> None:
    broken = Broken(Timer, JournalError("the disk is full"))
    async with venue() as at, session(at, watchers=[broken]) as live:
        at.server.holds = lambda body: is_a("order", body)
        await at.server.held.acquire()
        broken.is_armed = True
        await live.diary.until(lambda: live.runner.is_over)
        at.server.release.set()
        with pytest.raises(JournalError):
            await live.end
        assert at.ours() == []


@pytest.mark.slow
async def test_an_order_that_arrives_after_we_gave_it_up_is_ours_again() -> None:
    async with venue() as at:
        late: list[Callable[[], Reply]] = []

        def first_late(body: bytes, act: Callable[[], Reply]) -> Reply:
            if is_a("order", body) and not late:
                late.append(act)
                return BAD_GATEWAY
            return act()

        at.gateway.mood = first_late
        async with session(at) as live:
            await live.quotes(at)
            late[0]()
            assert len(at.ours()) == 4
            await live.diary.until(lambda: len(at.ours()) == 2)
            assert (await stopped(live, at)).is_clean
            assert_the_books_are_the_venues(live, at)
