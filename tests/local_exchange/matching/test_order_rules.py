"""Every refusal with the venue's text and status, and what each kind of order does."""

import pytest
from tests.local_exchange.trading_venue import ALICE, BOB, CAROL, ETH, NOW, SOL, Venue

from hyperquote.book.grid import Grid
from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.margin_table import MarginTable
from hyperquote.local_exchange.matching.facts import BookFact, FillFact, OrderFact, TradeFact
from hyperquote.local_exchange.matching.refusals import max_order_micro, price_text


def refused(venue: Venue, who: str, side: str, px: float, size: float, tif: str = "Gtc") -> tuple[str, str]:
    """Return the error text and the status on record ("" without an oid)."""
    placed = venue.place(who, side, px, size, tif)
    assert placed.status == "error"
    record = venue.core.order_status(who, placed.oid)
    return placed.error, record.status if record else ""


def spend(venue: Venue, usd: int) -> None:
    """Let Bob lose money that his resting orders counted on."""
    venue.house.account(BOB).cash_micro -= usd * MICRO
    venue.house.fees_micro += usd * MICRO


def test_a_price_off_the_tick_is_refused_with_an_oid() -> None:
    venue = Venue()
    text = "Price must be divisible by tick size. asset=1"
    assert refused(venue, ALICE, "buy", 2999.95, 1.0) == (text, "tickRejected")
    assert venue.buy(ALICE, 2999.9, 1.0).oid == 2


@pytest.mark.parametrize(
    ("px", "size", "text"),
    [
        (0.0, 1.0, "Order has invalid price."),
        (3000.0, 0.0, "Order has zero size."),
        (3000.0, -1.0, "Order has invalid size."),
        (150.0, 1.0, "Order price cannot be more than 95% away from the reference price"),
        (60_001.0, 1.0, "Order price cannot be more than 95% away from the reference price"),
        (3000.0, 100_001.0, "Order value too large. Max is $300000000."),
    ],
)
def test_pre_validation_refuses_without_an_oid_and_without_a_record(px: float, size: float, text: str) -> None:
    venue = Venue()
    assert refused(venue, ALICE, "buy", px, size) == (text, "")
    assert venue.core.drain() == []
    assert venue.buy(ALICE, 2999.9, 1.0).oid == 1


def test_the_band_includes_its_upper_and_leaves_out_its_lower_end() -> None:
    venue = Venue()
    assert venue.buy(ALICE, 150.1, 0.1).status == "resting"
    assert venue.sell(ALICE, 60_000.0, 0.1).status == "resting"


@pytest.mark.parametrize(("leverage", "millions"), [(40, 30), (25, 30), (20, 5), (10, 2), (9, 0.5)])
def test_the_largest_order_depends_on_the_leverage_and_limit_orders_may_be_ten_times_it(
    leverage: int, millions: float
) -> None:
    assert max_order_micro(leverage, "Ioc") == millions * MICRO * MICRO
    assert max_order_micro(leverage, "Gtc") == 10 * millions * MICRO * MICRO


def test_less_than_ten_dollars_is_too_little() -> None:
    venue = Venue()
    text = "Order must have minimum value of $10. asset=1"
    assert refused(venue, ALICE, "buy", 2999.0, 0.0033) == (text, "minTradeNtlRejected")
    assert venue.buy(ALICE, 2500.0, 0.004).status == "resting"


def test_the_minimum_of_a_crossing_order_is_taken_at_the_first_price_it_meets() -> None:
    venue = Venue()
    venue.buy(BOB, 2999.0, 1.0)
    assert venue.sell(ALICE, 2000.0, 0.0034, "Ioc").status == "filled"


def test_margin_is_asked_for_the_larger_side_of_a_quote_pair() -> None:
    venue = Venue(usd=1_500)  # at 20x: up to 30 000 USD of exposure, 10 ETH at 3000
    assert venue.buy(ALICE, 2999.0, 9.9).status == "resting"
    assert venue.sell(ALICE, 3000.0, 9.9).status == "resting"
    text = "Insufficient margin to place order. asset=1"
    assert refused(venue, ALICE, "buy", 2999.0, 0.2) == (text, "perpMarginRejected")


