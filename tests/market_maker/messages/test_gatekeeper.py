from math import inf, nan

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists, one_of, sampled_from
from librt.vecs import vec

from hyperquote.market_maker.events import AssetContext, Bbo, Book, Event, Mid, Timer, Trade
from hyperquote.market_maker.messages.dedup import RecentTrades
from hyperquote.market_maker.messages.validate import Gatekeeper, GatekeeperSettings

NOW = 1_760_000_000_000


def quote(mid: float = 100.0, *, ms: int = NOW, local_ms: int = NOW, half: float = 0.5, size: float = 1.0) -> Bbo:
    return Bbo(ms, local_ms * 1_000_000, mid - half, size, mid + half, size)


def trade(px: float = 100.0, *, ms: int = NOW, sz: float = 1.0, tid: int = 1) -> Trade:
    return Trade(ms, NOW * 1_000_000, px, sz, True, tid)


def snapshot(bids: list[float], asks: list[float], size: float = 1.0) -> Book:
    return Book(
        NOW,
        NOW * 1_000_000,
        vec[float](bids),
        vec[float]([size] * len(bids)),
        vec[float](asks),
        vec[float]([size] * len(asks)),
        True,
    )


def context(mark: float = 100.0, oracle: float = 100.0, funding: float = 0.0, interest: float = 1.0) -> AssetContext:
    return AssetContext(0, NOW * 1_000_000, mark, oracle, funding, interest)


def gate(**settings: float) -> Gatekeeper:
    return Gatekeeper(GatekeeperSettings(**settings))  # type: ignore[arg-type]


def mid(px: float = 100.0) -> Mid:
    return Mid(0, NOW * 1_000_000, px)


@pytest.mark.parametrize(
    "event", [quote(), trade(), snapshot([99.0, 98.0], [101.0, 102.0]), mid(), context(), Timer(NOW, NOW * 1_000_000)]
)
def test_ordinary_events_pass(event: Event) -> None:
    assert gate().check(event) == ""


@pytest.mark.parametrize("bad", [nan, inf, -inf, 0.0, -1.0])
def test_numbers_that_cannot_be_are_refused(bad: float) -> None:
    for event in (
        Bbo(NOW, NOW * 1_000_000, bad, 1.0, 101.0, 1.0),
        Bbo(NOW, NOW * 1_000_000, 99.0, 1.0, bad, 1.0),
        quote(size=bad),
        trade(bad),
        trade(sz=bad),
        snapshot([99.0, bad], [101.0]),
        snapshot([99.0], [101.0], size=bad),
        mid(bad),
        context(mark=bad),
        context(oracle=bad),
    ):
        keeper = gate()
        assert "bad" in keeper.check(event)
        assert (keeper.checked, keeper.refused) == (1, 1)


def test_a_context_may_have_negative_funding_but_no_nonsense() -> None:
    assert gate().check(context(funding=-0.001)) == ""
    assert "bad number" in gate().check(context(funding=nan))
    assert "bad number" in gate().check(context(interest=-1.0))


def test_books_must_be_sorted_whole_and_uncrossed() -> None:
    assert "out of order" in gate().check(snapshot([98.0, 99.0], [101.0]))
    assert "out of order" in gate().check(snapshot([99.0], [101.0, 101.0]))
    assert gate().check(snapshot([], [101.0])) == "no bid in book"
    assert gate().check(snapshot([99.0], [])) == "no ask in book"
    lopsided = Book(
        NOW, NOW * 1_000_000, vec[float]([99.0]), vec[float]([1.0, 2.0]), vec[float]([101.0]), vec[float]([1.0]), True
    )
    assert "1 bid prices but 2 sizes" in gate().check(lopsided)
    assert "crossed" in gate().check(snapshot([101.0], [100.0]))


def test_a_crossed_quote_is_refused_unless_allowed() -> None:
    keeper = gate()
    assert "crossed" in keeper.check(quote(half=0.0))
    assert keeper.crossed == 1
    assert gate(check_crossed_books=False).check(quote(half=0.0)) == ""


