"""Liquidation by hand numbers: Alice is long 10 ETH at 3000 USD on 25x unless said otherwise, fees are off."""

import pytest
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, ETH_MARK, NOW, SOL, Venue

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.house import BACKSTOP
from hyperquote.local_exchange.clearing.liquidation import bankruptcy_units, market_lots, worst_units
from hyperquote.local_exchange.matching.facts import FillFact, LiquidationFact, OrderFact
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket

DAVE = "0x" + "d" * 40


def venue(usd: int, *, is_cross: bool = True, size: float = 10.0) -> Venue:
    """Alice holds `usd` and is long, Bob is short and has plenty, and so has Carol."""
    made = Venue(usd=0)
    made.house.deposit(ALICE, usd * MICRO)
    for who in (BOB, CAROL):
        made.house.deposit(who, 1_000_000 * MICRO)
    for who in (ALICE, BOB, CAROL):
        made.house.set_fee_rates(who, 0, 0)
    assert made.core.set_leverage(ALICE, ETH, 25, is_cross, NOW) == ""
    made.sell(BOB, 3_000, size)
    made.buy(ALICE, 3_000, size)
    assert made.lots(ALICE) == round(size * 10_000)
    made.core.drain()
    return made


def mark(made: Venue, usd: float, now_ms: int = NOW) -> list[FillFact]:
    """Set the mark, let the exchange act, and return Alice's fills."""
    made.house.set_mark(ETH, round(usd * 100))
    made.core.advance(now_ms)
    assert made.house.imbalance_micro() == 0
    return [fact for fact in made.core.facts if isinstance(fact, FillFact) and fact.account == ALICE]


def liquidations(made: Venue) -> list[LiquidationFact]:
    return [fact for fact in made.core.facts if isinstance(fact, LiquidationFact)]


def value_usd(made: Venue, who: str = ALICE) -> float:
    return made.house.account_value_micro(who) / MICRO


def test_nothing_happens_while_the_maintenance_margin_is_there() -> None:
    made = venue(1_500)
    assert mark(made, 2_910) == []  # value 600 against 582
    assert liquidations(made) == []


def test_below_the_maintenance_margin_orders_go_and_the_position_is_sold_in_the_book() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_900, 20)
    resting = made.buy(ALICE, 2_800, 0.1)
    fills = mark(made, 2_905)  # value 550 against 581
    assert [(fill.px_units, fill.lots, fill.dir, fill.crossed) for fill in fills] == [
        (2_900_00, 100_000, "Close Long", True)
    ]
    assert fills[0].forced is not None
    assert (fills[0].forced.liquidated_user, fills[0].forced.mark_units, fills[0].forced.method) == (
        ALICE,
        2_905_00,
        "market",
    )
    assert (resting.oid, "liquidatedCanceled") in made.statuses()
    assert value_usd(made) == 500


def test_the_maker_is_told_too_that_it_was_a_liquidation() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_900, 20)
    mark(made, 2_905)
    carols = [fact for fact in made.core.facts if isinstance(fact, FillFact) and fact.account == CAROL]
    assert [(fill.dir, fill.crossed, fill.forced is not None) for fill in carols] == [("Open Long", False, True)]


def test_the_event_says_what_there_was_before() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_900, 20)
    mark(made, 2_905)
    (told,) = liquidations(made)
    assert (told.account, told.is_cross, told.assets, told.lots) == (ALICE, True, [ETH], [100_000])
    assert (told.ntl_micro, told.value_micro, told.liquidator) == (29_050 * MICRO, 550 * MICRO, "")


def test_a_position_above_100k_usd_goes_by_a_fifth_and_then_whole_for_half_a_minute() -> None:
    made = venue(7_500, size=50)
    made.buy(CAROL, 2_905, 100)
    fills = mark(made, 2_908)  # value 2900 against 2908
    assert [fill.lots for fill in fills] == [100_000]
    assert made.house.account_value_micro(ALICE) > made.house.maintenance_micro(ALICE)
    fills = mark(made, 2_890, NOW + 29_999)
    assert [fill.lots for fill in fills] == [100_000, 400_000]


def test_half_a_minute_later_it_is_a_fifth_again() -> None:
    made = venue(7_500, size=50)
    made.buy(CAROL, 2_905, 100)
    mark(made, 2_908)
    fills = mark(made, 2_890, NOW + 30_000)
    assert [fill.lots for fill in fills] == [100_000, 80_000]


def test_selling_stops_as_soon_as_the_margin_suffices() -> None:
    made = venue(2_600)
    made.place(BOB, "sell", 150, 100, asset=SOL)
    made.place(ALICE, "buy", 150, 100, asset=SOL)  # 375 USD more of maintenance
    made.buy(CAROL, 2_835, 100)
    made.place(CAROL, "buy", 149, 1_000, asset=SOL)
    made.core.drain()
    fills = mark(made, 2_834)  # value 940 against 941.8
    assert [(fill.asset, fill.lots) for fill in fills] == [(ETH, 100_000)]
    assert made.lots(ALICE, SOL) == 10_000


