"""The order table is total, and an order keeps its books whatever arrives in whatever order."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples

from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_manager import OrderManager
from hyperquote.market_maker.tracking.order_table import (
    EVENTS,
    STATES,
    TRANSITIONS,
    OrderEvent,
    event_of_status,
    is_terminal,
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
