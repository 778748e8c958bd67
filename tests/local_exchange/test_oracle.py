import pytest
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, ETH_MARK, Venue

from hyperquote.consts import MICRO
from hyperquote.local_exchange.matching.facts import FundingFact
from hyperquote.local_exchange.matching.order import Level
from hyperquote.local_exchange.oracle import Oracle, impact_units

HOUR = 1_760_000_400_000 // 3_600_000 * 3_600_000


def quoted(bid: float, ask: float) -> tuple[Venue, Oracle]:
    """Carol quotes 20 ETH on both sides; the oracle says 3000."""
    venue = Venue(usd=1_000_000)
    venue.buy(CAROL, bid, 20.0)
    venue.sell(CAROL, ask, 20.0)
    oracle = Oracle(venue.core, HOUR)
    oracle.list_asset(ETH, ETH_MARK, 20_000)
    return venue, oracle


def test_an_impact_price_is_the_average_over_the_levels_it_needs() -> None:
    levels = [Level(100, 30, 1), Level(110, 100, 1)]
    assert impact_units(levels, 3_000) == 100.0
    assert impact_units(levels, 3_000 + 5_500) == pytest.approx(8_500 / 80)
    assert impact_units(levels, 50_000) is None


def test_marks_move_every_three_seconds() -> None:
    venue, oracle = quoted(2_999.0, 3_001.0)
    oracle.advance(HOUR)
    assert venue.house.mark_units(ETH) == ETH_MARK
    oracle.set_price(ETH, 3_030_00)
    oracle.advance(HOUR + 2_999)
    assert venue.house.mark_units(ETH) == ETH_MARK
    for second in range(3, 200):
        oracle.advance(HOUR + 1_000 * second)
    assert venue.house.mark_units(ETH) == ETH_MARK, "the book did not move, and two of three inputs are the book"


def test_a_thin_book_gives_no_premium_sample() -> None:
    venue = Venue()
    venue.buy(CAROL, 2_999.0, 1.0)
    oracle = Oracle(venue.core, HOUR)
    oracle.list_asset(ETH, ETH_MARK)
    oracle.advance(HOUR)
    state = oracle.assets[ETH]
    assert (state.impact_bid_units, state.impact_ask_units, state.last_premium) == (None, None, None)


def test_funding_is_settled_once_at_each_full_hour() -> None:
    venue, oracle = quoted(2_999.0, 3_001.0)
    venue.sell(BOB, 3_000.0, 1.0)
    venue.buy(ALICE, 3_000.0, 1.0)
    for second in range(0, 3_600, 5):
        oracle.advance(HOUR + 1_000 * second)
    venue.core.drain()
    oracle.advance(HOUR + 3_600_050)
    oracle.advance(HOUR + 3_600_120)
    paid = [fact for fact in venue.core.drain() if isinstance(fact, FundingFact)]
    assert {(fact.account, fact.micro, fact.time_ms) for fact in paid} == {
        (BOB, 37_500, HOUR + 3_600_000),
        (ALICE, -37_500, HOUR + 3_600_000),
    }
    assert venue.house.imbalance_micro() == 0
    assert [row.funding_e10 for row in oracle.assets[ETH].history] == [125_000]


def test_a_book_above_the_oracle_makes_longs_pay_more() -> None:
    _, oracle = quoted(3_009.0, 3_010.0)
    for second in range(0, 3_600, 5):
        oracle.advance(HOUR + 1_000 * second)
    state = oracle.assets[ETH]
    assert state.last_premium == pytest.approx(0.003)
    assert state.funding_e10 == round((0.003 - 0.0005) / 8 * 10**10)


def test_an_oracle_price_must_be_positive() -> None:
    _, oracle = quoted(2_999.0, 3_001.0)
    with pytest.raises(ValueError, match="must be positive"):
        oracle.set_price(ETH, 0)
    assert oracle.assets[ETH].impact_micro == 20_000 * MICRO
