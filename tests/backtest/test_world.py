import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists, tuples
from tests.backtest.tapes import MS, T0_MS, Memory, Mute, Print, TouchQuoter, tape
from tests.backtest.tapes import settings as world_settings
from tests.shared_data import require

from hyperquote.backtest.reader import read_tape, sz_decimals
from hyperquote.backtest.tape import Tape
from hyperquote.backtest.venue import ACCOUNT
from hyperquote.backtest.world import TapeWorld
from hyperquote.book.grid import Grid
from hyperquote.book.queue import ProportionalModel, QueueModel
from hyperquote.market_maker.commands import (
    AskAccount,
    AskFills,
    AskOpenOrders,
    AskOrder,
    Cancel,
    Command,
    Finished,
    NewOrder,
    Note,
    OrderRef,
    Place,
)
from hyperquote.market_maker.events import (
    Account,
    AssetContext,
    Bbo,
    CancelReply,
    Event,
    FeedAlive,
    Fill,
    FillsTold,
    FundingPayment,
    OpenOrders,
    OrderStatus,
    OrderUpdate,
    Outcome,
    PlaceReply,
    Stop,
    Timer,
    Trade,
)

# One touch 100.00 × 1.00 / 101.00 × 1.00 at 0 ms; received 100 ms after each stamp, so both clocks agree but for that.
OPEN = (100, 0, 100.0, 1.0, 101.0, 1.0)
LAST = (5_100, 5_000, 100.0, 1.0, 101.0, 1.0)
BID = NewOrder("0x" + "b" * 32, True, 1_000_000, 50, "Alo", False, 0)  # 0.50 at 100.00, price units of 10⁻⁴ USD


def sold(at_ms: int, size: float, px: float = 100.0) -> Print:
    return (at_ms + 100, at_ms, px, size, False)


def world(market: Tape, engine: Mute, *, latency_ms: float = 10.0, funding_rate: float = 0.0000125) -> TapeWorld:
    here = world_settings(latency_ms=latency_ms, funding_rate=funding_rate)
    return TapeWorld(market, engine, here, QueueModel())


def heard(engine: Mute, kind: type[Event]) -> list[Event]:
    return [event for event in engine.heard if type(event) is kind]


def ms(event: Event) -> float:
    """When the engine learnt of it, in ms after T0."""
    return event.local_ns / MS - T0_MS


class TestTheStart:
    def test_is_that_of_a_live_session(self) -> None:
        engine = Mute()
        world(tape([OPEN, LAST], []), engine).run_until(T0_MS + 100)
        assert engine.kinds() == ["Account", "OpenOrders", "AssetContext", "FeedAlive", "FeedAlive", "Bbo"]
        account, orders, context = engine.heard[:3]
        assert isinstance(account, Account)
        assert (account.equity_micro, account.position_lots, account.leverage) == (10_000_000_000, 0, 10)
        assert isinstance(orders, OpenOrders)
        assert orders.orders == []
        assert isinstance(context, AssetContext)
        assert (context.mark_px, context.oracle_px, context.funding_rate) == (100.5, 100.5, 0.0000125)
        assert {ms(event) for event in engine.heard} == {100.0}

    def test_refuses_a_leverage_the_asset_does_not_have(self) -> None:
        impossible = world_settings()
        impossible = type(impossible)(impossible.grid, impossible.margin_table, leverage=50)
        with pytest.raises(ValueError, match="leverage 50 cannot be set: Invalid leverage value"):
            TapeWorld(tape([OPEN], []), Mute(), impossible, QueueModel())


class TestTime:
    def test_ticks_every_100_ms_and_marks_every_3_s(self) -> None:
        engine = Mute()
        world(tape([OPEN, LAST], []), engine).run()
        assert [ms(event) for event in heard(engine, Timer)] == [100.0 * n for n in range(2, 52)]
        assert [ms(event) for event in heard(engine, AssetContext)] == [100.0, 3_110.0]

    def test_goes_on_after_the_tape(self) -> None:
        engine = Mute()
        here = world(tape([OPEN], []), engine)
        here.run()
        assert here.is_over
        here.advance_to(here.now_ns + 1_000 * MS)
        assert len(heard(engine, Timer)) == 10

    def test_proves_quiet_feeds_alive_only_while_the_tape_runs(self) -> None:
        engine = Mute()
        world(tape([OPEN, LAST], []), engine).run()
        assert [ms(event) for event in heard(engine, FeedAlive)] == [100.0, 100.0, 1_100.0, 1_100.0, 5_100.0, 5_100.0]

    @given(lists(integers(0, 1_500), max_size=10))
    def test_in_steps_or_at_once_is_the_same(self, steps: list[int]) -> None:
        market = tape([OPEN, (600, 550, 99.5, 2.0, 100.5, 2.0), LAST], [sold(300, 2.0), sold(700, 3.0, 99.0)])
        lines = []
        for stops in (sorted(steps), []):
            memory = Memory()
            here = TapeWorld(market, TouchQuoter(Grid(2), 50), world_settings(), QueueModel(), memory)
            for stop in stops:
                here.run_until(T0_MS + stop)
            here.run()
            lines.append(memory.lines)
        assert lines[0] == lines[1]
        assert any("Fill" in line for line in lines[0])


