"""Every status and text of an order that this exchange can come to, reached one by one in the venue's words."""

from collections.abc import Callable

import pytest
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, ETH_MARK, NOW, Venue

from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.margin_table import MarginTable
from hyperquote.local_exchange.matching import refusals, winding_up
from hyperquote.local_exchange.matching.facts import FillFact, TwapFact
from hyperquote.local_exchange.matching.placed import Placed
from hyperquote.local_exchange.matching.trigger import Trigger

INCREASE = "Order would increase open interest while open interest is capped asset=1"
AGGRESSIVE = "Order rejected due to price more aggressive than oracle while at open interest cap asset=1"


def quoted() -> Venue:
    """Return a venue where Bob offers 10 ETH on each side of 3000 USD."""
    venue = Venue()
    venue.buy(BOB, 2999.0, 10.0)
    venue.sell(BOB, 3001.0, 10.0)
    return venue


def capped(usd: int, held: float = 4.0) -> Venue:
    """Return one where Alice is long and Bob short `held` ETH, with open interest bounded to `usd`."""
    venue = quoted()
    venue.buy(ALICE, 3001.0, held)
    conduct = venue.core.assets[ETH].conduct
    conduct.oracle_units = ETH_MARK
    conduct.cap_micro = usd * MICRO
    venue.core.advance(NOW)
    return venue


def stop(venue: Venue, who: str, is_buy: bool, trigger_px: int, limit_px: int) -> Placed:
    trigger = Trigger(trigger_px * 100, is_buy, True, False)
    return venue.core.place_trigger(who, ETH, is_buy, limit_px * 100, 10_000, trigger, False, "", NOW)


def bad_tick() -> tuple[Venue, Placed]:
    venue = Venue()
    return venue, venue.buy(ALICE, 2999.95, 1.0)


def too_small() -> tuple[Venue, Placed]:
    venue = Venue()
    return venue, venue.buy(ALICE, 2999.0, 0.003)


def no_margin() -> tuple[Venue, Placed]:
    venue = Venue(usd=100)
    return venue, venue.buy(ALICE, 2999.0, 1.0)


def not_reducing() -> tuple[Venue, Placed]:
    venue = Venue()
    return venue, venue.buy(ALICE, 2999.0, 1.0, reduce_only=True)


def bad_alo() -> tuple[Venue, Placed]:
    venue = quoted()
    return venue, venue.buy(ALICE, 3001.0, 1.0, "Alo")


def no_match() -> tuple[Venue, Placed]:
    venue = quoted()
    return venue, venue.buy(ALICE, 3000.0, 1.0, "Ioc")


def bad_trigger() -> tuple[Venue, Placed]:
    venue = Venue()
    return venue, stop(venue, ALICE, True, 2990, 3100)


def no_liquidity() -> tuple[Venue, Placed]:
    """A market stop wakes where nobody offers anything."""
    venue = Venue()
    waiting = stop(venue, ALICE, True, 3010, 3200)
    venue.house.set_mark(ETH, 3_020_00)
    venue.core.advance(NOW)
    return venue, Placed("error", waiting.oid, 0, 0, "No liquidity available for market order. asset=1")


def beyond_tier() -> tuple[Venue, Placed]:
    venue = Venue(usd=1_000_000, table=MarginTable([0, 30_000 * MICRO], [25, 5]))
    return venue, venue.buy(ALICE, 2999.0, 11.0)


def too_many() -> tuple[Venue, Placed]:
    venue = Venue(usd=10_000_000)
    for _ in range(1_000):
        venue.buy(ALICE, 2900.0, 0.01)
    return venue, venue.buy(ALICE, 2900.0, 0.01)


def far_from_oracle() -> tuple[Venue, Placed]:
    venue = quoted()
    venue.core.assets[ETH].conduct.oracle_units = 500_00
    return venue, venue.buy(ALICE, 3001.0, 1.0)


def increase_at_cap() -> tuple[Venue, Placed]:
    venue = capped(12_000)
    return venue, venue.buy(ALICE, 3001.0, 1.0)


def flip_at_cap() -> tuple[Venue, Placed]:
    venue = capped(12_000)
    return venue, venue.sell(ALICE, 2999.0, 5.0)


def aggressive_at_cap() -> tuple[Venue, Placed]:
    venue = capped(12_000)
    return venue, venue.buy(CAROL, 3000.5, 1.0)


def too_quick() -> tuple[Venue, Placed]:
    venue = capped(15_000)
    return venue, venue.buy(CAROL, 3001.0, 1.1)


