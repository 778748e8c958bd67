"""The way out: everything withdrawn, confirmed by the venue, or said to be unconfirmed."""

from hyperquote.market_maker.commands import AskOpenOrders, Cancel, Command, Finished, Note
from hyperquote.market_maker.events import OpenOrder, OpenOrders
from hyperquote.market_maker.safety.shutdown import Shutdown
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_manager import OrderManager
from hyperquote.market_maker.tracking.order_table import OrderEvent

SECOND = 1_000_000_000
OURS = "0x68716d6d000000070000000000000001"


def resting() -> tuple[OrderManager, TrackedOrder]:
    orders = OrderManager()
    order = TrackedOrder(OURS, is_buy=True, px_units=10, lots=1, level=0, reduce_only=False, decided_ns=0)
    orders.add(order)
    orders.move(order, OrderEvent.SEND, 0)
    orders.move(order, OrderEvent.ACK_RESTING, 0)
    return orders, order


def kinds(commands: list[Command]) -> list[type[Command]]:
    return [type(command) for command in commands]


def listed(now_ns: int, *cloids: str) -> OpenOrders:
    return OpenOrders(0, now_ns, [OpenOrder(5, cloid, True, 10, 1, 1, 0) for cloid in cloids])


def test_a_clean_stop_cancels_confirms_and_ends() -> None:
    orders, order = resting()
    shutdown = Shutdown(orders, 30 * SECOND)
    assert kinds(shutdown.begin("operator", False, SECOND, "position 0")) == [Note, Cancel, AskOpenOrders]
    orders.move(order, OrderEvent.CANCEL_OK, SECOND)
    commands = shutdown.on_open_orders(listed(2 * SECOND))
    assert kinds(commands) == [Note, Finished]
    assert isinstance(commands[1], Finished)
    assert commands[1].is_clean


def test_a_list_from_before_the_stop_proves_nothing() -> None:
    orders, _ = resting()
    shutdown = Shutdown(orders, 30 * SECOND)
    shutdown.begin("operator", False, SECOND, "")
    assert shutdown.on_open_orders(listed(SECOND)) == []


def test_what_the_venue_still_lists_is_cancelled_again_but_never_what_is_not_ours() -> None:
    orders, order = resting()
    shutdown = Shutdown(orders, 30 * SECOND)
    shutdown.begin("operator", False, SECOND, "")
    assert kinds(shutdown.on_open_orders(listed(2 * SECOND, OURS, "0xsomebody"))) == [Cancel]
    orders.move(order, OrderEvent.CANCEL_OK, 2 * SECOND)
    assert kinds(shutdown.on_open_orders(listed(3 * SECOND, "0xsomebody"))) == [Note, Finished]


def test_an_order_in_flight_keeps_us_waiting() -> None:
    orders, order = resting()
    late = TrackedOrder(OURS[:-1] + "2", is_buy=True, px_units=10, lots=1, level=1, reduce_only=False, decided_ns=0)
    orders.add(late)
    orders.move(late, OrderEvent.SEND, 0)
    shutdown = Shutdown(orders, 30 * SECOND)
    shutdown.begin("operator", False, SECOND, "")
    orders.move(order, OrderEvent.CANCEL_OK, SECOND)
    assert shutdown.on_open_orders(listed(2 * SECOND)) == []
    assert late.state == OrderState.SENT


def test_a_cancel_without_an_answer_is_not_a_cancelled_order_though_the_list_is_empty() -> None:
    orders, order = resting()
    shutdown = Shutdown(orders, 30 * SECOND)
    shutdown.begin("operator", False, SECOND, "")
    orders.move(order, OrderEvent.CANCEL_SEND, SECOND)
    assert shutdown.on_open_orders(listed(2 * SECOND)) == []
    orders.move(order, OrderEvent.CANCEL_OK, 2 * SECOND)
    assert kinds(shutdown.on_open_orders(listed(3 * SECOND))) == [Note, Finished]


def test_silence_is_asked_again_with_growing_pauses_and_ends_unclean() -> None:
    orders, _ = resting()
    shutdown = Shutdown(orders, 30 * SECOND)
    shutdown.begin("drawdown", True, 0, "")
    asked, ended = 0, []
    for tenth in range(1, 320):
        commands = shutdown.on_timer(tenth * SECOND // 10)
        asked += AskOpenOrders in kinds(commands)
        ended += [command for command in commands if isinstance(command, Finished)]
    assert 5 <= asked <= 12
    assert [end.is_clean for end in ended] == [False]
