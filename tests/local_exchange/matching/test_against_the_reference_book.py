"""The real core beside a book of sorted lists: the same trades, the same ends, the same book, over long random days."""

import os
from random import Random

import pytest
from tests.local_exchange.matching.reference_book import ReferenceBook, Trade
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, ETH_MARK, NOW, Venue

from hyperquote.local_exchange.matching.facts import FillFact, OrderFact
from hyperquote.local_exchange.matching.order import ALO, GTC, IOC

ACCOUNTS = (ALICE, BOB, CAROL)
TICK = 10
FEW = 20_000
MANY = 1_000_000
BOOK_EVERY = 25  # the whole book is compared after so many operations
is_nightly = os.environ.get("HYPERQUOTE_NIGHTLY") == "1"


class Twins:
    """One stream of operations, done by both books, each step compared."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.venue = Venue(usd=1_000_000_000)
        self.reference = ReferenceBook()
        self.remaining: dict[int, int] = {}  # lots of every order that is open
        self.limits: dict[int, tuple[bool, int]] = {}  # side and limit of the same
        self.sent = self.traded = self.canceled = self.expired = 0

    def step(self) -> None:
        """Do one random operation."""
        if self.remaining and self.random.random() < 0.3:
            if self.random.random() < 0.5:
                self.cancel()
            else:
                self.modify()
        else:
            self.send()

    def send(self) -> None:
        who, is_buy, units, lots, tif = self._wish()
        placed = self.venue.core.place(who, ETH, is_buy, units, lots, tif, False, "", NOW)
        self._arrived(placed.oid, who, is_buy, units, lots, tif, post_only=tif == ALO)

    def modify(self) -> None:
        oid = self._one()
        who = self.reference_account(oid)
        _, is_buy, units, lots, tif = self._wish()
        tif = ALO if tif == IOC else tif
        placed = self.venue.core.modify(who, oid, ETH, is_buy, units, lots, tif, False, "", tif == ALO, NOW)
        self._gone(oid)
        # without the flag to place always, a Gtc is held to the rule of Alo
        self._arrived(placed.oid, who, is_buy, units, lots, tif, post_only=True)

    def cancel(self) -> None:
        oid = self._one()
        assert self.venue.core.cancel(self.reference_account(oid), ETH, oid, NOW) == ""
        self._gone(oid)

    def reference_account(self, oid: int) -> str:
        return next(order.account for order in self.reference.resting if order.oid == oid)

    def compare_books(self) -> None:
        for is_buy in (True, False):
            real = [(level.px_units, level.lots, level.n) for level in self.venue.eth.levels(is_buy, 1_000)]
            assert real == self.reference.levels(is_buy)
        open_orders = {order.oid: order.lots for who in ACCOUNTS for order in self.venue.core.open_orders(who)}
        assert open_orders == self.remaining == {order.oid: order.lots for order in self.reference.resting}
        bid, ask = self.venue.eth.best_units(True), self.venue.eth.best_units(False)
        assert bid == 0 or ask == 0 or bid < ask
        assert self.venue.house.imbalance_micro() == 0

    def _wish(self) -> tuple[str, bool, int, int, str]:
        random = self.random
        is_buy = random.random() < 0.5
        units = ETH_MARK + TICK * (random.randint(-9, 5) if is_buy else random.randint(-5, 9))
        tif = random.choice((ALO, GTC, GTC, GTC, IOC))
        return random.choice(ACCOUNTS), is_buy, units, 100 * random.randint(1, 40), tif

    def _one(self) -> int:
        return self.random.choice(list(self.remaining))

    def _gone(self, oid: int) -> None:
        assert self.reference.cancel(oid)
        del self.remaining[oid]
        self.canceled += 1

    def _arrived(self, oid: int, who: str, is_buy: bool, units: int, lots: int, tif: str, post_only: bool) -> None:
        """Compare what the core told of a new order with what the reference makes of it."""
        facts = self.venue.core.drain()
        self.sent += 1
        if post_only and self.reference.would_trade(who, is_buy, units):
            ends = [fact.status for fact in facts if isinstance(fact, OrderFact) and fact.oid == oid]
            assert ends == ["badAloPxRejected"]
            return
        trades, expired = self.reference.send(oid, who, is_buy, units, lots, tif)
        mine = [fact for fact in facts if isinstance(fact, FillFact) and fact.oid == oid]
        theirs = [fact for fact in facts if isinstance(fact, FillFact) and fact.oid != oid]
        assert [Trade(fact.oid, fact.px_units, fact.lots) for fact in theirs] == trades
        assert [(fact.px_units, fact.lots) for fact in mine] == [(trade.px_units, trade.lots) for trade in trades]
        ended = [fact for fact in facts if isinstance(fact, OrderFact) and fact.status == "selfTradeCanceled"]
        assert [fact.oid for fact in ended] == expired
        for trade in trades:
            self._traded(trade.maker_oid, trade)
        self.limits[oid], self.remaining[oid] = (is_buy, units), lots
        for trade in trades:
            self._traded(oid, trade)
        for maker in expired:
            del self.remaining[maker]
            self.expired += 1
        if tif == IOC:
            self.remaining.pop(oid, None)

    def _traded(self, oid: int, trade: Trade) -> None:
        is_buy, limit = self.limits[oid]
        assert trade.px_units <= limit if is_buy else trade.px_units >= limit, "nothing trades through its limit"
        left = self.remaining[oid] - trade.lots
        assert left >= 0, "nothing is filled beyond its size"
        self.traded += 1
        if left:
            self.remaining[oid] = left
        else:
            del self.remaining[oid]


def live(seed: int, operations: int) -> Twins:
    twins = Twins(seed)
    for n in range(operations):
        twins.step()
        if n % BOOK_EVERY == 0:
            twins.compare_books()
    twins.compare_books()
    return twins


@pytest.mark.parametrize("seed", [1, 2])
def test_the_market_does_what_the_reference_does(seed: int) -> None:
    twins = live(seed, FEW // 2)
    assert min(twins.traded, twins.canceled, twins.expired) > 200, "the day saw little"


@pytest.mark.slow
@pytest.mark.skipif(not is_nightly, reason="a million operations: set HYPERQUOTE_NIGHTLY=1")
@pytest.mark.parametrize("seed", range(10))
def test_a_million_operations_do_not_tell_them_apart(seed: int) -> None:
    live(1_000 + seed, MANY // 10)