REJECTIONS: list[tuple[Callable[[], tuple[Venue, Placed]], str, str]] = [
    (bad_tick, "tickRejected", "Price must be divisible by tick size. asset=1"),
    (too_small, "minTradeNtlRejected", "Order must have minimum value of $10. asset=1"),
    (no_margin, "perpMarginRejected", "Insufficient margin to place order. asset=1"),
    (not_reducing, "reduceOnlyRejected", "Reduce only order would increase position. asset=1"),
    (
        bad_alo,
        "badAloPxRejected",
        "Post only order would have immediately matched, bbo was 2999@3001. asset=1",
    ),
    (
        no_match,
        "iocCancelRejected",
        "Order could not immediately match against any resting orders. asset=1",
    ),
    (bad_trigger, "badTriggerPxRejected", "Invalid TP/SL price. asset=1"),
    (no_liquidity, "marketOrderNoLiquidityRejected", "No liquidity available for market order. asset=1"),
    (
        beyond_tier,
        "perpMaxPositionRejected",
        "Order would cause position to exceed margin tier limit at current leverage asset=1",
    ),
    (too_many, "tooManyOpenOrdersRejected", "Too many open orders. asset=1"),
    (far_from_oracle, "oracleRejected", "Order price too far from oracle asset=1"),
    (increase_at_cap, "positionIncreaseAtOpenInterestCapRejected", INCREASE),
    (flip_at_cap, "positionFlipAtOpenInterestCapRejected", INCREASE),
    (aggressive_at_cap, "tooAggressiveAtOpenInterestCapRejected", AGGRESSIVE),
    (too_quick, "openInterestIncreaseRejected", "Order would increase open interest too quickly asset=1"),
]


@pytest.mark.parametrize(("reach", "status", "text"), REJECTIONS, ids=[row[1] for row in REJECTIONS])
def test_a_rejection_has_its_status_its_text_and_an_oid(
    reach: Callable[[], tuple[Venue, Placed]], status: str, text: str
) -> None:
    venue, placed = reach()
    assert (placed.status, placed.error) == ("error", text)
    record = next(
        record for who in (ALICE, BOB, CAROL) if (record := venue.core.order_status(who, placed.oid)) is not None
    )
    assert record.status == status
    assert venue.core.desk(record.account).find(placed.oid) is None


def last_status(venue: Venue, who: str, oid: int) -> str:
    record = venue.core.order_status(who, oid)
    assert record is not None
    return record.status


def by_user() -> tuple[Venue, str, int]:
    venue = Venue()
    oid = venue.buy(ALICE, 2999.0, 1.0).oid
    venue.core.cancel(ALICE, ETH, oid, NOW)
    return venue, ALICE, oid


def rest_of_ioc() -> tuple[Venue, str, int]:
    venue = quoted()
    return venue, ALICE, venue.buy(ALICE, 3001.0, 11.0, "Ioc").oid


def out_of_margin() -> tuple[Venue, str, int]:
    venue = Venue(usd=1_000)
    oid = venue.buy(BOB, 2999.0, 5.0).oid
    venue.house.account(BOB).cash_micro -= 900 * MICRO
    venue.house.fees_micro += 900 * MICRO
    venue.sell(ALICE, 2999.0, 1.0)
    return venue, BOB, oid


def met_oneself() -> tuple[Venue, str, int]:
    venue = quoted()
    oid = venue.sell(ALICE, 3000.0, 1.0).oid
    venue.buy(ALICE, 3001.0, 1.0)
    return venue, ALICE, oid


def nothing_to_reduce() -> tuple[Venue, str, int]:
    venue = quoted()
    venue.buy(ALICE, 3001.0, 1.0)
    oid = venue.sell(ALICE, 3100.0, 1.0, reduce_only=True).oid
    venue.sell(ALICE, 2999.0, 1.0)
    return venue, ALICE, oid


def sibling() -> tuple[Venue, str, int]:
    venue = quoted()
    parent = venue.buy(ALICE, 3001.0, 1.0)
    bracket = venue.core.bracket(parent, ETH, True, 3_001_00)
    exits = []
    for px, is_take_profit in ((3_100_00, True), (2_950_00, False)):
        trigger = Trigger(px, False, True, is_take_profit, False, bracket)
        exits.append(venue.core.place_trigger(ALICE, ETH, False, 2_900_00, 10_000, trigger, True, "", NOW).oid)
    venue.house.set_mark(ETH, 3_100_00)
    venue.core.advance(NOW)
    return venue, ALICE, exits[1]


