from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, Venue

GROWS = "Reduce only order would increase position. asset=1"


def long_alice(size: float = 2.0) -> Venue:
    """Alice is long `size` ETH against Bob."""
    venue = Venue()
    venue.sell(BOB, 3000.0, size)
    venue.buy(ALICE, 3000.0, size)
    venue.core.drain()
    return venue


def test_without_a_position_or_on_its_side_it_is_refused() -> None:
    venue = long_alice()
    assert venue.buy(CAROL, 2999.0, 1.0, reduce_only=True).error == GROWS
    assert venue.buy(ALICE, 2999.0, 1.0, reduce_only=True).error == GROWS
    assert [status for _, status in venue.statuses()] == ["reduceOnlyRejected", "reduceOnlyRejected"]


def test_an_ioc_beyond_the_position_closes_it_and_no_more() -> None:
    venue = long_alice()
    venue.buy(CAROL, 2999.0, 5.0)
    placed = venue.sell(ALICE, 2999.0, 5.0, "Ioc", reduce_only=True)
    assert (placed.status, placed.filled_lots) == ("filled", 20_000)
    assert venue.lots(ALICE) == 0


def test_a_close_may_be_smaller_than_ten_dollars() -> None:
    venue = long_alice(0.0034)
    venue.buy(CAROL, 2500.0, 1.0)
    assert venue.sell(ALICE, 2500.0, 0.002, reduce_only=True).error.startswith("Order must have minimum value")
    assert venue.sell(ALICE, 2500.0, 0.0034, reduce_only=True).status == "filled"


def test_resting_ones_beyond_the_position_go_oldest_first() -> None:
    venue = long_alice(2.0)
    first = venue.sell(ALICE, 3001.0, 1.0, reduce_only=True)
    second = venue.sell(ALICE, 3002.0, 1.0, reduce_only=True)
    third = venue.sell(ALICE, 3003.0, 1.0, reduce_only=True)
    assert [order.oid for order in venue.core.open_orders(ALICE)] == [second.oid, third.oid]
    record = venue.core.order_status(ALICE, first.oid)
    assert record is not None
    assert record.status == "reduceOnlyCanceled"


def test_all_go_when_the_position_closes_or_flips() -> None:
    for size in (2.0, 3.0):
        venue = long_alice(2.0)
        venue.sell(ALICE, 3001.0, 1.0, reduce_only=True)
        venue.buy(CAROL, 2999.0, size)
        venue.sell(ALICE, 2999.0, size, "Ioc")
        assert venue.core.open_orders(ALICE) == []


def test_a_sweep_through_plain_and_reduce_only_orders_never_turns_the_position_by_the_latter() -> None:
    venue = long_alice(2.0)
    venue.sell(ALICE, 3002.0, 2.0, reduce_only=True)
    venue.sell(ALICE, 3001.0, 1.5)
    placed = venue.buy(CAROL, 3002.0, 3.5)
    assert placed.filled_lots == 20_000, "1.5 from the plain order, and the 0.5 that the other may still close"
    assert venue.lots(ALICE) == 0
    assert venue.core.open_orders(ALICE) == []


def test_it_locks_no_margin() -> None:
    venue = long_alice()
    locked = venue.house.locked_micro(ALICE)
    venue.sell(ALICE, 3001.0, 2.0, reduce_only=True)
    assert venue.house.locked_micro(ALICE) == locked
    assert venue.house.position(ALICE, ETH).reduce_sell_lots == 20_000