def test_a_market_order_never_pays_a_price_that_leaves_the_account_owing() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_840, 20)  # bankruptcy lies at 2850
    assert mark(made, 2_905) == []
    assert liquidations(made) == []
    made.buy(CAROL, 2_851, 20)
    made.core.advance(NOW)
    assert made.lots(ALICE) == 0
    assert value_usd(made) == 10


def test_the_worst_price_leaves_room_for_the_fee() -> None:
    units = worst_units(100_000, 2_905_00, 550 * MICRO, 45_000)
    left = 550 * MICRO + 100_000 * (units - 2_905_00) - 100_000 * units * 45_000 // 10**8
    assert 0 <= left < 100_000 * 1.01
    units = worst_units(-100_000, 2_905_00, 550 * MICRO, 45_000)
    left = 550 * MICRO - 100_000 * (units - 2_905_00) - 100_000 * units * 45_000 // 10**8
    assert 0 <= left < 100_000 * 1.01


def test_below_two_thirds_the_backstop_takes_position_and_margin_at_the_bankruptcy_price() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_880, 20)  # the book gets no chance
    fills = mark(made, 2_885)  # value 350 against 577; two thirds are 384.67
    assert [(fill.px_units, fill.lots, fill.dir, fill.crossed, fill.fee_micro) for fill in fills] == [
        (2_850_00, 100_000, "Liquidated Cross Long", False, 0)
    ]
    assert fills[0].forced is not None
    assert fills[0].forced.method == "backstop"
    assert (value_usd(made), value_usd(made, BACKSTOP)) == (0, 350)
    assert made.lots(BACKSTOP) == 100_000
    (told,) = liquidations(made)
    assert told.liquidator == BACKSTOP


def test_the_backstop_shares_what_is_left_among_positions_by_their_notional() -> None:
    made = venue(2_000)
    made.place(BOB, "sell", 150, 100, asset=SOL)
    made.place(ALICE, "buy", 150, 100, asset=SOL)
    made.core.drain()
    fills = mark(made, 2_840)  # value 400 against 568 + 375
    relative = [fill.px_units / made.house.mark_units(fill.asset) for fill in fills]
    assert len(fills) == 2
    assert relative[0] == pytest.approx(1 - 400 / 43_400, abs=1e-5)
    assert relative[1] == pytest.approx(relative[0], abs=1e-5)
    assert value_usd(made) == 0


def test_a_bankrupt_account_is_closed_against_the_winner_at_the_previous_mark() -> None:
    made = venue(1_500)
    mark(made, 2_920)
    fills = mark(made, 2_800)  # value −500; at 2920 it was 700
    assert [(fill.px_units, fill.lots, fill.dir) for fill in fills] == [(2_920_00, 100_000, "Liquidated Cross Long")]
    (won,) = [fact for fact in made.core.facts if isinstance(fact, FillFact) and fact.account == BOB]
    assert (won.dir, won.fee_micro, won.crossed, won.closed_pnl_micro) == ("Auto-Deleveraging", 0, True, 800 * MICRO)
    assert value_usd(made) == 700
    assert made.lots(BOB) == made.lots(BACKSTOP) == 0


def test_where_the_previous_mark_is_too_low_as_well_the_bankruptcy_price_counts() -> None:
    made = venue(1_500)
    made.house.set_mark(ETH, 2_820_00)
    fills = mark(made, 2_800)
    assert [fill.px_units for fill in fills] == [2_850_00]
    assert value_usd(made) == 0


def test_winners_are_taken_by_profit_times_leverage() -> None:
    made = venue(1_500, size=6)
    made.house.deposit(DAVE, 3_000 * MICRO)  # as much short as Bob, with less behind it
    made.sell(DAVE, 3_000, 4)
    made.buy(ALICE, 3_000, 4)
    made.core.drain()
    made.house.set_mark(ETH, 2_840_00)
    mark(made, 2_800)
    deleveraged = [
        (fact.account, fact.lots)
        for fact in made.core.facts
        if isinstance(fact, FillFact) and fact.dir == "Auto-Deleveraging"
    ]
    assert deleveraged == [(DAVE, 40_000), (BOB, 60_000)]


