"""The order table is total, and an order keeps its books whatever arrives in whatever order."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples

from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_manager import OrderManager
from hyperquote.market_maker.tracking.order_table import (
    EVENTS,
    IGNORED,
    STATES,
    TRANSITIONS,
    OrderEvent,
    event_of_status,
    is_terminal,
    is_violation,
    next_state,
)


def test_every_state_answers_every_event() -> None:
    assert set(TRANSITIONS) == set(STATES)
    for state in STATES:
        assert list(TRANSITIONS[state]) == EVENTS
        assert all(after in STATES for after in TRANSITIONS[state].values())


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ([OrderEvent.SEND, OrderEvent.ACK_RESTING, OrderEvent.FILL_PART, OrderEvent.FILL_ALL], OrderState.FILLED),
        ([OrderEvent.SEND, OrderEvent.FILL_ALL, OrderEvent.ACK_RESTING], OrderState.FILLED),
        ([OrderEvent.SEND, OrderEvent.NO_ANSWER, OrderEvent.VENUE_OPEN], OrderState.RESTING),
        ([OrderEvent.SEND, OrderEvent.NO_ANSWER, OrderEvent.NEVER_ARRIVED], OrderState.REJECTED),
        (
            [OrderEvent.SEND, OrderEvent.ACK_RESTING, OrderEvent.CANCEL_SEND, OrderEvent.CANCEL_GONE],
            OrderState.CANCEL_PENDING,
        ),
        (
            [OrderEvent.ACK_RESTING, OrderEvent.CANCEL_SEND, OrderEvent.CANCEL_OK, OrderEvent.FILL_ALL],
            OrderState.FILLED_DURING_CANCEL,
        ),
        (
            [OrderEvent.SEND, OrderEvent.CANCEL_SEND, OrderEvent.CANCEL_OK, OrderEvent.WINDOW_OVER],
            OrderState.CANCELLED,
        ),
    ],
)
def test_a_life_ends_where_the_venue_says(path: list[str], end: str) -> None:
    state = OrderState.NEW
    for event in path:
        state = next_state(state, event)
    assert state == end


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("open", OrderEvent.VENUE_OPEN),
        ("filled", OrderEvent.VENUE_FILLED),
        ("badAloPxRejected", OrderEvent.VENUE_REJECTED),
        ("rejected", OrderEvent.VENUE_REJECTED),
        ("selfTradeCanceled", OrderEvent.VENUE_CANCELLED),
        ("scheduledCancel", OrderEvent.VENUE_CANCELLED),
        ("aStatusOfTheFuture", OrderEvent.VENUE_CANCELLED),
    ],
)
def test_status_strings_have_a_meaning(status: str, event: str) -> None:
    assert event_of_status(status) == event


_STEPS = lists(tuples(sampled_from(EVENTS), integers(1, 10)), max_size=30)


@given(_STEPS)
def test_the_manager_never_loses_an_order(steps: list[tuple[str, int]]) -> None:
    orders = OrderManager()
    order = TrackedOrder("0xabc", is_buy=True, px_units=100, lots=10, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    for now_ns, (event, lots) in enumerate(steps, start=1):
        if event in {OrderEvent.FILL_PART, OrderEvent.FILL_ALL}:
            if order.remaining_lots > 0:
                orders.fill(order, min(lots, order.remaining_lots), now_ns)
        else:
            orders.move(order, event, now_ns)
        assert orders.find("0xabc", 0) is order
        assert 0 <= order.filled_lots <= order.original_lots
        assert (order in orders.open()) == (not is_terminal(order.state))
        assert orders.exposure_lots(True) in {0, order.remaining_lots}
        assert orders.exposure_lots(False) == 0
    if order.filled_lots == order.original_lots:
        assert orders.exposure_lots(True) == 0


def test_unknown_orders_count_as_exposure_until_proved_gone() -> None:
    orders = OrderManager()
    order = TrackedOrder("0x1", is_buy=False, px_units=100, lots=7, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    orders.move(order, OrderEvent.SEND, 1)
    orders.move(order, OrderEvent.NO_ANSWER, 2)
    assert orders.exposure_lots(False) == 7
    orders.move(order, OrderEvent.NEVER_ARRIVED, 3)
    assert orders.exposure_lots(False) == 0


def test_a_cancelled_order_waits_for_late_fills_then_ends() -> None:
    orders = OrderManager(fill_window_ns=100)
    order = TrackedOrder("0x1", is_buy=True, px_units=100, lots=7, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    for event in [OrderEvent.SEND, OrderEvent.ACK_RESTING, OrderEvent.CANCEL_SEND, OrderEvent.CANCEL_OK]:
        orders.move(order, event, 10)
    orders.expire(109)
    assert order.state == OrderState.CANCEL_CONFIRMED
    orders.expire(110)
    assert order.state == OrderState.CANCELLED
    assert (orders.placed, orders.cancelled) == (1, 1)


def test_exposed_orders_come_bids_first_each_side_best_first_and_the_oldest_first_at_one_price() -> None:
    orders = OrderManager()
    for number, (is_buy, px_units) in enumerate([(False, 12), (True, 8), (False, 11), (True, 9), (True, 9)]):
        orders.add(TrackedOrder(str(number), is_buy, px_units, 1, 0, False, 0))
    assert [order.cloid for order in orders.exposed()] == ["3", "4", "1", "2", "0"]


def test_two_sided_means_an_answered_order_on_each_side() -> None:
    orders = OrderManager()
    bid, ask = (TrackedOrder(str(is_buy), is_buy, 100, 1, 0, False, 0) for is_buy in (True, False))
    orders.add(bid)
    orders.add(ask)
    orders.move(bid, OrderEvent.SEND, 1)
    orders.move(bid, OrderEvent.ACK_RESTING, 2)
    orders.move(ask, OrderEvent.SEND, 1)
    assert not orders.is_two_sided
    orders.move(ask, OrderEvent.ACK_RESTING, 3)
    assert orders.is_two_sided
    orders.move(bid, OrderEvent.CANCEL_SEND, 4)
    assert not orders.is_two_sided


def test_every_pair_is_a_transition_a_violation_or_ignored_for_a_reason() -> None:
    assert set(IGNORED) == set(EVENTS)
    for state in STATES:
        for event in EVENTS:
            moves = next_state(state, event) != state
            assert moves or is_violation(state, event) or IGNORED[event]


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (OrderState.FILLED, OrderEvent.FILL_PART),  # more than there was
        (OrderState.RESTING, OrderEvent.ACK_REJECTED),
        (OrderState.REJECTED, OrderEvent.FILL_ALL),
        (OrderState.CANCELLED, OrderEvent.FILL_ALL),
        (OrderState.NEW, OrderEvent.ACK_RESTING),
        (OrderState.CANCEL_PENDING, OrderEvent.MODIFY_SEND),
    ],
)
def test_what_cannot_be_is_counted(state: str, event: str) -> None:
    assert is_violation(state, event)


def test_nothing_of_an_ordinary_life_is_a_violation_however_late_it_is_told() -> None:
    orders = OrderManager()
    order = TrackedOrder("0x1", is_buy=True, px_units=100, lots=7, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    for event in [OrderEvent.SEND, OrderEvent.NO_ANSWER, OrderEvent.VENUE_OPEN, OrderEvent.ACK_RESTING]:
        orders.move(order, event, 10)
    orders.fill(order, 3, 11)
    for event in [OrderEvent.CANCEL_SEND, OrderEvent.CANCEL_OK, OrderEvent.VENUE_CANCELLED, OrderEvent.VENUE_OPEN]:
        orders.move(order, event, 12)
    orders.fill(order, 4, 13)
    orders.move(order, OrderEvent.VENUE_FILLED, 14)
    assert (order.state, orders.violations) == (OrderState.FILLED_DURING_CANCEL, 0)
    orders.fill(order, 1, 15)
    assert orders.violations == 1


@given(lists(sampled_from(EVENTS), max_size=40))
def test_violations_are_exactly_those_of_the_table(events: list[str]) -> None:
    orders = OrderManager()
    order = TrackedOrder("0x1", is_buy=True, px_units=100, lots=1_000, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    expected = 0
    state = order.state
    for event in events:
        expected += is_violation(state, event)
        orders.move(order, event, 1)
        state = order.state
    assert orders.violations == expected


def test_a_modified_order_has_a_new_number_and_its_old_one_still_takes_fills() -> None:
    orders = OrderManager(keep_closed_ns=100)
    order = TrackedOrder("0x1", is_buy=True, px_units=100, lots=7, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    orders.know_oid(order, 55)
    for event in [OrderEvent.SEND, OrderEvent.ACK_RESTING, OrderEvent.MODIFY_SEND]:
        orders.move(order, event, 1)
    assert order.state == OrderState.MODIFY_PENDING
    orders.know_oid(order, 56)
    orders.move(order, OrderEvent.MODIFY_OK, 2)
    assert (order.state, order.oid) == (OrderState.RESTING, 56)
    assert orders.find("", 55) is order
    orders.know_oid(order, 55)  # a fill under way when it was modified names the old number
    orders.fill(order, 7, 3)
    assert (order.state, order.oid, orders.violations) == (OrderState.FILLED, 56, 0)
    orders.expire(200)
    assert orders.find("", 55) is None
    assert orders.find("", 56) is None
