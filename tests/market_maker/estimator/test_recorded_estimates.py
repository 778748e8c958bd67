"""Half an hour of a real market: what comes out is finite, repeatable, and agrees with figures worked out otherwise."""

from itertools import pairwise
from math import isfinite, log, sqrt

import pytest
from librt.vecs import vec
from tests.market_maker.wiring.harness import figures
from tests.shared_data import require

from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.estimator.settings import EstimatorSettings
from hyperquote.market_maker.events import Bbo, Book, Event, Trade
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.messages.validate import Gatekeeper, GatekeeperSettings

EVERY_MS = 5_000


def recorded(coin: str) -> list[Event]:
    """Return the recording in the order it was received; every tenth book with 20 levels, the others with 5."""
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = require(f"data/hl_l2_20250904/{coin}")
    events: list[Event] = [
        Bbo(row["exch_ts_ms"], row["local_ts_us"] * 1000, row["bid_px"], row["bid_sz"], row["ask_px"], row["ask_sz"])
        for row in parquet.read_table(folder / "bbo.parquet").to_pylist()
    ]
    for row in parquet.read_table(folder / "trades.parquet").to_pylist():
        local_ns = row["local_ts_us"] * 1000
        events.append(Trade(row["exch_ts_ms"], local_ns, row["px"], row["sz"], row["side"] == "buy", row["tid"]))
    for i, row in enumerate(parquet.read_table(folder / "l2.parquet").to_pylist()):
        levels = range(5 if i % 10 else 20)
        sides = ("bid_px", "bid_sz", "ask_px", "ask_sz")
        bid_px, bid_sz, ask_px, ask_sz = (vec[float]([row[f"{side}_{level}"] for level in levels]) for side in sides)
        local_ns = row["local_ts_us"] * 1000
        events.append(Book(row["exch_ts_ms"], local_ns, bid_px, bid_sz, ask_px, ask_sz, i % 10 == 0))
    events.sort(key=lambda event: event.local_ns)
    return events


def watched(events: list[Event]) -> tuple[ParameterEstimator, Gatekeeper, list[MarketParams], list[float]]:
    """Return the estimator at the end, its gatekeeper, and its views and the mids every five seconds."""
    estimator = ParameterEstimator(EstimatorSettings())
    gatekeeper = Gatekeeper(GatekeeperSettings())
    views: list[MarketParams] = []
    mids: list[float] = []
    due_ms = events[0].local_ns // 1_000_000
    for event in events:
        if gatekeeper.check(event) == "":
            if isinstance(event, Bbo):
                estimator.on_bbo(event)
            elif isinstance(event, Book):
                estimator.on_book(event)
            elif isinstance(event, Trade):
                estimator.on_trade(event)
        now_ms = event.local_ns // 1_000_000
        if now_ms >= due_ms and estimator.mid > 0.0:
            due_ms = now_ms + EVERY_MS
            mids.append(estimator.mid)
            params = estimator.params(now_ms)
            if params is not None:
                views.append(params)
    return estimator, gatekeeper, views, mids


@pytest.mark.parametrize("coin", ["BTC", "WLFI"])
def test_half_an_hour_of_a_real_market(coin: str) -> None:
    events = recorded(coin)
    estimator, gatekeeper, views, mids = watched(events)
    assert gatekeeper.refused < 0.002 * gatekeeper.checked
    assert len(views) > 0.9 * len(mids)  # warm within minutes and never cold again
    for view in views:
        for name, figure in figures(view).items():
            assert isfinite(figure), name

    squares = 0.0
    for before, after in pairwise(mids):
        squares += log(after / before) ** 2
    realised = sqrt(squares / (EVERY_MS / 1000.0 * (len(mids) - 1)))
    sigma_total = sum(view.sigma_total for view in views) / len(views)
    assert 0.6 * realised < sigma_total < 1.6 * realised
    assert sum(view.is_toxic_regime for view in views) < 0.2 * len(views)

    again = watched(events)[2]
    assert [view.microprice for view in again] == [view.microprice for view in views]
    assert estimator.late_trades == 0


def test_the_touch_foretells_the_next_third_of_a_second() -> None:
    views = watched(recorded("BTC"))[2]
    assert sum(view.beta_book for view in views) / len(views) > 1e-6
    assert sum(view.beta_book > 0.0 for view in views) > 0.6 * len(views)