def dead_man() -> tuple[Venue, str, int]:
    venue = Venue()
    oid = venue.buy(ALICE, 2999.0, 1.0).oid
    venue.core.schedule_cancel(ALICE, NOW + 5_000, NOW)
    venue.core.advance(NOW + 5_000)
    return venue, ALICE, oid


def beats_the_oracle_at_the_cap() -> tuple[Venue, str, int]:
    venue = capped(1_000_000)
    oid = venue.buy(CAROL, 3000.5, 1.0).oid
    venue.core.assets[ETH].conduct.cap_micro = 12_000 * MICRO
    venue.core.advance(NOW)
    return venue, CAROL, oid


def delisted() -> tuple[Venue, str, int]:
    venue = Venue()
    oid = venue.buy(ALICE, 2999.0, 1.0).oid
    winding_up.delist(venue.core, ETH, NOW)
    return venue, ALICE, oid


def halted() -> tuple[Venue, str, int]:
    venue = Venue()
    oid = venue.buy(ALICE, 2999.0, 1.0).oid
    winding_up.halt(venue.core, ETH, NOW)
    return venue, ALICE, oid


def filled() -> tuple[Venue, str, int]:
    venue = quoted()
    return venue, ALICE, venue.buy(ALICE, 3001.0, 1.0).oid


def resting() -> tuple[Venue, str, int]:
    venue = quoted()
    return venue, ALICE, venue.buy(ALICE, 2999.0, 1.0).oid


ENDS: list[tuple[Callable[[], tuple[Venue, str, int]], str]] = [
    (resting, "open"),
    (filled, "filled"),
    (by_user, "canceled"),
    (rest_of_ioc, "canceled"),
    (out_of_margin, "marginCanceled"),
    (met_oneself, "selfTradeCanceled"),
    (nothing_to_reduce, "reduceOnlyCanceled"),
    (sibling, "siblingFilledCanceled"),
    (dead_man, "scheduledCancel"),
    (beats_the_oracle_at_the_cap, "openInterestCapCanceled"),
    (delisted, "delistedCanceled"),
    (halted, "internalCancel"),
]


@pytest.mark.parametrize(("reach", "status"), ENDS, ids=[row[0].__name__ for row in ENDS])
def test_an_accepted_order_ends_with_the_status_of_its_reason(
    reach: Callable[[], tuple[Venue, str, int]], status: str
) -> None:
    venue, who, oid = reach()
    assert last_status(venue, who, oid) == status
    assert venue.house.imbalance_micro() == 0


def test_a_trigger_order_is_told_as_triggered_before_it_trades() -> None:
    venue = quoted()
    oid = stop(venue, ALICE, True, 3010, 3200).oid
    venue.house.set_mark(ETH, 3_020_00)
    venue.core.advance(NOW)
    mine = [status for order, status in venue.statuses() if order == oid]
    assert mine == ["open", "triggered", "open", "filled"]


# -- before an order gets an id ------------------------------------------------------------------------------


def test_texts_of_pre_validation_stand_alone() -> None:
    venue = Venue()
    place = venue.core.place
    assert place(ALICE, ETH, True, ETH_MARK, 10_000, "Fok", False, "", NOW).error == "Invalid TIF"
    assert venue.place(ALICE, "buy", 2999.0, 1.0, cloid="0xa").status == "resting"
    assert venue.place(ALICE, "buy", 2999.0, 1.0, cloid="0xa").error == refusals.CLOID_TAKEN
    venue.core.is_post_only = True
    assert venue.buy(ALICE, 2999.0, 1.0).error == "Only post-only orders allowed immediately after network upgrade"
    winding_up.halt(venue.core, ETH, NOW)
    assert venue.buy(ALICE, 2999.0, 1.0, "Alo").error == "Trading is halted."
    assert venue.buy(ALICE, 2999.0, 1.0).oid == 0


# -- after an upgrade ----------------------------------------------------------------------------------------


