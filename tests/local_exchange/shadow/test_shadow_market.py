import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, tuples
from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.book.queue import ProportionalModel, QueueModel
from hyperquote.local_exchange.matching.market import MakerGate
from hyperquote.local_exchange.matching.order import BookOrder, Match
from hyperquote.local_exchange.shadow.market import ShadowMarket

ME = "0x" + "1" * 40


def order(is_buy: bool, px: int, lots: int, *, tif: str = "Alo", account: str = ME, oid: int = 1) -> BookOrder:
    return BookOrder(oid, account, 0, is_buy, px, lots, tif, False, "", 0)


def show(market: ShadowMarket, bids: list[tuple[int, int]], asks: list[tuple[int, int]]) -> list[Match]:
    def column(rows: list[tuple[int, int]], at: int) -> "vec[i64]":
        return vec[i64]([row[at] for row in rows])

    return market.on_book(
        column(bids, 0), column(bids, 1), len(bids), column(asks, 0), column(asks, 1), len(asks)
    )  # fmt: skip


def shown(queues: QueueModel | None = None) -> ShadowMarket:
    """A market with bids 100×10, 99×20, 97×5 and asks 101×8, 102×6, 104×50."""
    market = ShadowMarket(queues or QueueModel())
    assert show(market, [(100, 10), (99, 20), (97, 5)], [(101, 8), (102, 6), (104, 50)]) == []
    return market


def resting(market: ShadowMarket, is_buy: bool, px: int, lots: int, *, oid: int = 1, account: str = ME) -> BookOrder:
    rested = order(is_buy, px, lots, oid=oid, account=account)
    market.rest(rested, 0)
    return rested


def filled(matches: list[Match]) -> list[tuple[int, int, int]]:
    """Maker oid, price and lots of each match."""
    return [(match.maker.oid if match.maker else 0, match.px_units, match.lots) for match in matches]


def levels(market: ShadowMarket, is_buy: bool) -> list[tuple[int, int]]:
    return [(level.px_units, level.lots) for level in market.levels(is_buy, 20)]


class TestTheTapesBook:
    def test_is_what_the_snapshot_says(self) -> None:
        market = shown()
        assert levels(market, True) == [(100, 10), (99, 20), (97, 5)]
        assert levels(market, False) == [(101, 8), (102, 6), (104, 50)]
        assert [market.best_units(True), market.best_units(False)] == [100, 101]
        assert [level.px_units for level in market.levels(False, 2)] == [101, 102]

    def test_lets_the_touch_cut_into_the_levels(self) -> None:
        market = shown()
        market.on_bbo(99, 15, 102, 6)
        assert levels(market, True) == [(99, 15), (97, 5)]
        assert levels(market, False) == [(102, 6), (104, 50)]
        market.on_bbo(101, 3, 102, 1)
        assert levels(market, True) == [(101, 3), (99, 15), (97, 5)]
        assert levels(market, False) == [(102, 1), (104, 50)]

    def test_is_empty_before_the_first_display(self) -> None:
        market = ShadowMarket(QueueModel())
        assert market.best_units(True) == market.best_units(False) == market.last_units() == 0
        assert market.take(order(True, 200, 1, tif="Ioc"), 0) == []

    def test_remembers_the_last_trade(self) -> None:
        market = shown()
        market.on_trade(101, 1, True)
        assert market.last_units() == 101

    def test_forgets_the_worst_of_very_many_levels(self) -> None:
        market = ShadowMarket(QueueModel())
        for px in range(1, 200):
            market.on_bbo(px, 1, 1000, 1)
        assert len(market.levels(True, 1000)) == 64
        assert market.best_units(True) == 199


