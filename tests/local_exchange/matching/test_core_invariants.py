"""Random streams of actions by several accounts: what no sequence of them may ever break."""

from random import Random
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, ETH_MARK, NOW, SOL, SOL_MARK, Venue

from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.matching.facts import FillFact, OrderFact, TradeFact
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.matching.trigger import Trigger

ACCOUNTS = (ALICE, BOB, CAROL)
TERMINAL = {
    "filled",
    "canceled",
    "selfTradeCanceled",
    "reduceOnlyCanceled",
    "marginCanceled",
    "scheduledCancel",
    "siblingFilledCanceled",
}
ticks = st.integers(-12, 12)
orders = st.tuples(
    st.just("place"),
    st.sampled_from(ACCOUNTS),
    st.sampled_from([ETH, SOL]),
    st.booleans(),
    ticks,
    st.integers(1, 60),
    st.sampled_from(["Alo", "Gtc", "Gtc", "Ioc"]),
    st.booleans(),
)
others = st.tuples(
    st.sampled_from(["cancel", "modify", "mark", "funding", "leverage", "trigger", "twap"]),
    st.sampled_from(ACCOUNTS),
    st.sampled_from([ETH, SOL]),
    st.booleans(),
    ticks,
    st.integers(1, 60),
    st.sampled_from(["Alo", "Gtc"]),
    st.booleans(),
)
streams = st.lists(st.one_of(orders, orders, orders, others), min_size=5, max_size=60)
Step = tuple[str, str, int, bool, int, int, str, bool]


def price(asset: int, tick: int) -> int:
    return ETH_MARK + 10 * tick if asset == ETH else SOL_MARK + 100 * tick


def size(asset: int, n: int) -> int:
    return n * 2_000 if asset == ETH else n * 40


def run(venue: Venue, step: Step) -> None:
    kind, who, asset, is_buy, tick, n, tif, flag = step
    core = venue.core
    mine = core.open_orders(who)
    units, lots = price(asset, tick), size(asset, n)
    if kind == "place":
        before = venue.lots(who, asset)
        placed = core.place(who, asset, is_buy, units, lots, tif, flag, "", NOW)
        after = venue.lots(who, asset)
        if tif == "Alo":
            assert placed.filled_lots == 0
        if tif == "Ioc":
            assert placed.oid not in core.desk(who).open_orders
        if flag:
            assert abs(after) <= abs(before)
            assert before * after >= 0
    elif kind == "cancel" and mine:
        assert core.cancel(who, mine[n % len(mine)].asset, mine[n % len(mine)].oid, NOW) == ""
    elif kind == "modify" and mine:
        core.modify(who, mine[n % len(mine)].oid, asset, is_buy, units, lots, tif, False, "", flag, NOW)
    elif kind == "mark":
        venue.house.set_mark(asset, units)
        core.advance(NOW)
    elif kind == "funding":
        core.settle_funding(asset, tick * 12_345, units, NOW)
    elif kind == "leverage":
        core.set_leverage(who, asset, 1 + n % 20, True, NOW)
    elif kind == "trigger":
        bracket = core.bracket(Placed("resting", mine[-1].oid, 0, 0, ""), asset, not is_buy, units) if mine else None
        trigger = Trigger(units, is_buy, tif == "Alo", n % 2 == 0, n % 5 == 0, bracket if n % 3 == 0 else None)
        limit = price(asset, tick + (20 if is_buy else -20))
        core.place_trigger(who, asset, is_buy, limit, 0 if n % 10 == 0 else lots, trigger, flag, "", NOW)
    elif kind == "twap":
        core.twaps.place(who, asset, is_buy, lots, flag, 5, tif == "Alo", 0, False, 0, NOW)
        core.advance(NOW)


def check_books(venue: Venue) -> None:
    for asset, market in ((ETH, venue.eth), (SOL, venue.sol)):
        bid, ask = market.best_units(True), market.best_units(False)
        assert bid == 0 or ask == 0 or bid < ask, "a resting book is never crossed"
        resting = [order for who in ACCOUNTS for order in venue.core.open_orders(who) if order.asset == asset]
        assert all(0 < order.lots <= order.original_lots for order in resting)
        for is_buy in (True, False):
            side = [order for order in resting if order.is_buy == is_buy]
            levels = market.levels(is_buy, 1_000)
            assert sum(level.lots for level in levels) == sum(order.lots for order in side)
            assert sum(level.n for level in levels) == len(side)