def test_after_an_upgrade_only_orders_that_cannot_take_come_in_and_nothing_wakes() -> None:
    venue = quoted()
    oid = stop(venue, ALICE, True, 3010, 3200).oid
    venue.core.twaps.place(ALICE, ETH, True, 10_000, False, 5, False, 0, False, 0, NOW)
    venue.core.is_post_only = True
    assert venue.buy(ALICE, 2998.0, 1.0, "Alo").status == "resting"
    assert venue.core.cancel(BOB, ETH, 1, NOW) == ""
    venue.house.set_mark(ETH, 3_020_00)
    venue.core.advance(NOW)
    assert (venue.lots(ALICE), last_status(venue, ALICE, oid)) == (0, "open")
    venue.core.is_post_only = False
    venue.core.advance(NOW)
    assert last_status(venue, ALICE, oid) == "filled"


# -- the cap of open interest --------------------------------------------------------------------------------


def test_at_the_cap_who_closes_may_trade_and_who_opens_may_rest_behind_the_oracle() -> None:
    venue = capped(12_000)
    assert venue.sell(ALICE, 2999.0, 4.0).status == "filled"
    venue = capped(12_000)
    assert venue.buy(CAROL, 2999.9, 1.0).status == "resting"
    assert venue.sell(CAROL, 3000.5, 1.0).status == "resting"
    assert venue.sell(BOB, 2999.0, 1.0).error == INCREASE


def test_the_open_interest_never_passes_its_cap() -> None:
    venue = capped(15_000)
    assert venue.buy(CAROL, 3001.0, 1.0).status == "filled"
    venue.core.advance(NOW)
    assert venue.buy(CAROL, 3001.0, 0.1).error == INCREASE
    assert venue.house.open_interest_lots(ETH) * ETH_MARK == 15_000 * MICRO


def test_a_cap_may_count_units_instead_of_dollars() -> None:
    venue = capped(0)
    venue.core.assets[ETH].conduct.cap_lots = 40_000
    venue.core.advance(NOW)
    assert venue.buy(CAROL, 3001.0, 1.0).error == INCREASE


# -- halts and delistings ------------------------------------------------------------------------------------


def test_a_halt_settles_every_position_at_the_mark_without_a_fee() -> None:
    venue = quoted()
    venue.buy(ALICE, 3001.0, 2.0)
    before = venue.house.account(ALICE).cash_micro, venue.house.fees_micro
    venue.core.drain()
    winding_up.halt(venue.core, ETH, NOW)
    fills = [fact for fact in venue.core.drain() if isinstance(fact, FillFact)]
    assert {(fill.account, fill.dir, fill.fee_micro, fill.lots, fill.is_by_venue) for fill in fills} == {
        (ALICE, "Settlement", 0, 20_000, True),
        (BOB, "Settlement", 0, 20_000, True),
    }
    assert sum(fill.closed_pnl_micro for fill in fills) == 0
    assert (venue.lots(ALICE), venue.lots(BOB)) == (0, 0)
    assert venue.house.account(ALICE).cash_micro == before[0] + 20_000 * ETH_MARK
    assert venue.house.fees_micro == before[1]
    assert venue.house.imbalance_micro() == 0


def test_a_halted_asset_may_trade_again_and_a_delisted_one_may_not() -> None:
    venue = Venue()
    winding_up.halt(venue.core, ETH, NOW)
    winding_up.resume(venue.core, ETH)
    assert venue.buy(ALICE, 2999.0, 1.0).status == "resting"
    winding_up.delist(venue.core, ETH, NOW)
    winding_up.resume(venue.core, ETH)
    assert venue.buy(ALICE, 2999.0, 1.0).error == "Trading is halted."


def test_a_twap_in_a_halted_asset_ends_and_another_is_not_taken() -> None:
    venue = quoted()
    venue.core.twaps.place(ALICE, ETH, True, 10_000, False, 5, False, 0, False, 0, NOW)
    winding_up.halt(venue.core, ETH, NOW)
    twaps = [fact for fact in venue.core.drain() if isinstance(fact, TwapFact)]
    assert (twaps[-1].status, twaps[-1].description) == ("error", "Trading is halted.")
    assert venue.core.twaps.place(ALICE, ETH, True, 10_000, False, 5, False, 0, False, 0, NOW).error == refusals.HALTED


def test_what_is_told_of_an_order_does_not_change_with_its_fills() -> None:
    """The record of a status is frozen: a partial fill is no change of status."""
    venue = quoted()
    oid = venue.buy(ALICE, 2999.5, 2.0).oid
    venue.sell(CAROL, 2999.5, 0.5)
    record = venue.core.order_status(ALICE, oid)
    assert record is not None
    assert (record.status, record.lots) == ("open", 20_000)
    assert [order.lots for order in venue.core.open_orders(ALICE)] == [15_000]