class TestAnOrder:
    def test_arrives_late_is_told_in_order_and_fills_behind_the_queue(self) -> None:
        engine = Mute([(Bbo, Place([BID]))])
        world(tape([OPEN, LAST], [sold(200, 0.8), sold(300, 0.4), sold(400, 9.0)]), engine).run()
        own = [event for event in engine.heard if isinstance(event, OrderUpdate | PlaceReply | Fill)]
        assert [(type(event).__name__, ms(event), event.exchange_ms - T0_MS) for event in own] == [
            ("OrderUpdate", 120.0, 10),  # decided at 100, there at 110, back at 120; the venue's clock is 100 behind
            ("PlaceReply", 120.0, 10),
            ("Fill", 410.0, 300),
            ("Fill", 510.0, 400),
            ("OrderUpdate", 510.0, 400),
        ]
        opened, reply, first, second, ended = own
        assert isinstance(opened, OrderUpdate)
        assert isinstance(ended, OrderUpdate)
        assert [opened.status, ended.status] == ["open", "filled"]
        assert isinstance(reply, PlaceReply)
        assert [(o.status, o.cloid, o.oid) for o in reply.outcomes] == [(Outcome.RESTING, BID.cloid, opened.oid)]
        assert isinstance(first, Fill)
        assert isinstance(second, Fill)
        assert (first.lots, second.lots) == (20, 30)  # 0.80 + 0.40 sold, 1.00 ahead of us
        assert first.is_maker
        assert first.is_buy
        assert (first.px_units, first.fee_micro, first.start_lots) == (1_000_000, 3_000, 0)  # 20 USD · 1.5 bp
        assert (second.start_lots, second.cloid) == (20, BID.cloid)

    def test_does_not_see_what_traded_before_it_arrived(self) -> None:
        engine = Mute([(Bbo, Place([BID]))])
        world(tape([OPEN, LAST], [sold(9, 50.0, 99.0)]), engine).run()
        assert heard(engine, Fill) == []

    def test_that_would_take_is_rejected_when_post_only(self) -> None:
        crossing = NewOrder("", True, 1_010_000, 50, "Alo", False, 0)
        engine = Mute([(Bbo, Place([crossing, BID]))])
        world(tape([OPEN, LAST], []), engine).run()
        (reply,) = heard(engine, PlaceReply)
        assert isinstance(reply, PlaceReply)
        assert [outcome.status for outcome in reply.outcomes] == [Outcome.REJECTED, Outcome.RESTING]
        assert reply.outcomes[0].error.startswith("Post only order would have immediately matched, bbo was 100")

    def test_that_takes_pays_the_taker_fee(self) -> None:
        taking = NewOrder("", True, 1_010_000, 50, "Ioc", False, 0)
        engine = Mute([(Bbo, Place([taking]))])
        world(tape([OPEN, LAST], []), engine).run()
        (reply,) = heard(engine, PlaceReply)
        (fill,) = heard(engine, Fill)
        assert isinstance(reply, PlaceReply)
        assert isinstance(fill, Fill)
        assert (reply.outcomes[0].status, reply.outcomes[0].filled_lots) == (Outcome.FILLED, 50)
        assert (fill.px_units, fill.is_maker, fill.fee_micro) == (1_010_000, False, 22_725)  # 50.50 USD · 4.5 bp

    def test_is_cancelled_by_cloid_or_oid_and_only_once(self) -> None:
        references = Cancel([OrderRef(BID.cloid, 0), OrderRef(BID.cloid, 1)])
        engine = Mute([(Bbo, Place([BID])), (PlaceReply, references)])
        world(tape([OPEN, LAST], [sold(200, 9.0)]), engine).run()
        (reply,) = heard(engine, CancelReply)
        assert isinstance(reply, CancelReply)
        assert [outcome.status for outcome in reply.outcomes] == [Outcome.CANCELLED, Outcome.GONE]
        assert "never placed, already canceled, or filled" in reply.outcomes[1].error
        assert heard(engine, Fill) == []

    def test_may_fill_while_its_cancel_is_on_the_way(self) -> None:
        engine = Mute([(Bbo, Place([BID])), (Trade, Cancel([OrderRef(BID.cloid, 0)]))])
        world(tape([OPEN, LAST], [sold(200, 0.1), sold(205, 1.4)]), engine).run()
        (reply,) = heard(engine, CancelReply)
        assert isinstance(reply, CancelReply)
        assert reply.outcomes[0].status == Outcome.GONE
        assert [fill.lots for fill in heard(engine, Fill) if isinstance(fill, Fill)] == [50]

    def test_may_be_told_of_slower_than_it_went(self) -> None:
        slow = world_settings()
        slow = type(slow)(slow.grid, slow.margin_table, latency_ms=10.0, return_ms=200.0)
        engine = Mute([(Bbo, Place([BID]))])
        TapeWorld(tape([OPEN, LAST], [sold(150, 1.2)]), engine, slow, QueueModel()).run()
        assert [ms(event) for event in heard(engine, PlaceReply) + heard(engine, Fill)] == [310.0, 450.0]

    @settings(max_examples=50)
    @given(
        lists(tuples(integers(1, 400), integers(1, 300), integers(98, 100)), min_size=1, max_size=12), integers(0, 200)
    )
    def test_never_fills_before_it_arrived_nor_beyond_what_traded(
        self, prints: list[tuple[int, int, int]], latency_ms: int
    ) -> None:
        engine = Mute([(Bbo, Place([BID]))])
        sales = [sold(at_ms, hundredths / 100, float(px)) for at_ms, hundredths, px in prints]
        sales.sort()
        world(tape([OPEN, LAST], sales), engine, latency_ms=latency_ms).run()
        fills = [fill for fill in heard(engine, Fill) if isinstance(fill, Fill)]
        for fill in fills:
            assert fill.exchange_ms >= T0_MS + latency_ms
            assert fill.local_ns == (fill.exchange_ms + 100 + latency_ms) * MS
        late = sum(hundredths for at_ms, hundredths, _ in prints if at_ms >= latency_ms)
        assert sum(fill.lots for fill in fills) <= min(50, late)


