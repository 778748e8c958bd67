"""Orders, position and money move together, once, whatever the channel and the order of messages."""

from hyperquote.book.grid import Grid
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.events import Account, CancelReply, Fill, OrderStatus, OrderUpdate, Outcome, PlaceReply
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_table import OrderEvent

CLOID = "0x68716d6d000000070000000000000001"


def fill(time_ms: int, lots: int, *, start_lots: int = 0) -> Fill:
    local_ns = time_ms * 1_000_000
    return Fill(time_ms, local_ns, 1, 77, CLOID, True, 999, lots, 5, 0, start_lots, True, False, False)


def holdings_with_order(lots: int = 10) -> tuple[Holdings, TrackedOrder]:
    holdings = Holdings(Grid(3), fill_window_ns=5_000_000_000)
    holdings.on_account(Account(1_000, 0, 1_000_000_000, 0, 0, 3))
    holdings.on_mid(1_000, 2_000)
    order = TrackedOrder(CLOID, is_buy=True, px_units=999, lots=lots, level=0, reduce_only=False, decided_ns=0)
    holdings.orders.add(order)
    holdings.orders.move(order, OrderEvent.SEND, 0)
    return holdings, order


def test_a_fill_before_its_ack_is_booked_once() -> None:
    holdings, order = holdings_with_order()
    assert holdings.on_fill(fill(2_000, 10))
    assert not holdings.on_fill(fill(2_000, 10))
    holdings.on_place_reply(PlaceReply(0, 3, [Outcome(CLOID, Outcome.RESTING, 77, 0, "")]))
    assert (order.state, order.filled_lots, holdings.position.lots) == (OrderState.FILLED, 10, 10)
    assert holdings.money.fees_micro == 5


def test_a_fill_of_an_order_we_do_not_know_still_counts() -> None:
    holdings = Holdings(Grid(3), 1)
    holdings.on_account(Account(1_000, 0, 1_000_000_000, 0, 4, 3))
    holdings.on_mid(1_000, 2_000)
    assert holdings.on_fill(fill(2_000, 3, start_lots=4))
    assert (holdings.position.lots, holdings.unmatched_fills, holdings.chain_breaks) == (7, 1, 0)
    assert holdings.money.spread == 3 * 2


def test_a_broken_chain_of_start_positions_is_counted() -> None:
    holdings, _ = holdings_with_order()
    holdings.on_fill(fill(2_000, 1, start_lots=5))
    assert holdings.chain_breaks == 1


def test_a_cancel_that_found_nothing_is_asked_about_not_forgotten() -> None:
    holdings, order = holdings_with_order()
    holdings.orders.move(order, OrderEvent.CANCEL_SEND, 1)
    doubtful = holdings.on_cancel_reply(CancelReply(0, 2, [Outcome(CLOID, Outcome.GONE, 0, 0, "never placed …")]))
    assert doubtful == [order]
    assert holdings.orders.exposure_lots(True) == 10


def test_an_order_that_is_denied_three_times_is_missing_but_counts_until_a_list_has_said_so_too() -> None:
    holdings, order = holdings_with_order()
    holdings.orders.move(order, OrderEvent.NO_ANSWER, 1)
    for _ in range(2):
        holdings.on_status(OrderStatus(0, 2, CLOID, 0, "unknownOid", 0))
        assert order.state == OrderState.UNKNOWN
    holdings.on_status(OrderStatus(0, 3, CLOID, 0, "unknownOid", 0))
    holdings.on_status(OrderStatus(0, 4, CLOID, 0, "unknownOid", 0))
    assert order.missing_since_ns == 3
    assert order.state == OrderState.UNKNOWN
    assert holdings.orders.exposure_lots(True) == 10
    holdings.on_status(OrderStatus(0, 5, CLOID, 77, "open", 10))
    assert order.missing_since_ns == 0
    assert order.state == OrderState.RESTING


def test_a_late_word_about_an_earlier_oid_changes_nothing() -> None:
    holdings, order = holdings_with_order()
    holdings.orders.know_oid(order, 77)
    assert holdings.on_update(OrderUpdate(0, 2, 76, CLOID, True, 999, 10, 10, "canceled")) is None
    assert order.state == OrderState.SENT


def test_the_reference_mid_is_strictly_before_the_fill() -> None:
    holdings, _ = holdings_with_order()
    holdings.on_mid(2_000, 1_990)  # the move that the fill made arrives with the fill's own time
    holdings.on_fill(fill(2_000, 10))
    assert holdings.money.spread == 10 * (2_000 - 2 * 999)
    assert holdings.money.carry == 10 * (1_990 - 2_000)