def test_each_feed_has_its_own_clock() -> None:
    keeper = gate()
    assert keeper.check(quote(ms=NOW)) == ""
    assert keeper.check(trade(ms=NOW - 10_000)) == ""
    assert keeper.check(quote(ms=NOW - 2000)) == ""
    assert "2001 ms older" in keeper.check(quote(ms=NOW - 2001))
    assert "late" in keeper.check(trade(ms=NOW - 12_001, tid=2))


def test_a_refused_event_does_not_move_the_clock() -> None:
    keeper = gate()
    assert keeper.check(quote(ms=NOW)) == ""
    assert "crossed" in keeper.check(quote(ms=NOW + 4000, half=0.0))
    assert keeper.check(quote(ms=NOW - 1000)) == ""


def test_neither_the_future_nor_the_distant_past_is_believed() -> None:
    assert gate().check(quote(ms=NOW + 5000)) == ""
    assert "ahead of local time" in gate().check(quote(ms=NOW + 5001))
    assert gate().check(quote(ms=NOW - 30_000)) == ""
    assert "too old" in gate().check(quote(ms=NOW - 30_001))
    assert gate(max_data_age_ms=60_000).check(quote(ms=NOW - 30_001)) == ""
    assert "late" in gate_after(quote(), max_regression_ms=10).check(quote(ms=NOW - 11))
    assert "ahead" in gate(max_ahead_ms=10).check(quote(ms=NOW + 11))


def gate_after(event: Event, **settings: float) -> Gatekeeper:
    keeper = gate(**settings)
    assert keeper.check(event) == ""
    return keeper


def test_a_gap_lets_a_feed_start_again() -> None:
    keeper = gate_after(quote())
    keeper.on_gap()
    assert keeper.check(quote(ms=NOW - 10_000)) == ""


def test_a_trade_counts_once() -> None:
    keeper = gate_after(trade(tid=7))
    assert keeper.check(trade(tid=7)) == "duplicate trade 7"
    assert keeper.check(trade(tid=7, ms=NOW + 1)) == ""
    assert keeper.duplicates == 1


def test_a_price_far_away_is_refused_until_three_agree() -> None:
    keeper = gate_after(quote(100.0))
    assert keeper.check(quote(120.0)) == ""
    assert "more than 20% away" in keeper.check(quote(150.0))
    assert "away" in keeper.check(trade(151.0))
    assert keeper.check(quote(149.0)) == ""
    assert "away" in keeper.check(quote(100.0))


def test_spikes_that_disagree_never_become_the_market() -> None:
    keeper = gate_after(quote(100.0))
    for px in (150.0, 300.0, 150.0, 10.0, 150.0, 300.0):
        assert "away" in keeper.check(quote(px))
    assert keeper.check(quote(101.0)) == ""


def test_a_good_price_in_between_starts_the_count_again() -> None:
    keeper = gate_after(quote(100.0))
    for _ in range(5):
        assert "away" in keeper.check(quote(150.0))
        assert "away" in keeper.check(quote(150.0))
        assert keeper.check(quote(100.0)) == ""


def test_a_trade_alone_does_not_move_the_anchor() -> None:
    keeper = gate_after(quote(100.0))
    assert keeper.check(trade(119.0)) == ""
    assert "away" in keeper.check(quote(130.0))


def test_deviation_and_patience_are_settings() -> None:
    assert "away" in gate_after(quote(), max_price_deviation_pct=0.01).check(quote(102.0))
    assert gate_after(quote(), reanchor_after=1).check(quote(200.0)) == ""


@given(lists(one_of(floats(), sampled_from([nan, inf, -inf, 0.0])), min_size=4, max_size=4))
def test_whatever_passes_is_a_quote_one_can_use(numbers: list[float]) -> None:
    bid, bid_size, ask, ask_size = numbers
    event = Bbo(NOW, NOW * 1_000_000, bid, bid_size, ask, ask_size)
    if gate().check(event) == "":
        assert 0.0 < bid < ask < inf
        assert 0.0 < bid_size < inf
        assert 0.0 < ask_size < inf


def test_old_keys_are_forgotten_only_when_memory_is_full() -> None:
    recent = RecentTrades(capacity=2)
    assert [recent.is_new(1, tid) for tid in (1, 2, 1, 3, 2, 1)] == [True, True, False, True, False, True]
    assert recent.duplicates == 2
    with pytest.raises(ValueError, match="room"):
        RecentTrades(capacity=0)
