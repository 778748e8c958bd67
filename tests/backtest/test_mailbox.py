from hypothesis import given
from hypothesis.strategies import integers, lists

from hyperquote.backtest.mailbox import Mailbox
from hyperquote.backtest.tape import NEVER_NS
from hyperquote.market_maker.events import Timer


@given(lists(integers(0, 20)))
def test_parcels_come_by_time_and_at_equal_times_in_the_order_they_were_sent(times: list[int]) -> None:
    mailbox = Mailbox()
    for place, at_ns in enumerate(times):
        mailbox.post(at_ns, Timer(place, at_ns), None)
    came = []
    while mailbox.next_ns != NEVER_NS:
        due_ns = mailbox.next_ns
        parcel = mailbox.take()
        assert parcel.at_ns == due_ns
        assert parcel.event is not None
        came.append((parcel.at_ns, parcel.event.exchange_ms))
    assert came == sorted((at_ns, place) for place, at_ns in enumerate(times))


def test_parcels_posted_while_others_are_delivered_find_their_place() -> None:
    mailbox = Mailbox()
    for at_ns in (5, 1, 9):
        mailbox.post(at_ns, None, None)
    assert mailbox.take().at_ns == 1
    mailbox.post(3, None, None)
    mailbox.post(7, None, None)
    assert [mailbox.take().at_ns for _ in range(4)] == [3, 5, 7, 9]
