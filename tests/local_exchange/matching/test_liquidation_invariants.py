"""Random histories with leverage, isolated pots and crashing marks: what no liquidation may ever break."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, ETH_MARK, NOW, SOL, SOL_MARK, Venue

from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.house import BACKSTOP
from hyperquote.local_exchange.clearing.margin import isolated_value_micro
from hyperquote.local_exchange.matching.facts import FillFact, OrderFact

DAVE = "0x" + "d" * 40
ACCOUNTS = (ALICE, BOB, CAROL, DAVE)
ASSETS = (ETH, SOL)
ENDS = {"filled", "canceled", "liquidatedCanceled", "reduceOnlyCanceled", "marginCanceled", "selfTradeCanceled"}

Step = tuple[str, str, int, bool, int, int, bool]
steps = st.tuples(
    st.sampled_from(["place"] * 6 + ["mark"] * 3 + ["leverage", "margin", "funding", "withdraw"]),
    st.sampled_from(ACCOUNTS),
    st.sampled_from(ASSETS),
    st.booleans(),
    st.integers(-15, 15),  # percent from the first mark
    st.integers(1, 60),
    st.booleans(),
)


def price(asset: int, percent: int) -> int:
    return (ETH_MARK if asset == ETH else SOL_MARK) * (100 + percent) // 100


def run(venue: Venue, step: Step, now_ms: int) -> None:
    kind, who, asset, is_buy, percent, n, flag = step
    core, house = venue.core, venue.house
    units = price(asset, percent)
    if kind == "place":
        units = house.mark_units(asset) * (1_000 + (n % 5 if is_buy else -(n % 5))) // 1_000 if flag else units
        tick = core.assets[asset].grid.tick(units)
        core.place(
            who, asset, is_buy, units // tick * tick, n * (1_000 if asset == ETH else 200), "Gtc", False, "", now_ms
        )
    elif kind == "mark":
        house.set_mark(asset, units)
    elif kind == "leverage":
        core.set_leverage(who, asset, 1 + n % 25, flag, now_ms)
    elif kind == "margin":
        core.update_isolated_margin(who, asset, percent * 10 * MICRO)
    elif kind == "funding":
        core.settle_funding(asset, percent * 1_000_000, units, now_ms)
    elif kind == "withdraw":
        house.withdraw(who, n * 10 * MICRO)


def value_of_everyone(venue: Venue) -> None:
    for who in ACCOUNTS:
        assert venue.house.cross_value_micro(who) >= 0, "nobody but the backstop ends owing"
        for asset in ASSETS:
            position = venue.house.position(who, asset)
            value = isolated_value_micro(position, venue.house.mark_units(asset))
            assert position.is_cross or value >= 0
            assert not position.is_cross or position.raw_micro == 0
            assert position.lots != 0 or position.raw_micro == 0


def books_are_the_open_orders(venue: Venue) -> None:
    for asset, market in ((ETH, venue.eth), (SOL, venue.sol)):
        resting = [order for who in ACCOUNTS for order in venue.core.open_orders(who) if order.asset == asset]
        for is_buy in (True, False):
            side = [order.lots for order in resting if order.is_buy == is_buy]
            assert sum(level.lots for level in market.levels(is_buy, 1_000)) == sum(side)


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, min_size=10, max_size=60))
def test_after_every_block_nobody_owes_and_nothing_is_lost(stream: list[Step]) -> None:
    venue = Venue(usd=3_000)
    venue.house.deposit(DAVE, 3_000 * MICRO)
    opened: set[int] = set()
    ended: set[int] = set()
    for n, step in enumerate(stream):
        now_ms = NOW + 3_000 * n
        run(venue, step, now_ms)
        assert venue.house.imbalance_micro() == 0
        facts_before = len(venue.core.facts)
        venue.core.advance(now_ms)
        assert venue.house.imbalance_micro() == 0
        value_of_everyone(venue)
        books_are_the_open_orders(venue)
        for asset in ASSETS:
            assert sum(venue.lots(who, asset) for who in (*ACCOUNTS, BACKSTOP)) == 0
        for fact in venue.core.facts[facts_before:]:
            if isinstance(fact, FillFact) and fact.forced is not None and fact.account == fact.forced.liquidated_user:
                after = fact.start_lots + (fact.lots if fact.is_buy else -fact.lots)
                assert abs(after) < abs(fact.start_lots), "a liquidation only ever shrinks a position"
                assert after * fact.start_lots >= 0
        for fact in venue.core.drain():
            if isinstance(fact, OrderFact) and fact.status == "open":
                opened.add(fact.oid)
            elif isinstance(fact, OrderFact) and fact.status in ENDS:
                assert fact.oid not in ended, "an order ends once"
                ended.add(fact.oid)
    resting = {order.oid for who in ACCOUNTS for order in venue.core.open_orders(who)}
    assert opened - ended == resting, "no order is lost"