def check_ledgers(venue: Venue) -> None:
    assert venue.house.imbalance_micro() == 0
    for asset in (ETH, SOL):
        assert sum(venue.lots(who, asset) for who in ACCOUNTS) == 0
        for who in ACCOUNTS:
            position = venue.house.position(who, asset)
            mine = [order for order in venue.core.open_orders(who) if order.asset == asset]
            plain = [order for order in mine if not order.reduce_only]
            assert position.buy_ntl_micro == sum(o.lots * o.px_units for o in plain if o.is_buy)
            assert position.sell_ntl_micro == sum(o.lots * o.px_units for o in plain if not o.is_buy)
            reducing = [order for order in mine if order.reduce_only]
            assert sum(o.lots for o in reducing if o.is_buy) == position.reduce_buy_lots <= max(0, -position.lots)
            assert sum(o.lots for o in reducing if not o.is_buy) == position.reduce_sell_lots <= max(0, position.lots)
            assert (position.entry_ntl_micro == 0) == (position.lots == 0)


@settings(max_examples=120, deadline=None)
@given(streams)
def test_books_stay_uncrossed_and_ledgers_sum_to_zero(stream: list[Step]) -> None:
    venue = Venue(usd=2_000)
    held: dict[tuple[str, int], int] = {}
    ended: set[int] = set()
    for step in stream:
        run(venue, step)
        check_books(venue)
        check_ledgers(venue)
        for fact in venue.core.drain():
            if isinstance(fact, FillFact):
                key = (fact.account, fact.asset)
                assert fact.lots > 0
                assert fact.start_lots == held.get(key, 0), "fills chain from position to position"
                held[key] = fact.start_lots + (fact.lots if fact.is_buy else -fact.lots)
            elif isinstance(fact, TradeFact):
                assert fact.buyer != fact.seller
            elif isinstance(fact, OrderFact):
                assert fact.oid not in ended, "an order ends once"
                if fact.status in TERMINAL or fact.status.endswith("Rejected"):
                    ended.add(fact.oid)
        for (who, asset), lots in held.items():
            assert venue.lots(who, asset) == lots
    assert venue.lots(TAPE) == 0


@settings(max_examples=30, deadline=None)
@given(streams)
def test_the_same_actions_give_the_same_facts(stream: list[Step]) -> None:
    def told() -> list[tuple[str, int, int]]:
        venue = Venue(usd=2_000)
        for step in stream:
            run(venue, step)
        trades = [fact for fact in venue.core.drain() if isinstance(fact, TradeFact)]
        return [(trade.buyer, trade.tid, trade.lots) for trade in trades]

    assert told() == told()


@settings(max_examples=60, deadline=None)
@given(streams)
def test_no_trade_id_comes_twice(stream: list[Step]) -> None:
    venue = Venue(usd=2_000)
    for step in stream:
        run(venue, step)
    tids = [trade.tid for trade in venue.trades()]
    assert len(set(tids)) == len(tids)


def seeded_step(random: Random) -> Step:
    kind = random.choice(["place"] * 12 + ["cancel", "modify", "mark", "funding", "leverage"])
    tifs = ["Alo", "Gtc", "Gtc", "Ioc"] if kind == "place" else ["Alo", "Gtc"]
    who, asset, is_buy = random.choice(ACCOUNTS), random.choice([ETH, SOL]), random.random() < 0.5
    return (
        kind,
        who,
        asset,
        is_buy,
        random.randint(-12, 12),
        random.randint(1, 60),
        random.choice(tifs),
        random.random() < 0.2,
    )


def test_a_seeded_day_gives_the_same_trades_in_every_build() -> None:
    random = Random(20_251_010)
    checksum = trades = 0
    for _ in range(40):
        venue = Venue(usd=2_000)
        for _ in range(80):
            run(venue, seeded_step(random))
        check_books(venue)
        check_ledgers(venue)
        for fact in venue.core.drain():
            if isinstance(fact, FillFact):
                trades += 1
                money = f"{fact.fee_micro} {fact.closed_pnl_micro}"
                row = f"{fact.account} {fact.oid} {fact.px_units} {fact.lots} {money} {fact.tid}"
                checksum = crc32(row.encode(), checksum)
    assert (trades, checksum) == (772, 1_880_931_679)
