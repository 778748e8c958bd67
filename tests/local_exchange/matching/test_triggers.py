"""Stops and take-profits wait for the mark, hold nothing while they wait, and exits end one another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, NOW, Venue

from hyperquote.consts import MICRO
from hyperquote.local_exchange.matching.facts import OrderFact
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.matching.trigger import Bracket, Trigger

LOT = 10_000  # one ETH


def exit_order(
    venue: Venue,
    side: str,
    trigger_px: float,
    px: float,
    size: float = 1.0,
    *,
    kind: str = "sl",
    is_market: bool = True,
    is_position: bool = False,
    bracket: Bracket | None = None,
    reduce_only: bool = True,
    who: str = ALICE,
    cloid: str = "",
) -> Placed:
    grid = venue.core.assets[ETH].grid
    is_buy = side == "buy"
    trigger = Trigger(grid.units(trigger_px), is_buy, is_market, kind == "tp", is_position, bracket)
    units, lots = grid.units(px), grid.lots(size)
    return venue.core.place_trigger(who, ETH, is_buy, units, lots, trigger, reduce_only, cloid, NOW)


def mark(venue: Venue, px: float) -> None:
    venue.house.set_mark(ETH, venue.core.assets[ETH].grid.units(px))
    venue.core.advance(NOW)


def long_one(venue: Venue) -> None:
    """Give Alice one ETH bought at 3000 from Carol, and Bob's bids and asks around it."""
    venue.sell(CAROL, 3000.0, 1.0)
    venue.buy(ALICE, 3000.0, 1.0)
    venue.buy(BOB, 2900.0, 5.0)
    venue.sell(BOB, 3100.0, 5.0)
    venue.core.drain()


def bracketed(venue: Venue, px: float = 3000.0, size: float = 1.0) -> tuple[Placed, Placed, Placed]:
    """Alice buys with a stop at 2950 and a take-profit at 3050."""
    parent = venue.buy(ALICE, px, size)
    bracket = venue.core.bracket(parent, ETH, True, venue.core.assets[ETH].grid.units(px))
    stop = exit_order(venue, "sell", 2950.0, 2800.0, size, bracket=bracket)
    target = exit_order(venue, "sell", 3050.0, 2800.0, size, kind="tp", bracket=bracket)
    return parent, stop, target


def status(venue: Venue, placed: Placed, who: str = ALICE) -> str:
    record = venue.core.order_status(who, placed.oid)
    return record.status if record else ""


# -- one alone -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "kind", "before", "at"),
    [("sell", "sl", 2950.1, 2950.0), ("sell", "tp", 3049.9, 3050.0), ("buy", "sl", 3049.9, 3050.0)],
)
def test_a_trigger_wakes_when_the_mark_is_at_its_price_and_not_before(
    side: str, kind: str, before: float, at: float
) -> None:
    venue = Venue()
    long_one(venue)
    px = 2800.0 if side == "sell" else 3200.0
    placed = exit_order(venue, side, at, px, kind=kind, reduce_only=side == "sell")
    assert placed.status == "resting"
    mark(venue, before)
    assert venue.statuses() == [(placed.oid, "open")]
    mark(venue, at)
    assert [told for told in venue.statuses() if told[0] == placed.oid] == [
        (placed.oid, "triggered"),
        (placed.oid, "open"),
        (placed.oid, "filled"),
    ]
    assert venue.lots(ALICE) == (0 if side == "sell" else 2 * LOT)
    assert venue.house.imbalance_micro() == 0


def test_a_buying_take_profit_wakes_below() -> None:
    venue = Venue()
    venue.buy(CAROL, 3000.0, 1.0)
    venue.sell(ALICE, 3000.0, 1.0)
    venue.sell(BOB, 2940.0, 1.0)
    target = exit_order(venue, "buy", 2950.0, 3100.0, kind="tp")
    mark(venue, 2950.1)
    assert venue.lots(ALICE) == -LOT
    mark(venue, 2949.0)
    assert (venue.lots(ALICE), status(venue, target)) == (0, "filled")