class TestTheQueue:
    def test_starts_with_what_is_displayed_at_our_price(self) -> None:
        market = shown()
        assert market.ahead_lots(resting(market, True, 99, 5)) == 20

    def test_is_empty_at_a_price_nobody_shows(self) -> None:
        market = shown()
        assert market.ahead_lots(resting(market, True, 98, 5)) == 0
        assert market.ahead_lots(resting(market, False, 103, 5)) == 0

    def test_is_unknown_beyond_the_deepest_level_until_it_is_shown(self) -> None:
        market = shown()
        deep = resting(market, True, 90, 5)
        assert market.ahead_lots(deep) == -1
        assert market.on_trade(90, 100, False) == []  # at an unknown place in the queue we claim nothing
        show(market, [(91, 1), (90, 7)], [(101, 8)])
        assert market.ahead_lots(deep) == 7

    def test_is_unknown_where_the_touch_jumped_over_prices(self) -> None:
        market = shown()
        market.on_bbo(105, 2, 108, 2)
        assert market.ahead_lots(resting(market, True, 103, 5)) == -1
        assert market.ahead_lots(resting(market, True, 99, 5, oid=2)) == 20

    def test_of_a_touch_only_tape_is_known_at_the_touch_and_better(self) -> None:
        market = ShadowMarket(QueueModel())
        market.on_bbo(100, 10, 105, 10)
        at_touch, inside, behind = (resting(market, True, px, 1, oid=px) for px in (100, 101, 99))
        assert [market.ahead_lots(o) for o in (at_touch, inside, behind)] == [10, 0, -1]
        market.on_bbo(99, 30, 105, 10)
        assert [market.ahead_lots(o) for o in (at_touch, behind)] == [0, 30]

    def test_moves_by_trades_and_then_fills_us(self) -> None:
        market = shown()
        mine = resting(market, True, 100, 5)
        assert market.on_trade(100, 7, False) == []
        assert filled(market.on_trade(100, 6, False)) == [(1, 100, 3)]
        assert mine.lots == 2
        assert filled(market.on_trade(100, 9, False)) == [(1, 100, 2)]
        assert not market.remove(mine)

    def test_does_not_move_by_trades_of_the_other_aggressor(self) -> None:
        market = shown()
        mine = resting(market, True, 100, 5)
        assert market.on_trade(100, 500, True) == []
        assert market.ahead_lots(mine) == 10

    def test_serves_older_orders_first_and_no_volume_twice(self) -> None:
        market = shown()
        resting(market, True, 100, 4, oid=1)
        resting(market, True, 100, 4, oid=2)
        assert filled(market.on_trade(100, 16, False)) == [(1, 100, 4), (2, 100, 2)]

    def test_moves_by_cancels_when_we_believe_so(self) -> None:
        market = shown(ProportionalModel())
        mine = resting(market, True, 100, 5)
        market.on_bbo(100, 40, 101, 8)
        market.on_bbo(100, 20, 101, 8)
        assert market.ahead_lots(mine) == 5


class TestTradesThroughOurPrice:
    def test_fill_us_at_our_price_for_their_volume(self) -> None:
        market = shown()
        mine = resting(market, True, 100, 5)
        assert filled(market.on_trade(99, 3, False)) == [(1, 100, 3)]
        assert filled(market.on_trade(100, 9, False)) == [(1, 100, 2)]  # nobody is ahead any more
        assert mine.lots == 0

    def test_fill_better_prices_first(self) -> None:
        market = shown()
        resting(market, False, 102, 4, oid=1)
        resting(market, False, 101, 4, oid=2)
        assert filled(market.on_trade(103, 6, True)) == [(2, 101, 4), (1, 102, 2)]


class TestQuotesThatCrossUs:
    def test_fill_us_whole_at_our_price(self) -> None:
        market = shown()
        resting(market, False, 102, 500)
        assert market.on_bbo(101, 1, 103, 1) == []
        assert filled(market.on_bbo(102, 1, 103, 1)) == [(1, 102, 500)]

    def test_of_a_snapshot_do_too(self) -> None:
        market = shown()
        resting(market, True, 100, 7)
        assert filled(show(market, [(98, 1)], [(99, 1)])) == [(1, 100, 7)]


