"""Spot pairs: what an order holds, what a trade moves, what the venue takes, and that no token is lost."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.clearing.spot_house import spot_fee_wei
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.matching.facts import FillFact, OrderFact
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.spot_listing import HYPE, PURR, USDC, default_pairs

NOW = 1_750_000_000_000
BUYER, SELLER = "0x" + "b" * 40, "0x" + "5" * 40
PAIR, HYPE_PAIR = 10_000, 10_001
PURR_WEI, USDC_WEI = 10**5, 10**8


def venue() -> LocalExchange:
    made = LocalExchange(NOW, pairs=default_pairs())
    made.give(BUYER, USDC, 1_000 * USDC_WEI)
    made.give(SELLER, PURR, 10_000 * PURR_WEI)
    return made


def place(at: LocalExchange, account: str, is_buy: bool, px: float, lots: int, tif: str = "Gtc") -> Placed:
    units = at.listings[PAIR].grid.units(px)
    return at.core.place(account, PAIR, is_buy, units, lots, tif, False, "", NOW)


class TestAnOrder:
    def test_to_buy_holds_what_it_would_pay(self) -> None:
        at = venue()
        oid = place(at, BUYER, True, 0.1, 1_000).oid
        assert at.spot.hold_wei(BUYER, USDC.index) == 100 * USDC_WEI
        assert at.spot.free_wei(BUYER, USDC.index) == 900 * USDC_WEI
        assert at.core.cancel(BUYER, PAIR, oid, NOW) == ""
        assert at.spot.hold_wei(BUYER, USDC.index) == 0

    def test_to_sell_holds_what_it_would_give(self) -> None:
        at = venue()
        place(at, SELLER, False, 0.2, 4_000)
        assert at.spot.hold_wei(SELLER, PURR.index) == 4_000 * PURR_WEI
        assert not at.spot.withdraw(SELLER, PURR.index, 6_001 * PURR_WEI)
        assert at.spot.withdraw(SELLER, PURR.index, 6_000 * PURR_WEI)

    @pytest.mark.parametrize(("account", "is_buy", "lots"), [(BUYER, True, 10_001), (SELLER, False, 10_001)])
    def test_beyond_the_balance_is_refused(self, account: str, is_buy: bool, lots: int) -> None:
        at = venue()
        placed = place(at, account, is_buy, 0.1 if is_buy else 0.2, lots)
        assert placed.error == f"Order has insufficient spot balance to trade asset={PAIR}"
        record = at.core.order_status(account, placed.oid)
        assert record is not None
        assert record.status == "insufficientSpotBalanceRejected"

    def test_of_too_little_value_is_refused(self) -> None:
        assert place(venue(), BUYER, True, 0.1, 99).error == f"Order must have minimum value of 10 USDC. asset={PAIR}"

    def test_that_only_reduces_or_waits_for_a_mark_is_refused(self) -> None:
        at = venue()
        placed = at.core.place(SELLER, PAIR, False, 20_000_000, 1_000, "Gtc", True, "", NOW)
        assert placed.error == "Reduce-only is invalid for spot trading."

    def test_that_may_not_become_one_that_only_reduces_stays_where_it_is(self) -> None:
        at = venue()
        oid = place(at, SELLER, False, 0.2, 1_000).oid
        changed = at.core.modify(SELLER, oid, PAIR, False, 20_000_000, 500, "Gtc", True, "", True, NOW)
        assert changed.error == "Reduce-only is invalid for spot trading."
        assert [order.oid for order in at.core.open_orders(SELLER)] == [oid]

    def test_is_replaced_with_what_it_holds(self) -> None:
        at = venue()
        oid = place(at, BUYER, True, 0.1, 10_000).oid
        changed = at.core.modify(BUYER, oid, PAIR, True, 10_000_000, 9_000, "Gtc", False, "", True, NOW)
        assert changed.status == "resting"
        assert at.spot.hold_wei(BUYER, USDC.index) == 900 * USDC_WEI

    def test_goes_when_the_dead_mans_switch_fires(self) -> None:
        at = venue()
        place(at, BUYER, True, 0.1, 1_000)
        assert at.core.schedule_cancel(BUYER, NOW + 6_000, NOW) == ""
        at.advance(NOW + 6_000)
        assert at.core.open_orders(BUYER) == []
        assert at.spot.hold_wei(BUYER, USDC.index) == 0

    def test_can_be_worked_off_in_slices(self) -> None:
        at = venue()
        place(at, SELLER, False, 0.151, 9_000)
        placed = at.core.twaps.place(BUYER, PAIR, True, 3_000, False, 5, False, 0, False, 0, NOW)
        assert placed.error == ""
        for second in range(0, 330, 10):
            at.advance(NOW + 1_000 * second)
        assert at.core.twaps.active == {}
        assert at.spot.balance_wei(BUYER, PURR.index) > 2_990 * PURR_WEI
        assert at.core.twaps.place(BUYER, PAIR, False, 900, True, 5, False, 0, False, 0, NOW + 400_000).error == (
            "Reduce-only is invalid for spot trading."
        )


class TestATrade:
    def test_charges_the_buyer_in_the_base_and_the_seller_in_the_quote(self) -> None:
        at = venue()
        place(at, SELLER, False, 0.16, 1_000)
        bought = place(at, BUYER, True, 0.17, 1_000, "Ioc")
        assert (bought.filled_lots, bought.avg_px_micro) == (1_000, 160_000)
        # a taker pays 7 bp of 1000 PURR, a maker 4 bp of 160 USDC; always strictly below the product
        assert at.spot.balance_wei(BUYER, PURR.index) == 1_000 * PURR_WEI - 69_999
        assert at.spot.balance_wei(BUYER, USDC.index) == 840 * USDC_WEI
        assert at.spot.balance_wei(SELLER, USDC.index) == 160 * USDC_WEI - 6_399_999
        assert at.spot.hold_wei(SELLER, PURR.index) == 0
        fills = [fact for fact in at.core.drain() if isinstance(fact, FillFact)]
        taker, maker = (shapes.fill(fact, at.listings[PAIR]) for fact in fills)
        assert (taker.dir, taker.fee, taker.fee_token, taker.start_position) == ("Buy", "0.69999", "PURR", "0.0")
        assert (maker.dir, maker.fee, maker.fee_token, maker.start_position) == (
            "Sell",
            "0.06399999",
            "USDC",
            "10000.0",
        )

    def test_books_what_the_seller_earned_over_its_entry(self) -> None:
        at = venue()
        place(at, SELLER, False, 0.16, 1_000)
        place(at, BUYER, True, 0.16, 1_000, "Ioc")
        assert at.spot.entry_e8(BUYER, PURR.index) == 160 * USDC_WEI
        at.core.drain()
        at.give(SELLER, USDC, 500 * USDC_WEI)
        place(at, SELLER, True, 0.2, 500)
        place(at, BUYER, False, 0.2, 500, "Ioc")
        sold = next(fact for fact in at.core.drain() if isinstance(fact, FillFact) and fact.account == BUYER)
        # 500 of 999.30001 PURR carry 160 · 500 / 999.30001 of the entry
        assert sold.closed_pnl_micro == 100 * USDC_WEI - 160 * USDC_WEI * 500 * PURR_WEI // 99_930_001

    def test_counts_twice_for_the_tier_and_once_for_actions(self) -> None:
        at = venue()
        place(at, SELLER, False, 0.16, 1_000)
        place(at, BUYER, True, 0.16, 1_000, "Ioc")
        account = at.house.account(BUYER)
        assert (account.volume_micro, account.cum_volume_micro) == (320_000_000, 160_000_000)

    def test_of_ones_own_order_is_none(self) -> None:
        at = venue()
        at.give(BUYER, PURR, 1_000 * PURR_WEI)
        place(at, BUYER, False, 0.16, 500)
        place(at, BUYER, True, 0.16, 500)
        ended = [fact.status for fact in at.core.drain() if isinstance(fact, OrderFact)]
        assert "selfTradeCanceled" in ended
        assert at.spot.hold_wei(BUYER, PURR.index) == 0


@pytest.mark.parametrize(
    ("amount", "rate_e8", "fee"),
    [(126_700_000, 70_000, 88_689), (18_323_736_000, 67_200, 12_313_550), (1, 70_000, 0), (100, 0, 0)],
)
def test_a_fee_is_the_largest_amount_strictly_below_the_product(amount: int, rate_e8: int, fee: int) -> None:
    assert spot_fee_wei(amount, rate_e8) == fee


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_no_history_loses_a_token_or_an_order(seed: int) -> None:
    rng, at = random.Random(seed), venue()
    at.give(BUYER, HYPE, 100 * 10**8)
    at.give(SELLER, USDC, 2_000 * USDC_WEI)
    for _ in range(60):
        account, asset = rng.choice([BUYER, SELLER]), rng.choice([PAIR, HYPE_PAIR])
        resting = at.core.open_orders(account)
        if resting and rng.random() < 0.3:
            order = rng.choice(resting)
            at.core.cancel(account, order.asset, order.oid, NOW)
        else:
            listing = at.listings[asset]
            px = listing.grid.px(listing.start_units) * (1 + rng.uniform(-0.02, 0.02))
            lots = listing.grid.ceil_lots(rng.uniform(5, 300) / px)
            tif = rng.choice(["Gtc", "Alo", "Ioc"])
            at.core.place(account, asset, rng.random() < 0.5, listing.grid.floor_units(px), lots, tif, False, "", NOW)
        assert at.house.imbalance_micro() == 0
        for who in (BUYER, SELLER):
            held = dict.fromkeys((USDC.index, PURR.index, HYPE.index), 0)
            for order in at.core.open_orders(who):
                pair = at.house.spot.pairs[order.asset]
                if order.is_buy:
                    held[pair.quote] += order.lots * order.px_units
                else:
                    held[pair.base] += order.lots * pair.wei_per_lot
            for token, wei in held.items():
                assert at.spot.hold_wei(who, token) == wei
                assert at.spot.free_wei(who, token) >= 0
        for market in (at.markets[PAIR], at.markets[HYPE_PAIR]):
            bid, ask = market.best_units(True), market.best_units(False)
            assert not bid or not ask or bid < ask