@pytest.mark.parametrize(
    ("side", "kind", "trigger_px", "px"),
    [
        ("sell", "sl", 3000.0, 2900.0),  # the mark is there already
        ("sell", "tp", 2990.0, 2900.0),
        ("buy", "sl", 2990.0, 3100.0),
        ("buy", "tp", 3010.0, 3100.0),
        ("sell", "sl", 2950.0, 2960.0),  # a market order that could not trade at its trigger price
        ("buy", "sl", 3050.0, 3040.0),
    ],
)
def test_a_trigger_that_would_wake_at_once_is_refused(side: str, kind: str, trigger_px: float, px: float) -> None:
    venue = Venue()
    long_one(venue)
    placed = exit_order(venue, side, trigger_px, px, kind=kind, reduce_only=False)
    assert placed.error == "Invalid TP/SL price. asset=1"
    assert status(venue, placed) == "badTriggerPxRejected"
    assert venue.core.waiting_orders(ALICE) == []


def test_a_trigger_off_the_tick_or_worth_too_little_or_without_a_position_is_refused() -> None:
    venue = Venue()
    assert exit_order(venue, "sell", 2950.0, 2900.0).error == "Reduce only order would increase position. asset=1"
    tick = "Price must be divisible by tick size. asset=1"
    assert exit_order(venue, "sell", 2950.05, 2900.0, reduce_only=False).error == tick
    small = "Order must have minimum value of $10. asset=1"
    assert exit_order(venue, "sell", 2950.0, 2900.0, 0.003, reduce_only=False).error == small


def test_it_locks_no_margin_while_it_waits_and_is_asked_for_it_when_it_wakes() -> None:
    venue = Venue(usd=1_000)
    free = venue.house.free_micro(ALICE)
    placed = exit_order(venue, "buy", 3050.0, 3100.0, 100.0, reduce_only=False)
    assert (placed.status, venue.house.free_micro(ALICE)) == ("resting", free)
    venue.sell(BOB, 3060.0, 1.0)
    mark(venue, 3050.0)
    assert venue.statuses()[-2:] == [(placed.oid, "triggered"), (placed.oid, "perpMarginRejected")]


def test_a_limit_trigger_rests_when_nobody_meets_it_and_keeps_its_id_and_client_id() -> None:
    venue = Venue()
    long_one(venue)
    placed = exit_order(venue, "sell", 2950.0, 2960.0, is_market=False, cloid="0x01")
    mark(venue, 2950.0)
    (resting,) = venue.core.open_orders(ALICE)
    assert (resting.oid, resting.px_units, resting.cloid) == (placed.oid, 2_960_00, "0x01")
    assert venue.statuses() == [(placed.oid, "open"), (placed.oid, "triggered"), (placed.oid, "open")]
    assert venue.core.cancel_by_cloid(ALICE, ETH, "0x01", NOW) == ""


def test_a_market_trigger_without_a_book_finds_no_liquidity() -> None:
    venue = Venue()
    placed = exit_order(venue, "buy", 3050.0, 3100.0, reduce_only=False)
    mark(venue, 3060.0)
    assert status(venue, placed) == "marketOrderNoLiquidityRejected"


def test_a_stop_larger_than_the_position_closes_only_the_position() -> None:
    venue = Venue()
    long_one(venue)
    placed = exit_order(venue, "sell", 2950.0, 2800.0, 3.0)
    mark(venue, 2900.0)
    assert (venue.lots(ALICE), status(venue, placed)) == (0, "filled")


def test_a_waiting_exit_goes_when_the_position_does() -> None:
    venue = Venue()
    long_one(venue)
    stop = exit_order(venue, "sell", 2950.0, 2800.0)
    entry = exit_order(venue, "buy", 3200.0, 3300.0, reduce_only=False)
    venue.sell(ALICE, 2900.0, 1.0)
    assert (status(venue, stop), status(venue, entry)) == ("reduceOnlyCanceled", "open")


