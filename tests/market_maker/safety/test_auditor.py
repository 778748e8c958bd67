"""What one side knows and the other does not is asked about or cancelled, and never what is not ours."""

from hyperquote.book.grid import Grid
from hyperquote.market_maker.commands import AskOpenOrders, AskOrder, Cancel, Note
from hyperquote.market_maker.events import OpenOrder, OpenOrders
from hyperquote.market_maker.safety.auditor import SafetyAuditor
from hyperquote.market_maker.settings import EngineSettings
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_manager import OrderManager
from hyperquote.market_maker.tracking.order_table import OrderEvent

OURS = "0x68716d6d0000000700000000000000"
SECOND = 1_000_000_000


def auditor(orders: OrderManager) -> SafetyAuditor:
    return SafetyAuditor(EngineSettings(Grid(5), session=7), orders)


def row(cloid: str, placed_ms: int) -> OpenOrder:
    return OpenOrder(5, cloid, True, 10, 1, 1, placed_ms)


def test_an_old_orphan_is_cancelled_a_young_or_foreign_one_is_not() -> None:
    rows = [row(OURS + "01", 1_000), row(OURS + "02", 9_000), row("0xsomebody", 1_000), row("", 1_000)]
    commands = auditor(OrderManager()).compare(OpenOrders(10_000, 10 * SECOND, rows))
    assert [type(command) for command in commands] == [Note, Cancel]
    assert isinstance(commands[1], Cancel)
    assert [reference.cloid for reference in commands[1].orders] == [OURS + "01"]


def test_leftovers_are_all_of_ours_however_young() -> None:
    rows = [row(OURS + "01", 9_999), row("0xsomebody", 1)]
    assert [ref.cloid for ref in auditor(OrderManager()).leftovers(OpenOrders(10_000, 0, rows))] == [OURS + "01"]


def resting(orders: OrderManager, number: str, since_ns: int, *events: str) -> TrackedOrder:
    order = TrackedOrder(OURS + number, is_buy=True, px_units=10, lots=1, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    for event in (OrderEvent.SEND, *events):
        orders.move(order, event, since_ns)
    return order


def test_an_order_missing_from_the_list_is_asked_about_once_the_list_can_know_it() -> None:
    orders = OrderManager()
    resting(orders, "01", 1 * SECOND, OrderEvent.ACK_RESTING)
    resting(orders, "02", 9 * SECOND, OrderEvent.ACK_RESTING)
    commands = auditor(orders).compare(OpenOrders(10_000, 10 * SECOND, []))
    assert [command.cloid for command in commands if isinstance(command, AskOrder)] == [OURS + "01"]


def test_waiting_too_long_leads_to_a_question_and_a_stuck_cancel_to_another_cancel() -> None:
    orders = OrderManager()
    sent = resting(orders, "01", 0)
    stuck = resting(orders, "02", 0, OrderEvent.ACK_RESTING, OrderEvent.CANCEL_SEND)
    watch = auditor(orders)
    assert watch.overdue(5 * SECOND) == []
    commands = watch.overdue(31 * SECOND)
    assert [command.cloid for command in commands if isinstance(command, AskOrder)] == [sent.cloid, stuck.cloid]
    assert [[ref.cloid for ref in command.orders] for command in commands if isinstance(command, Cancel)] == [
        [stuck.cloid]
    ]
    assert stuck.state == OrderState.CANCEL_PENDING


def test_an_order_that_outlived_a_cancel_is_looked_at_every_second() -> None:
    orders = OrderManager()
    order = resting(orders, "01", 0, OrderEvent.ACK_RESTING, OrderEvent.CANCEL_SEND)
    watch = auditor(orders)
    assert watch.overdue(SECOND) == []
    order.recancelled_ns = SECOND
    assert [type(command) for command in watch.overdue(2 * SECOND)] == [AskOrder]


def test_an_order_that_rests_though_we_took_it_for_ended_is_an_orphan_once_the_list_can_know_better() -> None:
    orders = OrderManager()
    ended = resting(orders, "01", 1 * SECOND, OrderEvent.NO_ANSWER, OrderEvent.NEVER_ARRIVED)
    resting(orders, "02", 9 * SECOND, OrderEvent.NO_ANSWER, OrderEvent.NEVER_ARRIVED)  # the list may be older than that
    rows = [row(OURS + "01", 9_000), row(OURS + "02", 9_000)]
    commands = auditor(orders).compare(OpenOrders(10_000, 10 * SECOND, rows))
    assert [[ref.cloid for ref in command.orders] for command in commands if isinstance(command, Cancel)] == [
        [ended.cloid]
    ]


def test_a_missing_order_is_given_up_when_a_later_list_lacks_it_and_ours_again_when_one_has_it() -> None:
    orders = OrderManager()
    lost = resting(orders, "01", 1 * SECOND, OrderEvent.NO_ANSWER)
    late = resting(orders, "02", 1 * SECOND, OrderEvent.NO_ANSWER)
    watch = auditor(orders)
    for order in (lost, late):
        order.missing_since_ns = 5 * SECOND
    assert not any(isinstance(command, AskOpenOrders) for command in watch.overdue(6 * SECOND))
    assert sum(isinstance(command, AskOpenOrders) for command in watch.overdue(8 * SECOND)) == 1
    watch.compare(OpenOrders(6_000, 6 * SECOND, []))  # may be older than the order
    assert lost.state == OrderState.UNKNOWN
    watch.compare(OpenOrders(8_000, 8 * SECOND, [row(OURS + "02", 9_000)]))
    assert (lost.state, late.state) == (OrderState.REJECTED, OrderState.RESTING)
    assert late.missing_since_ns == 0


def test_a_comparison_counts_what_it_found_and_routine_ones_add_up() -> None:
    orders = OrderManager()
    resting(orders, "01", 1 * SECOND, OrderEvent.ACK_RESTING)  # not on the list
    resting(orders, "02", 1 * SECOND)  # sent, no answer
    resting(orders, "03", 1 * SECOND, OrderEvent.ACK_RESTING, OrderEvent.CANCEL_SEND)
    audit = auditor(orders)
    listed = [row(OURS + "03", 1_000), row(OURS + "09", 1_000)]
    audit.compare(OpenOrders(40_000, 40 * SECOND, listed))
    result = audit.conclude()
    assert (result.orphans, result.stale_local, result.stale_pending, result.stuck_cancels) == (1, 1, 1, 1)
    assert (result.is_synced, audit.unsynced) == (False, 1)
    audit.conclude()
    assert audit.unsynced == 2
    audit.compare(OpenOrders(40_000, 40 * SECOND, [row(OURS + "01", 1), row(OURS + "03", 1)]))
    assert audit.conclude().is_synced
    assert audit.unsynced == 0
