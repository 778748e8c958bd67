"""The merging of feeds and answers, without a socket: every thing once, whatever was cut, repeated or out of order."""

from hypothesis import given
from hypothesis import strategies as st

from hyperquote.info.requests.frontend_open_orders import FrontendOrder
from hyperquote.info.requests.open_orders import OpenOrder
from hyperquote.info.requests.order_status import KnownOrder, OrderRecord, UnknownOid
from hyperquote.info.requests.user_fills import Fill
from hyperquote.ws.account_sync import OVERLAP_MS, AccountSync, Live
from hyperquote.ws.channels.order_updates import OrderUpdate
from hyperquote.ws.effects import Gap

GAP = Gap(1, 2, "the cable was pulled")


def fill(tid: int, time: int) -> Fill:
    return Fill(
        coin="BTC",
        px="50000",
        sz="0.01",
        side="B",
        time=time,
        start_position="0",
        dir="Open Long",
        closed_pnl="0",
        hash="0x0",
        oid=tid,
        crossed=False,
        fee="0",
        tid=tid,
    )


def order(oid: int) -> OpenOrder:
    return OpenOrder(coin="BTC", side="B", limit_px="50000", sz="0.01", oid=oid, timestamp=oid)


def update(oid: int, status: str, time: int) -> OrderUpdate:
    return OrderUpdate(order=order(oid), status=status, status_timestamp=time)


def record(oid: int, status: str, time: int) -> OrderRecord:
    full = FrontendOrder(
        coin="BTC",
        side="B",
        limit_px="50000",
        sz="0.01",
        oid=oid,
        timestamp=oid,
        trigger_condition="N/A",
        is_trigger=False,
        trigger_px="0.0",
        is_position_tpsl=False,
        reduce_only=False,
        order_type="Limit",
        orig_sz="0.01",
    )
    return OrderRecord(order=full, status=status, status_timestamp=time)


def live(since_ms: int = 0) -> AccountSync:
    sync = AccountSync(since_ms)
    repair = sync.repair()
    assert sync.answered(repair, [], [], []) == []
    assert sync.proved(repair) == [Live(since_ms)]
    return sync


def test_a_snapshot_repeats_what_is_known_and_tells_what_is_not() -> None:
    sync = live()
    assert sync.fills([fill(1, 10)]) == [fill(1, 10)]
    assert sync.fills([fill(1, 10), fill(2, 10)]) == [fill(2, 10)]


def test_fills_from_before_the_beginning_are_not_told() -> None:
    assert live(since_ms=100).fills([fill(1, 99), fill(2, 100)]) == [fill(2, 100)]


def test_an_order_that_vanished_in_a_gap_is_asked_for_before_it_is_live_again() -> None:
    sync = live()
    sync.updates([update(7, "open", 7)])
    assert sync.interrupted(GAP) == [GAP]
    repair = sync.repair()
    assert sync.answered(repair, [], [], []) == []
    assert sync.unexplained == [7]
    assert sync.proved(repair) == []
    told = sync.explained(7, KnownOrder(order=record(7, "marginCanceled", 9)))
    assert [each.status for each in told if isinstance(each, OrderUpdate)] == ["marginCanceled"]
    assert sync.open == {}
    assert sync.proved(repair) == [Live(9)]


def test_an_order_that_an_answer_told_us_of_is_found_out_about() -> None:
    sync = AccountSync(0)
    sync.expect(5)
    repair = sync.repair()
    sync.answered(repair, [], [], [])
    assert sync.unexplained == [5]
    assert sync.explained(5, UnknownOid()) == []
    assert sync.proved(repair) == [Live(0)]


def test_a_life_that_fell_into_a_gap_is_told_from_the_history_in_its_order() -> None:
    sync = live()
    sync.interrupted(GAP)
    told = sync.answered(sync.repair(), [], [], [record(3, "canceled", 5), record(3, "open", 3)])
    assert [each.status for each in told if isinstance(each, OrderUpdate)] == ["open", "canceled"]


def test_a_second_gap_makes_the_answers_to_the_first_prove_nothing() -> None:
    sync = live()
    sync.interrupted(GAP)
    old = sync.repair()
    sync.interrupted(GAP)
    assert sync.answered(old, [fill(1, 10)], [], []) == [fill(1, 10)]
    assert sync.proved(old) == []
    new = sync.repair()
    assert sync.answered(new, [fill(1, 10)], [], []) == []
    assert sync.proved(new) == [Live(10)]


def test_the_end_of_an_order_is_its_last_word() -> None:
    sync = live()
    sync.updates([update(3, "canceled", 5)])
    assert sync.answered(sync.repair(), [], [order(3)], [record(3, "open", 3)]) == []
    assert sync.open == {}


def test_memory_holds_the_overlap_only_and_still_tells_a_late_repetition_apart() -> None:
    sync = live()
    for tid in range(1_000):
        sync.fills([fill(tid, tid * OVERLAP_MS // 10)])
    assert len(sync._fills) <= 12
    assert sync.fills([fill(tid, tid * OVERLAP_MS // 10) for tid in range(1_000)]) == []


@given(st.data())
def test_whatever_is_cut_repeated_or_turned_around_each_fill_is_told_once(data: st.DataObject) -> None:
    """Feeds deliver some fills, late, twice, or never; a repair shows all up to then."""
    sync, happened, told, tid = live(), list[Fill](), list[Fill](), 0
    for _ in range(data.draw(st.integers(1, 6), label="gaps")):
        start = len(happened)
        for step_ms in data.draw(st.lists(st.integers(0, 40_000), max_size=6), label="fills"):
            tid += 1
            happened.append(fill(tid, (happened[-1].time if happened else 0) + step_ms))
            told += [each for each in sync.fills([happened[-1]]) if isinstance(each, Fill)]  # in order, while live
        sync.interrupted(GAP)
        for step_ms in data.draw(st.lists(st.integers(0, 90_000), max_size=6), label="fills in the gap"):
            tid += 1
            happened.append(fill(tid, (happened[-1].time if happened else 0) + step_ms))
        repair = sync.repair()
        heard = data.draw(st.lists(st.sampled_from(happened[start:]), max_size=8) if happened[start:] else st.just([]))
        told += [each for each in sync.fills(heard) if isinstance(each, Fill)]
        answer = [each for each in happened if each.time >= repair.since_ms]
        told += [each for each in sync.answered(repair, answer, [], []) if isinstance(each, Fill)]
        assert sync.proved(repair)
        assert sorted(each.tid for each in told) == [each.tid for each in happened]
