"""What is kept of orders that ended is bounded, client ids included."""

from hyperquote.local_exchange.clearing.account import Account
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.matching.blotter import KEPT_RECORDS, Blotter
from hyperquote.local_exchange.matching.desk import Desk
from hyperquote.local_exchange.matching.facts import OrderFact
from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.matching.records import OrderRecords

ALICE = "0x" + "a" * 40


def ended(oid: int, cloid: str) -> OrderFact:
    order = BookOrder(oid, ALICE, 1, True, 3_000_00, 10, "Gtc", False, cloid, 0)
    return OrderFact(0, order, "canceled")


def test_the_oldest_record_is_handed_back_when_it_is_forgotten() -> None:
    records = OrderRecords(2)
    facts = [ended(oid, "") for oid in (1, 2, 3)]
    assert [records.note(fact) for fact in facts] == [None, None, facts[0]]
    assert records.find(ALICE, 1) is None
    assert records.find(ALICE, 3) is facts[2]


def test_a_client_id_is_forgotten_with_its_order_unless_another_bears_it() -> None:
    desk = Desk(Account(ALICE, 0, 0))
    blotter = Blotter(ClearingHouse(), {ALICE: desk})
    for oid, cloid in ((1, "first"), (2, "again"), (3, "again")):
        desk.cloids[cloid] = oid
        blotter.note(ended(oid, cloid))
    for oid in range(4, KEPT_RECORDS + 3):
        blotter.note(ended(oid, ""))
    assert desk.cloids == {"again": 3}
    blotter.note(ended(KEPT_RECORDS + 3, ""))
    assert desk.cloids == {}