def test_waiting_orders_are_canceled_changed_and_scheduled_like_others() -> None:
    venue = Venue()
    long_one(venue)
    first = exit_order(venue, "sell", 2950.0, 2800.0, cloid="0x0a")
    text = "Fast cancels cannot cancel trigger orders. asset=1"
    assert venue.core.cancel(ALICE, ETH, first.oid, NOW, is_fast=True) == text
    taken = exit_order(venue, "sell", 2950.0, 2800.0, cloid="0x0a")
    assert taken.error == "Client order id is already in use by an open order."
    trigger = Trigger(2_960_00, False, True, False)
    moved = venue.core.modify(ALICE, first.oid, ETH, False, 2_800_00, LOT, "Ioc", True, "0x0a", True, NOW, trigger)
    assert (moved.status, status(venue, first)) == ("resting", "canceled")
    invalid = venue.core.modify(ALICE, moved.oid, ETH, False, 2_800_00, LOT, "Ioc", True, "0x0a", False, NOW, trigger)
    assert invalid.error == "Attempted to modify to invalid new order"
    assert venue.core.cancel(ALICE, ETH, moved.oid, NOW) == ""
    assert "already canceled" in venue.core.cancel(ALICE, ETH, moved.oid, NOW)
    last = exit_order(venue, "sell", 2950.0, 2800.0)
    assert venue.core.schedule_cancel(ALICE, NOW + 5_000, NOW) == ""
    venue.core.advance(NOW + 5_000)
    assert status(venue, last) == "scheduledCancel"


# -- with a parent ---------------------------------------------------------------------------------------------------


def test_exits_wait_for_the_full_fill_of_their_parent() -> None:
    venue = Venue()
    parent, stop, target = bracketed(venue)
    assert [each.status for each in (parent, stop, target)] == ["resting", "waitingForFill", "waitingForFill"]
    assert venue.core.waiting_orders(ALICE) == []
    assert [order.oid for order in venue.core.exits_of(venue.core.open_orders(ALICE)[0])] == [stop.oid, target.oid]
    venue.sell(BOB, 3000.0, 0.4)
    mark(venue, 2940.0)
    assert status(venue, stop) == "open"
    mark(venue, 3000.0)
    venue.sell(BOB, 3000.0, 0.6)
    assert [order.oid for order in venue.core.waiting_orders(ALICE)] == [stop.oid, target.oid]
    venue.buy(BOB, 2900.0, 5.0)
    mark(venue, 2940.0)
    assert (status(venue, stop), status(venue, target)) == ("filled", "siblingFilledCanceled")
    assert venue.lots(ALICE) == 0
    assert venue.core.waiting_orders(ALICE) == []


def test_exits_of_a_parent_that_fills_on_arrival_wait_for_the_mark_at_once() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 1.0)
    parent, stop, target = bracketed(venue, 3150.0)
    assert [each.status for each in (parent, stop, target)] == ["filled", "waitingForTrigger", "waitingForTrigger"]


@pytest.mark.parametrize("filled", [0.0, 0.4])
def test_exits_go_with_a_parent_that_is_canceled_even_after_part_of_it_traded(filled: float) -> None:
    venue = Venue()
    parent, stop, target = bracketed(venue)
    if filled:
        venue.sell(BOB, 3000.0, filled)
    assert venue.core.cancel(ALICE, ETH, parent.oid, NOW) == ""
    assert (status(venue, stop), status(venue, target)) == ("canceled", "canceled")
    assert venue.core.brackets == {}
    assert venue.core.desk(ALICE).waiting == {}


def test_exits_live_when_their_partly_filled_parent_goes_for_want_of_margin() -> None:
    venue = Venue(usd=1_000)
    parent, stop, target = bracketed(venue, 3000.0, 5.0)
    venue.sell(BOB, 3000.0, 1.0)
    venue.house.account(ALICE).cash_micro -= 900 * MICRO
    venue.house.fees_micro += 900 * MICRO
    venue.sell(BOB, 3000.0, 1.0, "Ioc")
    assert status(venue, parent) == "marginCanceled"
    assert [order.oid for order in venue.core.waiting_orders(ALICE)] == [stop.oid, target.oid]


def test_an_exit_that_replaces_an_exit_keeps_its_sibling() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 1.0)
    _, stop, target = bracketed(venue, 3150.0)
    trigger = Trigger(2_960_00, False, True, False)
    moved = venue.core.modify(ALICE, stop.oid, ETH, False, 2_800_00, LOT, "Ioc", True, "", True, NOW, trigger)
    assert moved.status == "waitingForTrigger"
    venue.buy(BOB, 2900.0, 5.0)
    mark(venue, 2960.0)
    assert (status(venue, moved), status(venue, target)) == ("filled", "siblingFilledCanceled")