class TestQuestions:
    def test_are_answered_a_round_trip_later(self) -> None:
        questions: list[Command] = [
            AskAccount(),
            AskOpenOrders(),
            AskOrder(BID.cloid, 0),
            AskOrder("0xno", 0),
            AskFills(0),
        ]
        engine = Mute([(Bbo, Place([BID])), *((Fill, question) for question in questions)])
        world(tape([OPEN, LAST], [sold(200, 1.2)]), engine).run()
        answers = [event for event in engine.heard if ms(event) == 330.0]
        account, orders, status, unknown, fill, told = answers
        assert isinstance(account, Account)
        assert account.position_lots == 20
        assert account.margin_used_micro == 20 * 1_005_000 // 10
        assert isinstance(orders, OpenOrders)
        assert [(row.cloid, row.lots, row.original_lots) for row in orders.orders] == [(BID.cloid, 30, 50)]
        assert isinstance(status, OrderStatus)
        assert status.status == "open"
        assert isinstance(unknown, OrderStatus)
        assert unknown.status == "unknownOid"
        assert isinstance(fill, Fill)
        assert (fill.is_replay, fill.lots) == (True, 20)
        assert isinstance(told, FillsTold)


def test_funding_is_paid_at_the_hour_of_the_venue() -> None:
    hour_ms = (T0_MS // 3_600_000 + 1) * 3_600_000 - T0_MS
    start = hour_ms - 4_000
    touches = [(start + 100 + at, start + at, 100.0, 1.0, 101.0, 1.0) for at in range(0, 8_000, 500)]
    engine = Mute([(Bbo, Place([NewOrder("", True, 1_010_000, 100, "Ioc", False, 0)]))])
    world(tape(touches, []), engine, funding_rate=0.001).run()
    (payment,) = heard(engine, FundingPayment)
    assert isinstance(payment, FundingPayment)
    assert payment.micro == -100_500  # 1.00 · 100.5 USD · 0.1 %
    assert 0 <= payment.exchange_ms - (T0_MS + hour_ms) < 100


def test_a_stop_is_told_and_the_end_remembered() -> None:
    class Quits(Mute):
        def on_event(self, event: Event) -> list[Command]:
            if isinstance(event, Stop):
                return [Note("info", "sync", "nothing left"), Finished(True, event.reason)]
            return super().on_event(event)

    here = world(tape([OPEN, LAST], []), Quits())
    here.run()
    assert here.finished is None
    here.tell(Stop(0, here.now_ns, "operator asked", False))
    assert here.finished is not None
    assert here.finished.is_clean


@pytest.mark.parametrize("coin", ["BTC", "WLFI"])
@pytest.mark.parametrize("queues", [QueueModel(), ProportionalModel()])
def test_a_recorded_half_hour_gives_the_same_facts_twice_and_keeps_the_books(coin: str, queues: QueueModel) -> None:
    market = read_tape(require("data/hl_l2_20250904") / coin)
    grid = Grid(sz_decimals(market))
    lines = []
    for _ in range(2):
        memory = Memory()
        here = TapeWorld(market, TouchQuoter(grid, 100), world_settings(grid.sz_decimals), queues, memory)
        here.run()
        lines.append(memory.lines)
        fills = [event for event in memory.events if isinstance(event, Fill)]
        position = sum(fill.lots if fill.is_buy else -fill.lots for fill in fills)
        assert len(fills) > 50
        assert position == here.venue.house.position(ACCOUNT, 0).lots
        assert here.venue.house.imbalance_micro() == 0
        assert here.tape_events == market.count
    assert lines[0] == lines[1]