def test_a_sell_at_a_throwaway_price_needs_the_margin_of_the_mark() -> None:
    venue = Venue(usd=1_500)
    venue.house.deposit(BOB, 10_000 * MICRO)
    venue.buy(BOB, 2999.0, 30.0)
    assert venue.sell(ALICE, 200.0, 30.0, "Ioc").error == "Insufficient margin to place order. asset=1"
    assert venue.sell(ALICE, 200.0, 9.9, "Ioc").status == "filled"


def test_an_order_that_only_reduces_needs_no_margin() -> None:
    venue = Venue(usd=1_500)
    venue.sell(BOB, 3000.0, 9.9)
    venue.buy(ALICE, 3000.0, 9.9)
    venue.house.set_mark(ETH, 2_880_00)
    assert venue.buy(ALICE, 2880.0, 1.0).error == "Insufficient margin to place order. asset=1"
    assert venue.sell(ALICE, 3100.0, 9.9).status == "resting"


def test_leverage_limits_the_position_a_tier_allows() -> None:
    venue = Venue(usd=10_000_000, table=MarginTable([0, 30_000 * MICRO], [25, 5]))
    text = "Order would cause position to exceed margin tier limit at current leverage asset=1"
    assert refused(venue, ALICE, "buy", 3000.0, 10.1) == (text, "perpMaxPositionRejected")
    venue.core.set_leverage(ALICE, ETH, 5, True, NOW)
    assert venue.buy(ALICE, 3000.0, 10.1).status == "resting"


def test_post_only_never_takes_and_quotes_what_it_would_have_met() -> None:
    venue = Venue()
    venue.buy(BOB, 2999.9, 1.0)
    venue.sell(BOB, 3000.0, 1.0)
    text = "Post only order would have immediately matched, bbo was 2999.9@3000. asset=1"
    assert refused(venue, ALICE, "buy", 3000.0, 1.0, "Alo") == (text, "badAloPxRejected")
    assert venue.buy(ALICE, 2999.9, 1.0, "Alo").status == "resting"


def test_an_ioc_that_meets_nobody_is_refused() -> None:
    venue = Venue()
    text = "Order could not immediately match against any resting orders. asset=1"
    assert refused(venue, ALICE, "buy", 3000.0, 1.0, "Ioc") == (text, "iocCancelRejected")


def test_an_ioc_that_meets_only_its_own_account_is_refused_and_the_resting_order_is_gone() -> None:
    venue = Venue()
    mine = venue.sell(ALICE, 3000.0, 1.0)
    assert venue.buy(ALICE, 3000.0, 1.0, "Ioc").error.startswith("Order could not immediately match")
    record = venue.core.order_status(ALICE, mine.oid)
    assert record is not None
    assert record.status == "selfTradeCanceled"
    assert venue.core.open_orders(ALICE) == []


def test_an_ioc_takes_what_there_is_and_never_rests() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 1.0)
    venue.core.drain()
    placed = venue.buy(ALICE, 3001.0, 3.0, "Ioc")
    assert (placed.status, placed.filled_lots, placed.avg_px_micro) == ("filled", 10_000, 3_000 * MICRO)
    assert venue.statuses() == [(placed.oid, "open"), (placed.oid, "canceled"), (1, "filled")]
    assert venue.core.open_orders(ALICE) == []


def test_a_gtc_that_fills_in_part_answers_filled_and_rests_under_the_same_oid() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 1.0)
    placed = venue.buy(ALICE, 3001.0, 3.0)
    assert (placed.status, placed.filled_lots) == ("filled", 10_000)
    (resting,) = venue.core.open_orders(ALICE)
    assert (resting.oid, resting.lots, resting.original_lots) == (placed.oid, 20_000, 30_000)
    record = venue.core.order_status(ALICE, placed.oid)
    assert record is not None
    assert (record.status, record.lots) == ("open", 30_000), "a partial fill leaves the record as it was"


def test_the_average_price_over_levels_is_cut_to_six_decimals() -> None:
    venue = Venue()
    for px in (3000.0, 3000.1, 3000.3):
        venue.sell(BOB, px, 1.0)
    assert venue.buy(ALICE, 3001.0, 3.0).avg_px_micro == 3_000_133_333


