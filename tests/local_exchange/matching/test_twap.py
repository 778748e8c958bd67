"""A TWAP sends equal slices at equal distance, catches up within bounds and never trades more than its size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.local_exchange.trading_venue import ALICE, BOB, ETH, ETH_MARK, NOW, Venue

from hyperquote.local_exchange.matching.facts import FillFact, TwapFact
from hyperquote.local_exchange.matching.twap import Twap, slice_count
from hyperquote.local_exchange.matching.twap_desk import TwapPlaced

HALF_MINUTE = 30_000
USD = 1_000_000


def order(
    venue: Venue,
    size: float = 1.1,
    minutes: int = 5,
    *,
    is_buy: bool = True,
    reduce_only: bool = False,
    randomize: bool = False,
    trigger: int = 0,
    above: bool = False,
    stop: int = 0,
) -> TwapPlaced:
    lots = venue.core.assets[ETH].grid.lots(size)
    return venue.core.twaps.place(ALICE, ETH, is_buy, lots, reduce_only, minutes, randomize, trigger, above, stop, NOW)


def told(venue: Venue) -> list[tuple[str, int]]:
    return [(fact.status, fact.executed_lots) for fact in venue.core.drain() if isinstance(fact, TwapFact)]


@pytest.mark.parametrize(
    ("minutes", "usd", "slices"), [(60, 10_000, 121), (4 * 24 * 60, 10_000, 1_000), (5, 100, 10), (5, 33_000, 11)]
)
def test_a_slice_goes_every_half_minute_unless_it_would_be_worth_under_ten_dollars(
    minutes: int, usd: int, slices: int
) -> None:
    assert slice_count(minutes, usd * USD) == slices


def test_slices_are_equal_and_the_last_one_ends_it() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 5.0)
    assert order(venue).twap_id == 1
    for i in range(11):
        venue.core.advance(NOW + i * HALF_MINUTE)
        venue.core.advance(NOW + i * HALF_MINUTE + HALF_MINUTE - 1)
        assert venue.lots(ALICE) == (i + 1) * 1_000
    facts = venue.core.drain()
    fills = [fact for fact in facts if isinstance(fact, FillFact) and fact.account == ALICE]
    assert [(fill.twap_id, fill.crossed, fill.is_by_venue) for fill in fills] == [(1, True, True)] * 11
    changes = [(fact.status, fact.executed_micro) for fact in facts if isinstance(fact, TwapFact)]
    assert changes == [("activated", 0), ("finished", 3_300 * USD)]
    assert venue.core.twaps.active == {}


def test_a_slice_never_trades_three_percent_from_the_middle_and_later_ones_catch_up_threefold() -> None:
    venue = Venue()
    venue.buy(BOB, 3000.0, 1.0)
    far = venue.sell(BOB, 3250.0, 5.0)
    order(venue)
    for i in range(5):
        venue.core.advance(NOW + i * HALF_MINUTE)
    assert venue.lots(ALICE) == 0
    venue.core.cancel(BOB, ETH, far.oid, NOW)
    venue.sell(BOB, 3050.0, 5.0)
    venue.core.advance(NOW + 5 * HALF_MINUTE)
    assert venue.lots(ALICE) == 3_000
    venue.core.advance(NOW + 6 * HALF_MINUTE)
    assert venue.lots(ALICE) == 6_000
    venue.core.advance(NOW + 7 * HALF_MINUTE)
    assert venue.lots(ALICE) == 8_000


def test_it_may_end_incomplete() -> None:
    venue = Venue()
    order(venue)
    venue.core.advance(NOW + 10 * HALF_MINUTE)
    assert told(venue) == [("activated", 0), ("finished", 0)]


def test_it_is_canceled_by_its_owner_alone() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 5.0)
    twap_id = order(venue).twap_id
    venue.core.advance(NOW)
    gone = "TWAP was never placed, already canceled, or filled."
    assert venue.core.twaps.cancel(BOB, ETH, twap_id, NOW) == gone
    assert venue.core.twaps.cancel(ALICE, ETH, twap_id, NOW) == ""
    assert venue.core.twaps.cancel(ALICE, ETH, twap_id, NOW) == gone
    assert told(venue) == [("activated", 0), ("terminated", 1_000)]
    assert venue.lots(ALICE) == 1_000


@pytest.mark.parametrize(
    ("size", "minutes", "reduce_only", "text"),
    [
        (0.0, 5, False, "Order has zero size."),
        (1.0, 4, False, "Invalid TWAP duration: 4 min(s)"),
        (1.0, 10_081, False, "Invalid TWAP duration: 10081 min(s)"),
        (0.0333, 5, False, "TWAP order value too small. Min is $100."),
        (1.0, 5, True, "Reduce-only TWAP order would increase position."),
    ],
)
def test_it_is_refused_in_the_venues_words(size: float, minutes: int, reduce_only: bool, text: str) -> None:
    venue = Venue()
    placed = order(venue, size, minutes, reduce_only=reduce_only)
    assert (placed.twap_id, placed.error) == (0, text)
    assert venue.core.drain() == []


def test_one_that_may_only_reduce_closes_the_position_and_no_more() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 0.25)
    venue.buy(ALICE, 3000.0, 0.25)
    venue.buy(BOB, 2990.0, 5.0)
    venue.core.drain()
    order(venue, is_buy=False, reduce_only=True)
    for i in range(5):
        venue.core.advance(NOW + i * HALF_MINUTE)
    assert venue.lots(ALICE) == 0
    assert told(venue) == [("activated", 0), ("error", 2_500)]


def test_it_waits_for_its_trigger_and_ends_at_its_stop() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 5.0)
    order(venue, trigger=3_010_00, above=True, stop=3_030_00)
    venue.core.advance(NOW)
    assert venue.lots(ALICE) == 0
    venue.house.set_mark(ETH, 3_010_00)
    venue.core.advance(NOW + HALF_MINUTE)
    venue.core.advance(NOW + 2 * HALF_MINUTE)
    assert venue.lots(ALICE) == 2_000
    venue.house.set_mark(ETH, 3_030_00)
    venue.core.advance(NOW + 3 * HALF_MINUTE)
    assert told(venue) == [("waitingForTrigger", 0), ("activated", 0), ("stopped", 2_000)]


def test_want_of_margin_ends_it_with_the_reason() -> None:
    venue = Venue(usd=100)
    venue.house.deposit(BOB, 100_000 * USD)
    venue.sell(BOB, 3000.0, 50.0)
    order(venue, 11.0)
    venue.core.advance(NOW)
    (last,) = [fact for fact in venue.core.drain() if isinstance(fact, TwapFact)][1:]
    assert (last.status, last.description) == ("error", "Insufficient margin to place order.")


actions = st.lists(
    st.tuples(st.integers(1, 150_000), st.sampled_from(["none", "offer", "pull"]), st.integers(-60, 60)),
    min_size=3,
    max_size=40,
)


@settings(max_examples=80, deadline=None)
@given(actions, st.integers(400, 30_000), st.integers(5, 30), st.booleans())
def test_slices_together_never_exceed_the_size_and_none_is_over_three_times_the_plain_one(
    stream: list[tuple[int, str, int]], lots: int, minutes: int, randomize: bool
) -> None:
    def play() -> list[tuple[int, int]]:
        venue = Venue()
        placed = venue.core.twaps.place(ALICE, ETH, True, lots, False, minutes, randomize, 0, False, 0, NOW)
        twap = venue.core.twaps.active[placed.twap_id]
        now_ms = NOW
        fills: list[tuple[int, int]] = []
        for wait_ms, kind, tick in stream:
            if kind == "offer":
                venue.core.place(BOB, ETH, False, ETH_MARK + 10 * tick, 3_000, "Gtc", False, "", now_ms)
            elif kind == "pull":
                venue.core.cancel_all(BOB, "canceled", now_ms)
            venue.core.advance(now_ms)
            sent = sum(fill.lots for fill in venue.fills() if fill.account == ALICE)
            fills.append((now_ms, sent))
            assert sent <= 3 * -(-lots // twap.slices)
            assert venue.lots(ALICE) == twap.executed_lots <= lots
            assert venue.house.imbalance_micro() == 0
            now_ms += wait_ms
        return fills

    assert play() == play()


@given(st.integers(1, 10**9), st.integers(5, 10_080), st.integers(2, 20_161))
def test_a_plain_twap_that_always_trades_ends_exactly_at_its_size(lots: int, minutes: int, slices: int) -> None:
    slices = min(slices, 2 * minutes + 1, 200)
    twap = Twap(1, ALICE, ETH, True, lots, False, minutes, True, slices, NOW, 0, False, 0)
    assert twap.interval_ms >= HALF_MINUTE
    now_ms = NOW
    while not twap.is_over:
        assert twap.is_slice_due(now_ms)
        twap.add(twap.next_lots(now_ms), 0)
        now_ms += twap.interval_ms
    assert twap.executed_lots == lots
