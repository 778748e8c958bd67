from hypothesis import given
from hypothesis import strategies as st

from hyperquote.local_exchange.matching.order import BookOrder
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket


def order(oid: int, is_buy: bool, px: int, lots: int, account: str = "") -> BookOrder:
    return BookOrder(oid, account or f"0x{oid}", 0, is_buy, px, lots, "Gtc", False, "", 0)


def depth(market: PriceTimeMarket, is_buy: bool) -> list[tuple[int, int, int]]:
    return [(level.px_units, level.lots, level.n) for level in market.levels(is_buy, 100)]


def test_levels_come_best_first_with_their_lots_and_number_of_orders() -> None:
    market = PriceTimeMarket()
    for oid, (is_buy, px, lots) in enumerate([(True, 99, 5), (True, 98, 1), (True, 99, 2), (False, 101, 7)], start=1):
        market.rest(order(oid, is_buy, px, lots), 0)
    assert depth(market, True) == [(99, 7, 2), (98, 1, 1)]
    assert depth(market, False) == [(101, 7, 1)]
    assert (market.best_units(True), market.best_units(False)) == (99, 101)
    assert len(market.levels(True, 1)) == 1


def test_an_empty_side_has_the_price_zero() -> None:
    market = PriceTimeMarket()
    assert (market.best_units(True), market.best_units(False), market.last_units()) == (0, 0, 0)


def test_a_taker_trades_at_the_makers_prices_oldest_first() -> None:
    market = PriceTimeMarket()
    for oid, px in ((1, 102), (2, 101), (3, 101)):
        market.rest(order(oid, False, px, 4), 0)
    taker = order(9, True, 102, 10)
    matches = market.take(taker, 0)
    assert [(m.maker.oid if m.maker else 0, m.px_units, m.lots) for m in matches] == [
        (2, 101, 4),
        (3, 101, 4),
        (1, 102, 2),
    ]
    assert taker.lots == 0
    assert depth(market, False) == [(102, 2, 1)]
    assert market.last_units() == 102


def test_a_partly_filled_maker_keeps_its_place() -> None:
    market = PriceTimeMarket()
    first, second = order(1, False, 101, 4), order(2, False, 101, 4)
    market.rest(first, 0)
    market.rest(second, 0)
    market.take(order(3, True, 101, 1), 0)
    (match,) = market.take(order(4, True, 101, 1), 0)
    assert match.maker is first


def test_the_takers_own_resting_order_expires_and_the_taker_goes_on() -> None:
    market = PriceTimeMarket()
    mine, other = order(1, False, 101, 4, "0xme"), order(2, False, 101, 4)
    market.rest(mine, 0)
    market.rest(other, 0)
    (match,) = market.take(order(3, True, 101, 3, "0xme"), 0)
    assert match.maker is other
    assert market.expired == [mine]
    assert not market.remove(mine)


def test_an_order_can_be_removed_from_the_front_the_middle_and_the_end_of_its_level() -> None:
    for gone in range(3):
        market = PriceTimeMarket()
        orders = [order(oid, True, 99, 1) for oid in (1, 2, 3)]
        for one in orders:
            market.rest(one, 0)
        assert market.remove(orders[gone])
        assert not market.remove(orders[gone])
        left = [m.maker for m in market.take(order(9, False, 99, 9), 0)]
        assert left == [one for i, one in enumerate(orders) if i != gone]
        assert depth(market, True) == []


class NaiveBook:
    """The rule, spelt out: sort everything by price and arrival each time."""

    def __init__(self) -> None:
        self.resting: list[list[int]] = []  # oid, is_buy, px, lots, account

    def step(self, oid: int, is_buy: bool, px: int, lots: int, account: int) -> list[tuple[int, int, int]]:
        trades = []
        opposite = [o for o in self.resting if o[1] != is_buy and (o[2] <= px if is_buy else o[2] >= px)]
        for maker in sorted(opposite, key=lambda o: (o[2] if is_buy else -o[2], o[0])):
            if lots == 0:
                break
            if maker[4] == account:
                self.resting.remove(maker)
                continue
            traded = min(lots, maker[3])
            trades.append((maker[0], maker[2], traded))
            maker[3] -= traded
            lots -= traded
            if maker[3] == 0:
                self.resting.remove(maker)
        if lots:
            self.resting.append([oid, is_buy, px, lots, account])
        return trades

    def depth(self, is_buy: bool) -> list[tuple[int, int, int]]:
        sizes: dict[int, list[int]] = {}
        for _, side, px, lots, _ in self.resting:
            if side == is_buy:
                sizes.setdefault(px, []).append(lots)
        return [(px, sum(sizes[px]), len(sizes[px])) for px in sorted(sizes, reverse=is_buy)]


steps = st.tuples(st.booleans(), st.integers(90, 110), st.integers(1, 20), st.integers(0, 4), st.integers(0, 3))


@given(st.lists(steps, max_size=80))
def test_agrees_with_a_naive_matcher_on_every_trade_and_every_level(
    stream: list[tuple[bool, int, int, int, int]],
) -> None:
    market, naive = PriceTimeMarket(), NaiveBook()
    placed: dict[int, BookOrder] = {}
    for oid, (is_buy, px, lots, account, kind) in enumerate(stream, start=1):
        if kind == 0 and naive.resting:
            victim = naive.resting.pop(px % len(naive.resting))
            assert market.remove(placed[victim[0]])
            continue
        one = placed[oid] = order(oid, is_buy, px, lots, f"0x{account}")
        matches = market.take(one, 0)
        if one.lots:
            market.rest(one, 0)
        seen = [(m.maker.oid if m.maker else 0, m.px_units, m.lots) for m in matches]
        assert seen == naive.step(oid, is_buy, px, lots, account)
        assert depth(market, True) == naive.depth(True)
        assert depth(market, False) == naive.depth(False)
        bid, ask = market.best_units(True), market.best_units(False)
        assert bid == 0 or ask == 0 or bid < ask