def test_an_immediate_fill_is_told_as_open_trade_fills_and_filled() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 1.0)
    venue.core.drain()
    venue.buy(ALICE, 3000.0, 1.0)
    told = venue.core.drain()
    kinds = [OrderFact, TradeFact, FillFact, FillFact, OrderFact, OrderFact, BookFact]
    assert [type(fact) for fact in told] == kinds
    orders = [(fact.oid, fact.status, fact.lots) for fact in told if isinstance(fact, OrderFact)]
    assert orders == [(2, "open", 10_000), (2, "filled", 0), (1, "filled", 0)]
    fills = [(fact.account, fact.is_buy, fact.crossed, fact.dir) for fact in told if isinstance(fact, FillFact)]
    assert fills == [(ALICE, True, True, "Open Long"), (BOB, False, False, "Open Short")]
    (trade,) = (fact for fact in told if isinstance(fact, TradeFact))
    assert (trade.buyer, trade.seller, trade.buyer_oid, trade.seller_oid) == (ALICE, BOB, 2, 1)
    assert 0 < trade.tid < 1 << 50


def test_a_maker_without_margin_is_canceled_at_the_match_and_the_taker_goes_on() -> None:
    venue = Venue(usd=1_500)
    poor = venue.sell(BOB, 3000.0, 9.0)
    venue.sell(CAROL, 3001.0, 1.0)
    spend(venue, 1_400)
    placed = venue.buy(ALICE, 3001.0, 1.0)
    assert placed.avg_px_micro == 3_001 * MICRO
    record = venue.core.order_status(BOB, poor.oid)
    assert record is not None
    assert record.status == "marginCanceled"
    assert venue.house.imbalance_micro() == 0


def test_a_makers_second_order_is_checked_as_if_its_first_had_settled() -> None:
    venue = Venue(usd=1_500)
    first, second = venue.sell(BOB, 3000.0, 4.0), venue.sell(BOB, 3001.0, 5.0)
    spend(venue, 850)  # 650 USD are left: enough for 4 ETH, not for 9
    assert venue.buy(ALICE, 3001.0, 9.0).filled_lots == 40_000
    ended = [record.status for oid in (first.oid, second.oid) if (record := venue.core.order_status(BOB, oid))]
    assert ended == ["filled", "marginCanceled"]


def test_cancel_works_once() -> None:
    venue = Venue()
    oid = venue.buy(ALICE, 2999.0, 1.0).oid
    gone = "Order was never placed, already canceled, or filled. asset=1"
    assert venue.core.cancel(BOB, ETH, oid, NOW) == gone
    assert venue.core.cancel(ALICE, SOL, oid, NOW).endswith("asset=5")
    assert venue.core.cancel(ALICE, ETH, oid, NOW) == ""
    assert venue.core.cancel(ALICE, ETH, oid, NOW) == gone
    assert venue.statuses() == [(oid, "open"), (oid, "canceled")]


def test_a_client_id_belongs_to_its_account_and_to_the_latest_order() -> None:
    venue = Venue()
    cloid = "0x" + "1" * 32
    first = venue.place(ALICE, "buy", 2999.0, 1.0, cloid=cloid)
    assert venue.core.oid_of(BOB, cloid) == 0
    again = venue.place(ALICE, "buy", 2999.0, 1.0, cloid=cloid)
    assert (again.status, again.oid) == ("error", 0)
    assert venue.core.cancel_by_cloid(ALICE, ETH, cloid, NOW) == ""
    second = venue.place(ALICE, "buy", 2998.0, 1.0, cloid=cloid)
    record = venue.core.order_status_by_cloid(ALICE, cloid)
    assert record is not None
    assert record.oid == second.oid > first.oid


def test_a_rejected_order_can_be_asked_for_by_its_client_id() -> None:
    venue = Venue()
    cloid = "0x" + "2" * 32
    venue.place(ALICE, "buy", 3000.0, 1.0, "Ioc", cloid=cloid)
    record = venue.core.order_status_by_cloid(ALICE, cloid)
    assert record is not None
    assert record.status == "iocCancelRejected"


def test_modify_gives_a_new_oid_and_loses_the_place_in_the_queue() -> None:
    venue = Venue()
    old = venue.buy(ALICE, 2999.0, 1.0)
    bob = venue.buy(BOB, 2999.0, 1.0)
    new = venue.core.modify(ALICE, old.oid, ETH, True, 2_999_00, 10_000, "Alo", False, "", False, NOW)
    assert (new.status, new.oid) == ("resting", 3)
    venue.core.drain()
    venue.sell(CAROL, 2999.0, 1.0)
    assert [fill.oid for fill in venue.fills() if not fill.crossed] == [bob.oid]


