"""A place in the queue is given up only for something that is worth more."""

import pytest
from librt.vecs import vec
from tests.market_maker.quoting.samples import market, resting, wish

from hyperquote.book.grid import Grid
from hyperquote.book.queue import queue_model
from hyperquote.market_maker.events import Book
from hyperquote.market_maker.models import CostView, Models
from hyperquote.market_maker.quoting.reconcile import reconcile
from hyperquote.market_maker.quoting.refresh import Refresh, RefreshRule
from hyperquote.market_maker.tracking.order import TrackedOrder
from hyperquote.market_maker.tracking.queues import Queues, QueueSettings

GRID = Grid(5)
S = 1_000_000_000
UNITS = 10.0  # price units per USD
MID = 100_000.0


def line_up(displayed: float = 5.0) -> Queues:
    queues = Queues(QueueSettings(queue_model("by_trades"), expected_volume_per_second=0.5), GRID)
    queues.on_book(_book(displayed, at_s=5.0), [])
    return queues


def _book(displayed: float, *, at_s: float) -> Book:
    bids = vec[float]([99_990.0 - 10.0 * i for i in range(8)])
    asks = vec[float]([100_010.0 + 10.0 * i for i in range(8)])
    sizes = vec[float]([displayed] * 8)
    return Book(1, int(at_s * S), bids, sizes, asks, sizes, True)


def at(
    queues: Queues, cost_bps: float = 0.1, *, now_s: float = 10.0, min_age_s: float = 0.5, sigma: float = 2e-4
) -> Refresh:
    params = market(
        mid=MID,
        microprice=MID,
        best_bid=99_990.0,
        best_ask=100_010.0,
        sigma_effective=sigma,
        models=Models(cost=CostView(at_touch_bps=0.0)),
    )
    return Refresh(RefreshRule(cost_bps, min_age_s, 0.0), queues, params, UNITS, int(now_s * S), int(now_s * 1e3))


def order(px: int, *, since_s: float = 1.0, lots: int = 1_000, is_buy: bool = True) -> TrackedOrder:
    made = resting(is_buy, px * 10, lots)
    made.state_since_ns = int(since_s * S)
    return made


def test_the_gain_is_the_difference_of_what_both_places_earn() -> None:
    queues = line_up()
    rule = at(queues)
    now, new = order(99_960), wish(True, 999_800, 1_000)
    chance_now = queues.fill_probability(now, MID, 2e-4, 10_000)
    chance_new = queues.probability(True, 99_980.0, 10.0, MID, 2e-4, 10_000)  # behind two levels of five
    assert rule.gain_bps(now, new) == pytest.approx(chance_new * 2.0 - chance_now * 4.0)


def test_an_order_first_in_line_stays_and_one_far_behind_goes() -> None:
    queues = line_up(displayed=0.01)
    first = order(99_952)
    assert not at(queues, 1.0).is_worth_it(first, wish(True, 999_600, 1_000))
    behind = order(99_952)
    ahead = line_up(displayed=0.01)
    ahead.on_book(_book(0.01, at_s=6.0), [behind])
    assert at(ahead, 0.01, sigma=5e-5).gain_bps(behind, wish(True, 999_600, 1_000)) > 0.01
    assert at(ahead, 0.01, sigma=5e-5).is_worth_it(behind, wish(True, 999_600, 1_000))


def test_an_order_much_deeper_than_wanted_goes_whatever_it_is_worth() -> None:
    rule = at(line_up(), 100.0)
    assert not rule.is_worth_it(order(99_952), wish(True, 999_600, 1_000))  # 4.8 bps against 4
    assert rule.is_worth_it(order(99_948), wish(True, 999_600, 1_000))  # 5.2 bps


def test_an_order_nearer_than_wanted_always_goes() -> None:
    rule = at(line_up(), 100.0)
    assert rule.is_worth_it(order(99_990), wish(True, 999_600, 1_000))
    assert rule.is_worth_it(order(100_010, is_buy=False), wish(False, 1_000_400, 1_000))
    assert rule.held == 0


def test_a_young_order_waits_whatever_it_would_gain() -> None:
    assert not at(line_up(0.01), 0.01, now_s=1.4, sigma=5e-5).is_worth_it(order(99_952), wish(True, 999_600, 1_000))
    assert at(line_up(0.01), 0.01, now_s=1.6, sigma=5e-5).is_worth_it(order(99_952), wish(True, 999_600, 1_000))


def test_a_size_that_changed_is_no_question_of_patience() -> None:
    assert at(line_up(), 100.0).is_worth_it(order(99_970, lots=1_000), wish(True, 999_800, 2_000))


def test_reconcile_leaves_held_orders_and_counts_them() -> None:
    live = [order(99_952)]
    wanted = [wish(True, 999_600, 1_000, 0)]
    patient = at(line_up(), 100.0)
    diff = reconcile(wanted, live, 0.5, 0.0, 0, 1_000, 0, 100_000, patient)
    assert (diff.cancels, diff.places, diff.kept, patient.held) == ([], [], 1, 1)
    moved = reconcile(wanted, live, 0.5, 0.0, 0, 1_000, 0, 100_000, None)
    assert len(moved.cancels) == 1


@pytest.mark.parametrize(("cost", "age", "text"), [(-1.0, 0.0, "refresh_cost_bps"), (0.0, -1.0, "min_order_age")])
def test_impossible_settings_are_refused_by_name(cost: float, age: float, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        RefreshRule(cost, age, 0.0)
