"""What the crowd promises to everyone who trades with it."""

from hashlib import blake2b

import pytest
from msgspec.structs import replace

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import default_listings
from hyperquote.local_exchange.matching.facts import FillFact, OrderFact, TradeFact
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.traders.crowd import ACCOUNTS, Crowd, populate
from hyperquote.local_exchange.traders.scenario import CALM_BTC

START_MS = 1_760_000_000_000
BLOCK_MS = 70
ME = "0x" + "5" * 40


class Quoter(Participant):
    """Quotes a fixed distance from the mid on both sides; looks twice a second, and moves after half a bp."""

    def __init__(self, bps: float) -> None:
        self._bps = bps
        self._next_ms = 0
        self._mid = 0.0
        self._oids = {True: 0, False: 0}

    def step(self, exchange: LocalExchange, now_ms: int) -> None:
        if now_ms < self._next_ms:
            return
        self._next_ms = now_ms + 500
        core, grid = exchange.core, exchange.listings[0].grid
        mid = (grid.px(core.best_units(0, True)) + grid.px(core.best_units(0, False))) / 2.0
        open_orders = core.desk(ME).open_orders
        if abs(mid - self._mid) < 0.5e-4 * mid and all(oid in open_orders for oid in self._oids.values()):
            return
        self._mid = mid
        core.cancel_all(ME, "canceled", now_ms)
        bid, ask = grid.floor_units(mid * (1.0 - self._bps * 1e-4)), grid.ceil_units(mid * (1.0 + self._bps * 1e-4))
        for is_buy, units in ((True, bid), (False, ask)):
            self._oids[is_buy] = core.place(ME, 0, is_buy, units, 900, "Alo", False, "", now_ms).oid


def populated(seed: int = 1, coins: int = 1) -> LocalExchange:
    exchange = LocalExchange(START_MS, default_listings()[:coins], seed=seed)
    populate(exchange, seed)
    exchange.fund(ME, 100_000, START_MS)
    return exchange


def run(exchange: LocalExchange, seconds: float, after_s: float = 0.0) -> None:
    begin = START_MS + int(after_s * 1_000)
    for now_ms in range(begin, begin + int(seconds * 1_000), BLOCK_MS):
        exchange.advance(now_ms)


def history(exchange: LocalExchange) -> str:
    digest = blake2b(exchange.checksum().encode(), digest_size=16)
    for fact in exchange.core.drain():
        if isinstance(fact, TradeFact):
            digest.update(f"{fact.time_ms} {fact.px_units} {fact.lots} {fact.tid}".encode())
        elif isinstance(fact, OrderFact):
            digest.update(f"{fact.time_ms} {fact.oid} {fact.px_units} {fact.lots} {fact.status}".encode())
    return digest.hexdigest()


def test_the_same_seed_makes_the_same_market_and_another_seed_another() -> None:
    histories = []
    for seed in (1, 1, 2):
        exchange = populated(seed, coins=3)
        run(exchange, 30.0)
        histories.append(history(exchange))
    assert histories[0] == histories[1] != histories[2]


def test_one_coin_does_not_depend_on_which_others_are_listed() -> None:
    books = []
    for coins in (1, 3):
        exchange = populated(7, coins)
        run(exchange, 10.0)
        books.append([(level.px_units, level.lots) for level in exchange.core.levels(0, True, 20)])
    assert books[0] == books[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_book_is_never_crossed_never_empty_and_stays_near_the_value(seed: int) -> None:
    exchange = populated(seed, coins=3)
    for now_ms in range(START_MS, START_MS + 120_000, BLOCK_MS):
        exchange.advance(now_ms)
        for asset in range(3):
            bid, ask = exchange.core.best_units(asset, True), exchange.core.best_units(asset, False)
            assert 0 < bid < ask
            assert abs((bid + ask) / 2.0 / exchange.oracle.assets[asset].oracle_units - 1.0) < 0.004
        exchange.core.drain()
    assert exchange.house.imbalance_micro() == 0


def test_a_first_block_shows_a_whole_book() -> None:
    exchange = populated()
    exchange.advance(START_MS)
    bids, asks = exchange.core.levels(0, True, 200), exchange.core.levels(0, False, 200)
    assert asks[0].px_units - bids[0].px_units == exchange.listings[0].grid.tick(bids[0].px_units)
    for levels, sign in ((bids, -1), (asks, 1)):
        assert [level.px_units - levels[0].px_units for level in levels[:20]] == [sign * 10 * i for i in range(20)]
        assert abs(levels[-1].px_units / levels[0].px_units - 1.0) > 30e-4


def test_whoever_quotes_two_bps_from_the_mid_is_soon_filled_on_both_sides() -> None:
    in_time = 0
    fills = 0
    for seed in range(10):
        exchange = populated(seed)
        run(exchange, 2.0)
        exchange.add_participant(Quoter(2.0))
        exchange.core.drain()
        run(exchange, 40.0, after_s=2.0)
        mine = [fact for fact in exchange.core.drain() if isinstance(fact, FillFact) and fact.account == ME]
        in_time += {fact.is_buy for fact in mine} == {True, False}
        fills += len(mine)
    assert in_time >= 9
    assert 70 <= fills <= 210  # 10 to 30 a minute


def test_a_quote_that_the_market_has_left_behind_is_picked_off() -> None:
    still = replace(CALM_BTC, sigma_bps=0.0, jumps_per_hour=0.0, orders_per_s=1e-9)
    exchange = LocalExchange(START_MS, default_listings()[:1])
    exchange.fund(ME, 100_000, START_MS)
    crowd = Crowd(0, exchange.listings[0], still, seed=1)
    exchange.add_participant(crowd)
    run(exchange, 1.0)
    bid = exchange.core.best_units(0, True)
    oid = exchange.core.place(ME, 0, True, bid, 1_000, "Alo", False, "", START_MS + 1_000).oid
    crowd.inform(-5e-4)
    run(exchange, 20.0, after_s=1.0)
    status = exchange.core.order_status(ME, oid)
    assert status is not None
    assert status.status == "filled"


def test_after_a_pause_the_market_goes_on_and_does_not_catch_up() -> None:
    exchange = populated()
    run(exchange, 5.0)
    exchange.core.drain()
    exchange.advance(START_MS + 3_600_000)
    trades = [fact for fact in exchange.core.drain() if isinstance(fact, TradeFact)]
    takers = {fact.buyer_oid if fact.taker_is_buy else fact.seller_oid for fact in trades}
    assert len(takers) < 40
    assert 0 < exchange.core.best_units(0, True) < exchange.core.best_units(0, False)


@pytest.mark.slow
def test_half_an_hour_leaves_neither_debts_nor_a_growing_book() -> None:
    exchange = populated(5, coins=3)
    resting = []
    for now_ms in range(START_MS, START_MS + 1_800_000, BLOCK_MS):
        exchange.advance(now_ms)
        exchange.absorb()
        exchange.records.take_block()
        if now_ms % 60_000 < BLOCK_MS:
            resting.append(exchange.open_order_count)
            assert all(exchange.house.free_micro(account) > 10**15 for account in ACCOUNTS)
    assert max(resting) < 1.4 * min(resting)
    assert exchange.house.imbalance_micro() == 0