def test_a_scheduled_cancel_takes_parent_and_exits_once_each() -> None:
    venue = Venue()
    oids = [each.oid for each in bracketed(venue)]
    venue.core.drain()
    assert venue.core.cancel_all(ALICE, "scheduledCancel", NOW) == 3
    assert venue.statuses() == [(oid, "scheduledCancel") for oid in oids]


# -- of the position -------------------------------------------------------------------------------------------------


def test_an_exit_of_the_position_closes_what_the_position_is_then() -> None:
    venue = Venue()
    long_one(venue)
    placed = exit_order(venue, "sell", 2950.0, 2800.0, 0.0, is_position=True)
    assert placed.status == "waitingForTrigger"
    venue.buy(ALICE, 3100.0, 2.0)
    assert venue.lots(ALICE) == 3 * LOT
    mark(venue, 2950.0)
    assert (venue.lots(ALICE), status(venue, placed)) == (0, "filled")


def test_exits_of_a_position_go_when_it_closes() -> None:
    venue = Venue()
    long_one(venue)
    stop = exit_order(venue, "sell", 2950.0, 2800.0, 0.0, is_position=True)
    target = exit_order(venue, "sell", 3050.0, 2800.0, 0.0, kind="tp", is_position=True)
    mark(venue, 3050.0)
    assert (status(venue, target), status(venue, stop)) == ("filled", "reduceOnlyCanceled")


# -- always ----------------------------------------------------------------------------------------------------------

levels = st.sampled_from([2_900, 2_950, 2_980, 3_020, 3_050, 3_100])
steps = st.one_of(
    st.tuples(st.just("mark"), st.integers(2_880, 3_120), st.just(False), st.just(False)),
    st.tuples(st.just("trigger"), levels, st.booleans(), st.booleans()),
    st.tuples(st.just("bracket"), st.integers(2_950, 3_050), st.booleans(), st.booleans()),
    st.tuples(st.just("trade"), st.integers(2_900, 3_100), st.booleans(), st.booleans()),
)


def play(stream: list[tuple[str, int, bool, bool]]) -> tuple[Venue, list[tuple[int, int, str]]]:
    venue = Venue(usd=20_000)
    told: list[tuple[int, int, str]] = []
    for kind, px, is_buy, flag in stream:
        if kind == "mark":
            mark(venue, float(px))
        elif kind == "trigger":
            limit = px + 200.0 if is_buy else px - 200.0
            exit_order(
                venue, "buy" if is_buy else "sell", float(px), limit, 0.5, kind="tp" if flag else "sl", reduce_only=flag
            )
        elif kind == "bracket":
            bracketed(venue, float(px), 0.5)
        else:
            venue.place(BOB if flag else CAROL, "buy" if is_buy else "sell", float(px), 0.7)
        assert venue.house.imbalance_micro() == 0
        for fact in venue.core.drain():
            if isinstance(fact, OrderFact):
                told.append((fact.oid, venue.house.mark_units(ETH), fact.status))
                if fact.status == "triggered":
                    assert fact.trigger is not None
                    assert fact.trigger.is_hit(venue.house.mark_units(ETH)), "a trigger never wakes early"
    return venue, told


@settings(max_examples=120, deadline=None)
@given(st.lists(steps, min_size=5, max_size=40))
def test_no_trigger_wakes_early_or_twice_and_none_that_is_due_sleeps_on(
    stream: list[tuple[str, int, bool, bool]],
) -> None:
    venue, told = play([*stream, ("mark", 3_000, False, False)])
    woken = [oid for oid, _, status in told if status == "triggered"]
    assert len(set(woken)) == len(woken)
    for order in venue.core.waiting_orders(ALICE):
        assert not order.is_hit(venue.house.mark_units(ETH))
    assert set(venue.core.brackets) <= set(venue.core.desk(ALICE).open_orders)


@settings(max_examples=30, deadline=None)
@given(st.lists(steps, min_size=5, max_size=30))
def test_the_same_history_gives_the_same_statuses(stream: list[tuple[str, int, bool, bool]]) -> None:
    assert play(stream)[1] == play(stream)[1]
