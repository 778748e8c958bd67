"""A scripted crash in the shape of 10 October 2025: a ladder of longs goes through the book, then past it.

Twenty accounts are long 3 ETH from 3000 USD, with leverages from 6 to 25, cross and isolated in turn. The
mark falls slowly, then fast, and the bids that there are lie ever farther below it.
"""

from collections import Counter

from tests.local_exchange.trading_venue import BOB, CAROL, ETH, NOW, Venue

from hyperquote.consts import MICRO
from hyperquote.local_exchange.matching.facts import Fact, FillFact, LiquidationFact

LONGS = [f"0x{n:040x}" for n in range(1, 21)]
FALL = [2_990, 2_960, 2_925, 2_890, 2_850, 2_800, 2_740, 2_600, 2_450]
BID_GAPS = [1, 2, 3, 5, 10, 40, 80, 150, 200]  # how far the bids lie under the mark of the moment (USD)


def leverage(n: int) -> int:
    return 6 + n if n < 19 else 25


def crash() -> tuple[Venue, list[list[Fact]]]:
    """Return the venue after the crash, and the facts of each of its blocks."""
    venue = Venue(usd=0)
    for who in (BOB, CAROL):
        venue.house.deposit(who, 1_000_000 * MICRO)
    for n, who in enumerate(LONGS):
        venue.house.deposit(who, 9_200 * MICRO // leverage(n))
        assert venue.core.set_leverage(who, ETH, leverage(n), n % 2 == 0, NOW) == ""
        venue.sell(BOB, 3_000, 3)
        assert venue.buy(who, 3_000, 3).filled_lots == 30_000
    venue.core.drain()
    blocks = []
    for step, (usd, gap) in enumerate(zip(FALL, BID_GAPS, strict=True)):
        now_ms = NOW + 3_000 * (step + 1)
        venue.core.cancel_all(CAROL, "canceled", now_ms)
        venue.buy(CAROL, usd - gap, 7)
        venue.house.set_mark(ETH, usd * 100)
        venue.core.drain()
        venue.core.advance(now_ms)
        blocks.append(venue.core.drain())
        assert venue.house.imbalance_micro() == 0
    return venue, blocks


def kinds(facts: list[Fact]) -> Counter[str]:
    """Count the fills of the liquidated by what happened to them."""
    found: Counter[str] = Counter()
    for fact in facts:
        if isinstance(fact, FillFact) and fact.forced is not None and fact.account in LONGS:
            found[fact.dir] += 1
    return found


def deleveraged(facts: list[Fact]) -> int:
    return sum(isinstance(fact, FillFact) and fact.dir == "Auto-Deleveraging" for fact in facts)


def test_the_ladder_goes_first_through_the_book_then_to_the_backstop_then_to_the_winners() -> None:
    venue, blocks = crash()
    long, isolated, cross = "Close Long", "Liquidated Isolated Long", "Liquidated Cross Long"
    assert [dict(kinds(block)) for block in blocks] == [
        {},
        {},
        {long: 3},
        {long: 2, isolated: 2, cross: 1},
        {long: 2, isolated: 1, cross: 1},
        {long: 1, isolated: 1, cross: 1},
        {isolated: 1},
        {isolated: 2, cross: 2},
        {cross: 1},
    ]
    assert [deleveraged(block) for block in blocks] == [0, 0, 0, 0, 0, 0, 0, 3, 1]
    assert all(venue.lots(who) == 0 for who in LONGS)


def test_within_a_block_all_liquidations_come_before_all_deleveraging() -> None:
    _, blocks = crash()
    for block in blocks:
        dirs = [fact.dir for fact in block if isinstance(fact, FillFact) and fact.forced is not None]
        winners = [n for n, text in enumerate(dirs) if text == "Auto-Deleveraging"]
        assert all(text.startswith(("Auto", "Liquidated")) for text in dirs[winners[0] :]) if winners else True


def test_who_is_deleveraged_gains_by_the_crash_and_nobody_owes() -> None:
    venue, blocks = crash()
    for block in blocks:
        for fact in block:
            if isinstance(fact, FillFact) and fact.dir == "Auto-Deleveraging":
                assert (fact.account, fact.is_buy, fact.fee_micro) == (BOB, True, 0)
                assert fact.closed_pnl_micro > 0
    for who in (*LONGS, BOB, CAROL):
        assert venue.house.account_value_micro(who) >= 0


def test_the_thinner_the_margin_the_earlier_it_goes() -> None:
    _, blocks = crash()
    order: list[int] = []
    for block in blocks:
        hit = [LONGS.index(fact.account) for fact in block if isinstance(fact, LiquidationFact)]
        assert len(set(hit)) == len(hit), "each is told once a block"
        new = [n for n in hit if n not in order]
        assert not order or not new or min(order) > max(new)
        order.extend(new)
    assert sorted(order) == list(range(20))
