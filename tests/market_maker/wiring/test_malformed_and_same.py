"""Bad data are counted, named and dropped; equal events give equal decisions."""

from collections.abc import Callable
from math import inf, nan

import pytest
from librt.vecs import vec
from tests.market_maker.wiring.harness import Bench, beliefs, described
from tests.market_maker.wiring.market import LAG_MS

from hyperquote.market_maker.events import AssetContext, Bbo, Book, Event, Mid, Rejected, Trade


def bbo(bench: Bench, *, bid: float = 0.0, ask: float = 0.0, size: float = 1.0, late_ms: int = 0) -> Bbo:
    market = bench.market
    stamp = bench.now_ms - LAG_MS - late_ms
    return Bbo(stamp, bench.now_ns, bid or market.bid, size, ask or market.ask, 1.0)


def book(bench: Bench, bids: list[float], asks: list[float], sizes: list[float], late_ms: int = 0) -> Book:
    return Book(
        bench.now_ms - LAG_MS - late_ms,
        bench.now_ns,
        vec[float](bids),
        vec[float](sizes[: len(bids)]),
        vec[float](asks),
        vec[float](sizes[: len(asks)]),
        True,
    )


def trade(bench: Bench, px: float, sz: float) -> Trade:
    return Trade(bench.now_ms - LAG_MS, bench.now_ns, px, sz, True, 999_999)


def mid(bench: Bench, px: float, late_ms: int = 0) -> Mid:
    return Mid(bench.now_ms - LAG_MS - late_ms, bench.now_ns, px)


def context(bench: Bench, *numbers: float) -> AssetContext:
    return AssetContext(bench.now_ms - LAG_MS, bench.now_ns, *numbers)


MALFORMED: list[tuple[str, Callable[[Bench], Event]]] = [
    ("bad price in quote", lambda b: bbo(b, bid=nan)),
    ("bad price in quote", lambda b: bbo(b, bid=-1.0)),
    ("bad price in quote", lambda b: bbo(b, ask=inf)),
    ("bad size in quote", lambda b: bbo(b, size=nan)),
    ("bad size in quote", lambda b: bbo(b, size=0.0)),
    ("crossed", lambda b: bbo(b, bid=4_100.0, ask=4_000.0)),
    ("crossed", lambda b: bbo(b, bid=4_000.0, ask=4_000.0)),
    ("late", lambda b: bbo(b, late_ms=2_500)),
    ("from the future", lambda b: bbo(b, late_ms=-6_000)),
    ("is more than 20% away", lambda b: bbo(b, bid=5_000.0, ask=5_000.1)),
    ("no bid in book", lambda b: book(b, [], [4_000.0], [1.0])),
    ("bad ask level 1", lambda b: book(b, [3_999.0], [4_001.0, nan], [1.0, 1.0])),
    ("bad bid level 0", lambda b: book(b, [3_999.0], [4_001.0], [-1.0])),
    ("bid level 1 out of order", lambda b: book(b, [3_999.0, 3_999.5], [4_001.0], [1.0, 1.0])),
    ("crossed", lambda b: book(b, [4_002.0], [4_001.0], [1.0])),
    ("late", lambda b: book(b, [3_999.0], [4_001.0], [1.0], late_ms=9_000)),
    ("is more than 20% away", lambda b: book(b, [2_000.0], [2_001.0], [1.0])),
    ("bad price in trade", lambda b: trade(b, nan, 1.0)),
    ("bad price in trade", lambda b: trade(b, 0.0, 1.0)),
    ("bad size in trade", lambda b: trade(b, 4_000.0, inf)),
    ("bad size in trade", lambda b: trade(b, 4_000.0, -2.0)),
    ("is more than 20% away", lambda b: trade(b, 9_000.0, 1.0)),
    ("bad mid", lambda b: mid(b, nan)),
    ("bad mid", lambda b: mid(b, 0.0)),
    ("is more than 20% away", lambda b: mid(b, 1.0)),
    ("bad price in context", lambda b: context(b, nan, 4_000.0, 0.0, 1.0)),
    ("bad price in context", lambda b: context(b, 4_000.0, -4_000.0, 0.0, 1.0)),
    ("bad number in context", lambda b: context(b, 4_000.0, 4_000.0, nan, 1.0)),
    ("bad number in context", lambda b: context(b, 4_000.0, 4_000.0, 0.0, -1.0)),
    ("unknown field", lambda b: Rejected(0, b.now_ns, "bbo", "unknown field `x`")),
]


@pytest.mark.parametrize(("reason", "make"), MALFORMED)
def test_a_malformed_message_is_counted_named_dropped_and_believed_by_nobody(
    reason: str, make: Callable[[Bench], Event]
) -> None:
    bench = Bench().warm_up()
    before, ages = beliefs(bench), [feed.age_s for feed in bench.view.feeds]
    bad = make(bench)
    bench.tell(bad)
    assert bench.view.counts["malformed"] == 1
    assert reason in bench.notes[-1]
    assert bench.notes[-1].startswith("warning data: ")
    assert beliefs(bench) == before
    assert [feed.age_s for feed in bench.view.feeds] == ages
    assert bench.view.mark_px != -4_000.0


def test_a_trade_told_again_or_long_ago_is_history_and_teaches_nothing() -> None:
    bench = Bench().warm_up()
    fresh = bench.market.trade(bench.now_ms)
    bench.tell(fresh)
    before = beliefs(bench)
    old = Trade(fresh.exchange_ms - 3_000, bench.now_ns, 3_990.0, 50.0, True, 424_242)
    bench.tell(fresh, old)
    assert beliefs(bench) == before
    assert bench.engine.beliefs.replayed_trades == 2


def test_a_gap_in_price_that_three_messages_agree_on_is_the_market() -> None:
    bench = Bench().warm_up()
    for _ in range(3):
        bench.now_ms += 100
        bench.tell(bbo(bench, bid=5_200.0, ask=5_200.1))
    assert bench.view.counts["malformed"] == 2
    assert bench.view.mid == pytest.approx(5_200.05)


def lived(seed: int) -> Bench:
    bench = Bench(seed=seed).warm_up()
    for number in range(20):
        bench.fill(is_buy=number % 2 == 0, lots=25)
        bench.run(15)
    return bench


def test_the_same_events_give_the_same_decisions_and_another_market_gives_others() -> None:
    one, two, other = lived(1), lived(1), lived(2)
    assert [described(command) for command in one.commands] == [described(command) for command in two.commands]
    assert one.view.checksum == two.view.checksum != other.view.checksum


def test_a_fresh_engine_told_the_recorded_events_decides_as_the_first_one_did() -> None:
    one = lived(3)
    again = Bench(seed=99)
    commands = [command for event in one.events for command in again.engine.on_event(event)]
    assert [described(command) for command in commands] == [described(command) for command in one.commands]
    assert again.view.checksum == one.view.checksum
