from math import isfinite

import pytest
from tests.market_maker.estimator.tape import START_MS, bbo, book, feed, market, trade

from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.estimator.settings import EstimatorSettings
from hyperquote.market_maker.events import Mid, Trade
from hyperquote.market_maker.market_params import MarketParams

FIELDS = [
    "mid", "best_bid", "best_ask", "microprice", "sigma", "sigma_effective", "sigma_total", "kappa", "kappa_bid",
    "kappa_ask", "fill_intensity", "arrival_intensity", "jump_ratio", "jump_ratio_medium", "beta_book", "beta_flow",
    "book_imbalance", "flow_imbalance",
]  # fmt: skip


def after(estimator: ParameterEstimator, seconds: int = 300, seed: int = 1, **options: float) -> MarketParams:
    now = feed(estimator, market(seed, seconds, **options))
    params = estimator.params(now)
    assert params is not None
    return params


def fresh(**settings: float) -> ParameterEstimator:
    return ParameterEstimator(EstimatorSettings(**settings))  # type: ignore[arg-type]


def numbers(params: MarketParams) -> list[float]:
    return [float(getattr(params, name)) for name in FIELDS]


def test_says_nothing_before_it_is_warm_and_tells_what_is_missing() -> None:
    estimator = fresh()
    assert estimator.params(START_MS) is None
    now = feed(estimator, market(1, 3))
    assert estimator.params(now) is None
    assert not estimator.is_warm
    assert "/20 volume ticks" in estimator.warmup_text()
    now = feed(estimator, market(1, 300))
    assert estimator.is_warm
    assert estimator.warmup_text() == ""
    assert estimator.params(now) is not None


def test_warm_within_a_minute_at_one_order_per_second_without_any_fill_of_ours() -> None:
    estimator = fresh()
    for event in market(5, 60, orders_per_s=1.0):
        feed(estimator, iter([event]))
        if estimator.is_warm:
            break
    assert estimator.is_warm


def test_planted_volatility_intensity_and_kappa_come_out() -> None:
    estimator = fresh()
    views = []
    for i, event in enumerate(market(1, 3000, sigma=3e-4, kappa=9_000.0, orders_per_s=4.0)):
        feed(estimator, iter([event]))
        params = estimator.params(event.exchange_ms) if i % 500 == 0 else None
        if params is not None:
            views.append(params)
    n = len(views)
    assert sum(view.sigma for view in views) / n == pytest.approx(3e-4, rel=0.05)
    assert sum(view.sigma_total for view in views) / n == pytest.approx(3e-4, rel=0.05)
    assert sum(view.fill_intensity for view in views) / n == pytest.approx(2.0, rel=0.05)
    assert sum(view.kappa for view in views) / n == pytest.approx(9_000.0, rel=0.1)


def test_all_outputs_are_finite_and_the_same_for_the_same_tape() -> None:
    first = numbers(after(fresh()))
    assert all(isfinite(x) for x in first)
    assert first == numbers(after(fresh()))


def test_relative_beliefs_do_not_depend_on_the_price_unit() -> None:
    settings = {"initial_bucket_volume": 0.1, "min_bucket_volume": 0.01, "max_bucket_volume": 10.0}
    one = after(fresh(**settings), beta=2e-4)
    other = after(fresh(**settings), beta=2e-4, scale=1e-3)
    assert numbers(one)[4:] == pytest.approx(numbers(other)[4:], rel=1e-5)
    assert one.microprice == pytest.approx(1000.0 * other.microprice)


@pytest.mark.parametrize(
    ("option", "low", "high", "field"),
    [
        ("sigma", 1e-4, 4e-4, "sigma"),
        ("sigma", 1e-4, 4e-4, "sigma_total"),
        ("sigma", 1e-4, 4e-4, "sigma_effective"),
        ("kappa", 1500.0, 5000.0, "kappa"),
        ("kappa", 1500.0, 5000.0, "kappa_bid"),
        ("kappa", 1500.0, 5000.0, "kappa_ask"),
        ("orders_per_s", 1.0, 5.0, "fill_intensity"),
        ("beta", 0.0, 4e-4, "beta_book"),
    ],
)
def test_each_belief_moves_with_what_it_is_about(option: str, low: float, high: float, field: str) -> None:
    less = after(fresh(), **{option: low})  # type: ignore[arg-type]
    more = after(fresh(), **{option: high})  # type: ignore[arg-type]
    assert getattr(more, field) > 1.5 * getattr(less, field)