class TestTaking:
    def test_walks_the_displayed_levels_at_their_prices(self) -> None:
        market = shown()
        taker = order(True, 102, 20, tif="Ioc")
        matches = market.take(taker, 0)
        assert filled(matches) == [(0, 101, 8), (0, 102, 6)]
        assert taker.lots == 6
        assert market.best_units(False) == 104

    def test_takes_nothing_twice_until_the_tape_shows_it_again(self) -> None:
        market = shown()
        market.take(order(True, 101, 5, tif="Ioc"), 0)
        assert levels(market, False)[0] == (101, 3)
        market.take(order(True, 101, 5, tif="Ioc"), 0)
        assert market.take(order(True, 101, 5, tif="Ioc"), 0) == []
        market.on_bbo(100, 10, 101, 8)
        assert filled(market.take(order(True, 101, 5, tif="Ioc"), 0)) == [(0, 101, 5)]

    def test_expires_our_own_resting_order_that_it_reaches(self) -> None:
        market = shown()
        mine = resting(market, False, 101, 5)
        stranger = resting(market, False, 101, 5, account="0x" + "2" * 40)
        taker = order(True, 103, 30, tif="Ioc")
        assert filled(market.take(taker, 0)) == [(0, 101, 8), (0, 102, 6)]
        assert market.expired == [mine]
        assert market.remove(stranger)

    def test_leaves_our_own_order_alone_that_it_does_not_reach(self) -> None:
        market = shown()
        mine = resting(market, False, 102, 5)
        market.take(order(True, 103, 8, tif="Ioc"), 0)
        assert market.expired == []
        assert market.remove(mine)


class Stingy(MakerGate):
    """Admits two lots and no more."""

    def admit(self, maker: BookOrder, lots: int) -> int:
        return min(lots, 2)


@pytest.mark.parametrize("crossing", [True, False])
def test_an_order_that_the_gate_stops_fills_what_is_admitted_and_leaves(crossing: bool) -> None:
    market = shown()
    market.gate = Stingy()
    mine = resting(market, True, 100, 5)
    matches = market.on_bbo(98, 1, 99, 1) if crossing else market.on_trade(99, 4, False)
    assert filled(matches) == [(1, 100, 2)]
    assert market.expired == [mine]
    assert not market.remove(mine)


@given(
    lists(tuples(booleans(), integers(95, 106), integers(1, 30)), max_size=8),
    lists(tuples(booleans(), integers(95, 106), integers(1, 30)), max_size=20),
)
def test_fills_never_exceed_the_volume_that_traded_at_or_through_their_price(
    orders: list[tuple[bool, int, int]], trades: list[tuple[bool, int, int]]
) -> None:
    market = shown()
    for oid, (is_buy, px, lots) in enumerate(orders, 1):
        if (px < 101) if is_buy else (px > 100):
            resting(market, is_buy, px, lots, oid=oid)
    for is_buy, px, lots in trades:
        matches = market.on_trade(px, lots, is_buy)
        assert sum(match.lots for match in matches) <= lots
        for match in matches:
            assert match.maker is not None
            assert match.maker.is_buy is not is_buy
            assert match.px_units == match.maker.px_units
            assert match.px_units >= px if match.maker.is_buy else match.px_units <= px
            assert 0 <= match.maker.lots < match.maker.original_lots


@given(lists(tuples(integers(98, 101), integers(1, 20)), min_size=1, max_size=30))
def test_an_older_order_at_the_same_price_is_never_behind(trades: list[tuple[int, int]]) -> None:
    market = shown()
    older, newer = resting(market, True, 99, 30, oid=1), resting(market, True, 99, 30, oid=2)
    for px, lots in trades:
        market.on_trade(px, lots, False)
        assert older.lots == 0 or newer.lots == newer.original_lots