def test_modify_of_an_ended_order_is_refused_unless_it_shall_always_place() -> None:
    venue = Venue()
    args = (ETH, True, 2_999_00, 10_000, "Gtc", False, "")
    assert venue.core.modify(ALICE, 77, *args, False, NOW).error == "Cannot modify canceled or filled order"
    assert venue.core.modify(ALICE, 77, *args, True, NOW).status == "resting"


def test_modify_without_always_place_never_takes() -> None:
    venue = Venue()
    venue.sell(BOB, 3000.0, 1.0)
    old = venue.buy(ALICE, 2999.0, 1.0)
    ioc = venue.core.modify(ALICE, old.oid, ETH, True, 3_000_00, 10_000, "Ioc", False, "", False, NOW)
    assert ioc.error == "Attempted to modify to invalid new order"
    gtc = venue.core.modify(ALICE, old.oid, ETH, True, 3_000_00, 10_000, "Gtc", False, "", False, NOW)
    assert gtc.error == (
        "Error placing new order during modify: "
        "Post only order would have immediately matched, bbo was None@3000. asset=1"
    )
    assert venue.core.open_orders(ALICE) == [], "the old order is gone when the new one fails"


def test_the_dead_mans_switch_cancels_everything_once() -> None:
    venue = Venue()
    oid = venue.buy(ALICE, 2999.0, 1.0).oid
    assert venue.core.schedule_cancel(ALICE, NOW + 4_999, NOW) != ""
    assert venue.core.schedule_cancel(ALICE, NOW + 5_000, NOW) == ""
    venue.core.advance(NOW + 4_999)
    assert len(venue.core.open_orders(ALICE)) == 1
    venue.core.advance(NOW + 5_000)
    assert venue.core.open_orders(ALICE) == []
    assert venue.statuses() == [(oid, "open"), (oid, "scheduledCancel")]
    venue.buy(ALICE, 2999.0, 1.0)
    venue.core.advance(NOW + 9_000)
    assert len(venue.core.open_orders(ALICE)) == 1


def test_the_dead_mans_switch_can_be_taken_back_and_may_ask_for_volume() -> None:
    venue = Venue()
    venue.buy(ALICE, 2999.0, 1.0)
    venue.core.schedule_cancel(ALICE, NOW + 5_000, NOW)
    venue.core.schedule_cancel(ALICE, 0, NOW)
    venue.core.advance(NOW + 6_000)
    assert len(venue.core.open_orders(ALICE)) == 1
    strict = Venue(schedule_volume_micro=MICRO * MICRO)
    text = "Cannot set scheduled cancel time until enough volume traded. Required: $1000000. Traded: $0."
    assert strict.core.schedule_cancel(ALICE, NOW + 5_000, NOW) == text


def test_the_dead_mans_switch_fires_ten_times_a_day() -> None:
    venue = Venue()
    now = NOW
    for _ in range(10):
        venue.buy(ALICE, 2999.0, 1.0)
        assert venue.core.schedule_cancel(ALICE, now + 5_000, now) == ""
        now += 5_000
        venue.core.advance(now)
    assert venue.core.schedule_cancel(ALICE, now + 5_000, now).startswith("Too many scheduled cancels")
    now += 86_400_000
    venue.core.advance(now)
    assert venue.core.schedule_cancel(ALICE, now + 5_000, now) == ""


def test_a_thousand_open_orders_are_enough() -> None:
    venue = Venue(usd=10_000_000)
    for _ in range(1_000):
        assert venue.buy(ALICE, 2999.0, 0.01).status == "resting"
    placed = venue.buy(ALICE, 2999.0, 0.01)
    record = venue.core.order_status(ALICE, placed.oid)
    assert record is not None
    assert record.status == "tooManyOpenOrdersRejected"


@pytest.mark.parametrize(("units", "text"), [(3_000_00, "3000"), (2_999_90, "2999.9"), (5, "0.05"), (0, "0")])
def test_a_price_prints_without_trailing_zeros(units: int, text: str) -> None:
    assert price_text(units, Grid(4)) == text