def test_a_jump_shows_in_ratio_regime_and_toxicity() -> None:
    estimator = fresh()
    now = feed(estimator, market(1, 300))
    calm = estimator.params(now)
    assert calm is not None
    assert not calm.is_toxic_regime
    assert calm.volatility_regime == 1
    mid = estimator.mid * 1.03
    for i in range(40):
        estimator.on_bbo(bbo(now + 100 * (i + 1), mid))
        estimator.on_trade(trade(now + 100 * (i + 1), mid, sz=1.0))
        if estimator.regime.is_toxic:
            break
    jumped = estimator.params(now + 5000)
    assert jumped is not None
    assert jumped.jump_ratio > 3.0
    assert jumped.is_toxic_regime
    assert jumped.sigma_total > jumped.sigma_effective > jumped.sigma


def test_imbalances_point_where_the_market_leans() -> None:
    estimator = fresh()
    now = feed(estimator, market(1, 300))
    for i in range(60):
        estimator.on_book(book(now + i * 50, estimator.mid, bid_scale=5.0, is_deep=False))
        estimator.on_trade(trade(now + i * 50, estimator.mid, is_buy=False, sz=0.01))
    params = estimator.params(now + 3000)
    assert params is not None
    assert params.book_imbalance > 0.5
    assert params.flow_imbalance < -0.5
    later = estimator.params(now + 60_000)
    assert later is not None
    assert abs(later.flow_imbalance) < 1e-6


def test_the_volatility_reacts_to_a_step_within_three_ticks() -> None:
    estimator = fresh()
    now = feed(estimator, market(1, 300))
    before = estimator.volatility.sigma_total_tick
    ticks = estimator.clock.ticks
    while estimator.clock.ticks < ticks + 3:
        now += 100
        estimator.on_trade(trade(now, estimator.mid * 1.05, sz=0.3))
    assert estimator.volatility.sigma_total_tick > 3.0 * before


def test_a_quote_does_not_touch_kappa_and_a_fast_book_does_not_either() -> None:
    estimator = fresh()
    estimator.on_book(book(START_MS, 100.0, kappa=2500.0))
    known = estimator.kappa_book.value
    estimator.on_bbo(bbo(START_MS + 1, 100.0, half=0.01))
    estimator.on_book(book(START_MS + 2, 100.0, kappa=9000.0, levels=5, is_deep=False))
    assert estimator.kappa_book.value == known
    estimator.on_book(book(START_MS + 3, 100.0, kappa=9000.0))
    assert estimator.kappa_book.value != known


def test_an_older_book_does_not_move_the_touch_back() -> None:
    estimator = fresh()
    estimator.on_bbo(bbo(START_MS + 1000, 200.0))
    estimator.on_book(book(START_MS, 100.0))
    assert estimator.mid == 200.0


def test_the_mid_feed_stands_in_until_the_first_quote() -> None:
    estimator = fresh()
    estimator.on_mid(Mid(0, START_MS * 1_000_000, 99.0))
    assert estimator.mid == 99.0
    estimator.on_bbo(bbo(START_MS, 100.0))
    estimator.on_mid(Mid(0, (START_MS + 1) * 1_000_000, 50.0))
    assert (estimator.mid, estimator.best_bid, estimator.best_ask) == (100.0, 99.5, 100.5)


def test_a_trade_told_twice_or_too_late_teaches_nothing() -> None:
    estimator = fresh()
    estimator.on_bbo(bbo(START_MS - 1, 100.0))
    estimator.on_trade(trade(START_MS, 100.0, tid=7))
    estimator.on_trade(trade(START_MS, 100.0, tid=7))
    estimator.on_trade(trade(START_MS - 2001, 100.0, tid=8))
    assert (estimator.duplicate_trades, estimator.late_trades) == (1, 1)
    assert estimator.kappa_trades.orders == 1.0


def test_the_distance_of_a_trade_is_measured_from_the_mid_before_it() -> None:
    estimator = fresh()
    estimator.on_bbo(bbo(START_MS, 100.0))
    estimator.on_bbo(bbo(START_MS + 100, 101.0))  # the move that came with the trade
    estimator.on_trade(trade(START_MS + 100, 101.0))
    expected = fresh().kappa_trades
    expected.update(START_MS + 100, 101.0, True, 100.0)
    assert estimator.kappa_trades.value == expected.value


def test_unstamped_events_take_local_time() -> None:
    estimator = fresh()
    estimator.on_trade(Trade(0, START_MS * 1_000_000, 100.0, 1e6, True, 1))
    assert estimator.clock.end_ms == START_MS


def test_nothing_is_measured_across_a_gap() -> None:
    estimator = fresh()
    estimator.on_bbo(bbo(START_MS, 100.0))
    estimator.on_gap()
    estimator.on_bbo(bbo(START_MS + 60_000, 120.0))
    assert estimator.microprice.observations == 0
    estimator.on_trade(trade(START_MS + 60_000, 120.0))
    assert estimator.kappa_trades.value is None
