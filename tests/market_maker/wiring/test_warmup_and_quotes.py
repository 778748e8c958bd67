"""From cold to quoting: what must be known, and what a quote cycle sends."""

import re

import pytest
from tests.market_maker.wiring.harness import Bench, deciding, of

from hyperquote.market_maker.commands import Cancel, Place
from hyperquote.market_maker.events import NO_TIME, Timer


def missing(bench: Bench) -> list[int]:
    """Counts of volume ticks, books and observations so far, as the operator reads them."""
    return [int(have) for have in re.findall(r"(\d+)/\d+", bench.view.warmup)]


def cold_with(ticks: int, books: int, observations: int) -> Bench:
    """A bench that has learnt exactly so much."""
    bench = Bench()
    bench.start()
    market = bench.market
    for _ in range(books):
        bench.now_ms += 100
        bench.tell(market.book(bench.now_ms))
    while missing(bench)[2] < observations:
        bench.now_ms += 50
        market.move(1 if bench.now_ms % 100 else -1)
        bench.tell(market.bbo(bench.now_ms))
    for _ in range(ticks):
        bench.now_ms += 20
        bench.tell(market.trade(bench.now_ms, usd=2_000))
    bench.keep_alive()
    return bench


@pytest.mark.parametrize(("ticks", "books", "observations"), [(19, 10, 50), (20, 9, 50), (20, 10, 49)])
def test_one_short_of_warm_does_not_quote(ticks: int, books: int, observations: int) -> None:
    bench = cold_with(ticks, books, observations)
    assert missing(bench) == [ticks, books, observations]
    bench.tick(10)
    assert of(bench.commands, Place) == []
    assert any(gate.startswith("warming up: ") for gate in bench.view.gates)


def test_exactly_warm_quotes() -> None:
    bench = cold_with(20, 10, 50)
    assert bench.view.warmup == ""
    bench.now_ms += 100
    bench.market.move(1)
    bench.tell(bench.market.bbo(bench.now_ms))
    bench.tick(1)
    assert bench.sides == {"bid", "ask"}
    assert bench.view.gates == []


def test_looking_before_the_first_event_does_not_start_the_clock() -> None:
    bench = Bench()
    assert "0/20 volume ticks" in bench.view.warmup
    bench.start()
    bench.tick(20)
    assert "0/20 volume ticks" in bench.view.warmup  # counted from the first event, not from 1970


def test_a_timer_alone_never_starts_quoting() -> None:
    bench = cold_with(5, 10, 50)
    bench.tick(3_000)
    bench.keep_alive()
    assert of(bench.commands, Place) == []


class TestTheFirstQuote:
    def test_is_five_rungs_a_side_in_one_request(self) -> None:
        bench = Bench().warm_up()
        places = of(bench.commands, Place)
        assert len(places) == 1
        orders = places[0].orders
        assert [(order.is_buy, order.level) for order in orders] == [
            (side, n) for side in (True, False) for n in range(5)
        ]
        assert {order.tif for order in orders} == {"Alo"}

    def test_runs_away_from_the_mid_in_price_and_shrinks_in_size(self) -> None:
        orders = of(Bench().warm_up().commands, Place)[0].orders
        bids, asks = orders[:5], orders[5:]
        assert [o.px_units for o in bids] == sorted({o.px_units for o in bids}, reverse=True)
        assert [o.px_units for o in asks] == sorted({o.px_units for o in asks})
        for side in (bids, asks):
            assert [o.lots for o in side] == sorted((o.lots for o in side), reverse=True)

    def test_says_what_the_limits_and_the_skew_come_to(self) -> None:
        bench = Bench().warm_up()
        assert bench.said(r"^info start: quoting 0\.\d+ a side, position limit 1\.\d+ \(7000 USD\)")
        assert bench.said(r"^info start: a full position shifts the quotes by \d+\.\d\d bps$")

    def test_warns_when_the_skew_at_a_full_position_is_below_half_a_basis_point(self) -> None:
        bench = Bench({"strategy": {"glft_mode": "seed", "seed_skew": "literal"}}).warm_up()
        assert bench.said(r"^warning start: a full position shifts the quotes by 0\.\d\d bps: nothing pushes")

    def test_warns_of_a_guaranteed_loss_at_the_floor(self) -> None:
        without = {"strategy": {"include_maker_fee": False}}
        assert (
            Bench(without).warm_up().said(r"^warning start: the lowest half-spread of 1\.00 bps does not pay .* 1\.50")
        )
        assert not Bench(without, maker_fee_rate=0.0001).warm_up().said("guaranteed loss")
        assert not Bench().warm_up().said("guaranteed loss")

    def test_lowers_the_limits_to_what_the_equity_carries(self) -> None:
        bench = Bench(equity_usd=1_000.0).warm_up()
        assert bench.said(r"^warning start: equity 1000\.00 USD at 3x and this volatility carry 0\.37")
        assert bench.view.max_position * bench.view.mid == pytest.approx(1_500, rel=1e-3)

    def test_waits_for_money(self) -> None:
        bench = Bench(equity_usd=0.0)
        bench.start()
        bench.run(200)
        assert of(bench.commands, Place) == []
        assert bench.view.gates == ["the account is empty: deposit first"]
        assert not bench.view.kill_reasons


class TestTheNextQuotes:
    def test_an_unchanged_market_gives_no_commands(self) -> None:
        bench = Bench().warm_up()
        last = bench.market.bbo(bench.now_ms)
        bench.tell(last)
        bench.tick(5)
        resting = sorted(bench.venue.open)
        for _ in range(20):
            bench.now_ms += 100
            assert deciding(bench.tell(last, Timer(NO_TIME, bench.now_ns))) == []
        assert sorted(bench.venue.open) == resting

    def test_a_moved_market_replaces_each_order_once_and_nothing_else(self) -> None:
        bench = Bench().warm_up().calm()
        resting = set(bench.venue.open)
        bench.market.move(60)  # 15 bps
        bench.now_ms += 100
        bench.tell(bench.market.bbo(bench.now_ms))
        bench.tick(5)
        cancelled = {order.cloid for cancel in of(bench.commands, Cancel) for order in cancel.orders}
        assert resting <= cancelled
        assert not resting & set(bench.venue.open)
        assert bench.sides == {"bid", "ask"}

    def test_cancels_come_before_the_places_that_replace_them(self) -> None:
        bench = Bench().warm_up()
        for _ in range(300):
            kinds = [type(command).__name__ for command in deciding(bench.run(1))]
            assert kinds == sorted(kinds), kinds  # "Cancel" < "Place"

    def test_a_level_has_one_request_in_flight_at_most(self) -> None:
        bench = Bench(delay=12).warm_up()
        bench.run(100)
        levels = [
            (row.is_buy, row.level) for row in bench.view.orders if row.state in {"Sent", "Resting", "PartialFilled"}
        ]
        assert len(levels) == len(set(levels))

    def test_what_rests_never_exceeds_the_limit_even_if_one_side_fills_whole(self) -> None:
        bench = Bench(delay=9).warm_up()
        limit = bench.grid.floor_lots(bench.view.max_position)
        for _ in range(200):
            bench.run(1)
            for is_buy in (True, False):
                assert sum(row.lots for row in bench.venue.open.values() if row.is_buy == is_buy) <= limit


def test_refused_orders_are_counted_told_and_not_resting() -> None:
    bench = Bench()
    bench.venue.refuses = "Post only order would have immediately matched"
    bench.start()
    bench.run(100)
    assert bench.view.counts["rejected"] > 0
    assert bench.said("^warning order: rejected: Post only order would have")
    assert not bench.view.orders
