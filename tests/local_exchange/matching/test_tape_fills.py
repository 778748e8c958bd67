"""A market that trades by itself: the recorded tape is the counterparty."""

from hypothesis import given
from hypothesis import strategies as st
from tests.local_exchange.trading_venue import ALICE, ETH, NOW, Venue

from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.matching.facts import OrderFact, TradeFact
from hyperquote.local_exchange.matching.order import BookOrder, Match
from hyperquote.local_exchange.matching.tid import tape_trade_id, trade_id


def tape_fills(venue: Venue, order: BookOrder, lots: int) -> None:
    """Do what a shadow market does when the tape trades at our price: ask the gate, fill, hand over the match."""
    admitted = venue.eth.gate.admit(order, lots)
    order.lots -= admitted
    if admitted < lots or order.lots == 0:
        order.lots += admitted  # the book counts what rested
        venue.eth.remove(order)
        order.lots -= admitted
    if admitted < lots:
        venue.eth.expired.append(order)
    matches = [Match(order, None, order.px_units, admitted)] if admitted else []
    venue.core.apply(ETH, matches, NOW)


def test_a_fill_by_the_tape_is_booked_for_both_and_sums_to_zero() -> None:
    venue = Venue()
    placed = venue.buy(ALICE, 2999.0, 1.0)
    (order,) = venue.core.open_orders(ALICE)
    venue.core.drain()
    tape_fills(venue, order, 10_000)
    told = venue.core.drain()
    (trade,) = (fact for fact in told if isinstance(fact, TradeFact))
    assert (trade.buyer, trade.seller, trade.buyer_oid, trade.seller_oid) == (ALICE, TAPE, placed.oid, 0)
    assert not trade.taker_is_buy
    assert [fact.status for fact in told if isinstance(fact, OrderFact)] == ["filled"]
    assert (venue.lots(ALICE), venue.lots(TAPE)) == (10_000, -10_000)
    assert venue.house.imbalance_micro() == 0
    assert venue.house.fees_micro == 449_850, "our maker fee only: the tape pays none"


def test_an_order_that_the_gate_refuses_ends_though_nothing_traded() -> None:
    venue = Venue(usd=200)
    placed = venue.buy(ALICE, 2999.0, 1.0)
    (order,) = venue.core.open_orders(ALICE)
    venue.house.account(ALICE).cash_micro -= 150_000_000
    venue.house.fees_micro += 150_000_000
    tape_fills(venue, order, 10_000)
    assert venue.statuses() == [(placed.oid, "open"), (placed.oid, "marginCanceled")]
    assert venue.house.locked_micro(ALICE) == 0


def test_the_tape_may_fill_one_order_many_times_under_different_trade_ids() -> None:
    venue = Venue()
    venue.buy(ALICE, 2999.0, 1.0)
    (order,) = venue.core.open_orders(ALICE)
    for _ in range(4):
        tape_fills(venue, order, 1_000)
    assert len({trade.tid for trade in venue.trades()}) == 4
    assert venue.lots(ALICE) == 4_000


oids = st.integers(1, (1 << 24) - 1)


@given(oids, oids, oids, oids)
def test_different_pairs_of_orders_have_different_trade_ids(a: int, b: int, c: int, d: int) -> None:
    assert (trade_id(a, b) == trade_id(c, d)) == ((a, b) == (c, d))
    assert tape_trade_id(a, b) != trade_id(c, d)
    assert 0 <= trade_id(a, b) < 1 << 50


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_trade_id_has_fifty_bits_however_large_the_oids(buyer: int, seller: int) -> None:
    assert 0 <= trade_id(buyer, seller) < 1 << 50