def test_an_isolated_position_is_liquidated_alone() -> None:
    made = venue(10_000, is_cross=False)
    kept = made.place(ALICE, "buy", 149, 1, asset=SOL)
    gone = made.buy(ALICE, 2_800, 0.1)
    made.buy(CAROL, 2_930, 20)
    fills = mark(made, 2_935)  # pot 1200 − 650 = 550 against 587
    assert [(fill.px_units, fill.dir) for fill in fills] == [(2_930_00, "Close Long")]
    ended = made.statuses()
    assert (gone.oid, "liquidatedCanceled") in ended
    assert kept.oid in made.core.desk(ALICE).open_orders
    assert value_usd(made) == 9_300


def test_the_backstop_takes_an_isolated_position_with_its_pot_and_no_more() -> None:
    made = venue(10_000, is_cross=False)
    fills = mark(made, 2_915)  # pot 350 against 583
    assert [(fill.px_units, fill.dir) for fill in fills] == [(2_880_00, "Liquidated Isolated Long")]
    assert (value_usd(made), value_usd(made, BACKSTOP)) == (8_800, 350)


def test_a_bankrupt_pot_is_closed_at_its_bankruptcy_price() -> None:
    made = venue(10_000, is_cross=False)
    fills = mark(made, 2_800)  # pot −800
    assert [(fill.px_units, fill.dir) for fill in fills] == [(2_880_00, "Liquidated Isolated Long")]
    assert value_usd(made) == 8_800


def test_a_debt_without_a_position_is_paid_by_the_backstop() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_800, 20)
    made.sell(ALICE, 2_800, 10, "Ioc")  # 2000 USD lost, 500 more than there was
    assert value_usd(made) == -500
    made.core.advance(NOW)
    assert (value_usd(made), value_usd(made, BACKSTOP)) == (0, -500)
    assert made.house.imbalance_micro() == 0


def test_every_order_of_a_liquidation_ends() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_900, 3)
    mark(made, 2_905)
    statuses = [fact.status for fact in made.core.facts if isinstance(fact, OrderFact) and fact.account == ALICE]
    assert statuses == ["open", "canceled"]


@pytest.mark.parametrize(
    ("lots", "units", "is_full", "wanted"),
    [(100, 1_000_000_000, False, 100), (101, 1_000_000_000, False, 21), (101, 1_000_000_000, True, 101)],
)
def test_a_fifth_is_rounded_up_to_whole_lots(lots: int, units: int, is_full: bool, wanted: int) -> None:
    assert market_lots(lots, units, is_full) == market_lots(-lots, units, is_full) == wanted


def test_the_bankruptcy_price_is_rounded_so_that_nothing_is_owed() -> None:
    assert bankruptcy_units(3, 100, 10) == 97
    assert bankruptcy_units(3, 100, -10) == 104
    assert bankruptcy_units(-3, 100, 10) == 103
    assert bankruptcy_units(-3, 100, -10) == 96


def test_where_margin_is_isolated_only_there_is_no_backstop_but_the_winners() -> None:
    made = Venue(usd=10_000)
    coin = 7
    made.core.list_asset(coin, Grid(4), PriceTimeMarket(), 10, ETH_MARK, None, "strictIsolated")
    for who in (ALICE, BOB):
        made.house.set_fee_rates(who, 0, 0)
        assert made.core.set_leverage(who, coin, 10, False, NOW) == ""
    made.place(BOB, "sell", 3_000, 10, asset=coin)
    made.place(ALICE, "buy", 3_000, 10, asset=coin)
    made.core.drain()
    made.house.set_mark(coin, 2_750_00)  # pot 500 against 1375
    made.core.advance(NOW)
    assert made.lots(ALICE, coin) == 100_000
    made.house.set_mark(coin, 2_650_00)  # pot −500
    made.core.advance(NOW)
    assert made.lots(ALICE, coin) == made.lots(BOB, coin) == made.lots(BACKSTOP, coin) == 0
    assert (value_usd(made), value_usd(made, BOB)) == (7_000, 13_000)


def test_an_order_that_was_larger_than_the_bids_is_sent_again() -> None:
    made = venue(1_500)
    made.buy(CAROL, 2_904, 4)
    mark(made, 2_905)
    assert made.lots(ALICE) == 60_000
    made.buy(CAROL, 2_904, 4)
    made.core.advance(NOW + 70)
    assert made.lots(ALICE) == 60_000, "540 USD cover what is left"


def test_a_liquidation_of_a_short_mirrors_that_of_a_long() -> None:
    made = venue(1_000_000)
    made.house.give(BOB, CAROL, 998_500 * MICRO)
    made.core.set_leverage(BOB, ETH, 25, True, NOW)
    made.sell(CAROL, 3_095, 20)
    made.core.drain()
    mark(made, 3_090)  # value 600 against 618
    bobs = [fact for fact in made.core.facts if isinstance(fact, FillFact) and fact.account == BOB]
    assert [(fill.px_units, fill.lots, fill.dir) for fill in bobs] == [(3_095_00, 100_000, "Close Short")]
    assert value_usd(made, BOB) == 550
