"""What every estimator owes: nothing before it knows, finite numbers after, the same for the same input."""

from collections.abc import Callable
from math import isfinite

import pytest
from tests.market_maker.estimator.tape import book

from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.adverse_selection.markout import Markout
from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings
from hyperquote.market_maker.estimator.arrival import ArrivalIntensity
from hyperquote.market_maker.estimator.bipower import BipowerScale, Volatility
from hyperquote.market_maker.estimator.book_structure import BookImbalance
from hyperquote.market_maker.estimator.ewma import Ewma
from hyperquote.market_maker.estimator.fair_price import FairPrice
from hyperquote.market_maker.estimator.flow import TradeFlow
from hyperquote.market_maker.estimator.jumps import Jumps
from hyperquote.market_maker.estimator.kappa_book import KappaBook
from hyperquote.market_maker.estimator.kappa_own import KappaOwn
from hyperquote.market_maker.estimator.kappa_trades import KappaTrades
from hyperquote.market_maker.estimator.microprice import Microprice
from hyperquote.market_maker.estimator.mid_history import MidHistory
from hyperquote.market_maker.estimator.momentum import Momentum
from hyperquote.market_maker.estimator.near_depth import NearDepth
from hyperquote.market_maker.estimator.regime import VolatilityRegime
from hyperquote.market_maker.estimator.roll import RollNoise
from hyperquote.market_maker.estimator.stochastic_variance import StochasticVariance
from hyperquote.market_maker.estimator.volume_clock import VolumeClock
from hyperquote.market_maker.estimator.vwap_returns import VwapReturns
from hyperquote.market_maker.estimator.warmup import Warmup

Walk = Callable[[], tuple[Callable[[int], None], Callable[[], float | None]]]


def ewma() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Ewma(0.1)
    return lambda i: estimator.update(float(i)), lambda: estimator.value


def mid_history() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = MidHistory()
    return lambda i: estimator.update(i, 100.0 + i), lambda: estimator.value


def volume_clock() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = VolumeClock()

    def update(i: int) -> None:
        estimator.update(i * 100, 100.0 + i % 3, 0.5)

    return update, lambda: estimator.value


def vwap_returns() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = VwapReturns()

    def update(i: int) -> None:
        estimator.update(100.0 + i % 7, 1.0 + i % 5)

    return update, lambda: estimator.value


def bipower() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = BipowerScale(0.1)
    return lambda i: estimator.update(1e-4 * (i % 5 - 2)), lambda: estimator.value


def volatility() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Volatility(0.1, 0.05, 0.01)
    return lambda i: estimator.update(1e-4 * (i % 5 - 2)), lambda: estimator.value


def arrival() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = ArrivalIntensity()
    return lambda i: estimator.update(i * i), lambda: estimator.value


def regime() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = VolatilityRegime()
    return lambda i: estimator.update(1e-5 * (i // 4 % 90), 1.0), lambda: estimator.value


def kappa_book() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = KappaBook()

    def update(i: int) -> None:
        snapshot = book(i, 100.0, kappa=1000.0 + 50.0 * i)
        estimator.update(snapshot.bid_px, snapshot.bid_sz, snapshot.ask_px, snapshot.ask_sz)

    return update, lambda: estimator.value


def kappa_trades() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = KappaTrades()
    return lambda i: estimator.update(i * 1000, 100.0 + 0.01 * (i % 9), i % 2 == 0, 100.0), lambda: estimator.value


def kappa_own() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = KappaOwn()

    def update(i: int) -> None:
        estimator.advance(i * 1000)
        estimator.rested(1e-4 * (i % 5), 1.0)
        estimator.filled(1e-4 * (i % 3))

    return update, lambda: estimator.value


def book_imbalance() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = BookImbalance()

    def update(i: int) -> None:
        snapshot = book(i, 100.0, bid_scale=1.0 + i % 3)
        estimator.update(snapshot.bid_sz, snapshot.ask_sz)

    return update, lambda: estimator.value


def flow() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = TradeFlow()
    return lambda i: estimator.update(i * 70, 1.0 + i % 3, i % 5 < 3), lambda: estimator.value


def microprice() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Microprice()

    def update(i: int) -> None:
        estimator.update(i * 60, 100.0 + 0.01 * (i % 5), (i % 7 - 3) / 3.0, (i % 11 - 5) / 5.0)

    return update, lambda: estimator.value


def warmup() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Warmup()
    return lambda i: estimator.update(i * 1000, i, i, i), lambda: estimator.value


def adverse_selection() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = AdverseSelection(AdverseSelectionSettings())

    def update(i: int) -> None:
        estimator.on_mid(i * 400, 100.0 + i % 7)
        estimator.on_fill(i * 400, (i * 400, i, i), i % 2 == 0, 5, 100.0)

    return update, lambda: estimator.value


def markout() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Markout(1000)
    return lambda i: estimator.update(1e-4 * (i % 3), 1e-4, 1 + i), lambda: estimator.value


def momentum() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Momentum()
    return lambda i: estimator.update(i * 90, 100.0 + 0.01 * (i % 7)), lambda: estimator.value


def near_depth() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = NearDepth()

    def update(i: int) -> None:
        snapshot = book(i, 100.0, bid_scale=1.0 + i % 5)
        estimator.update(snapshot.bid_px, snapshot.bid_sz, snapshot.ask_px, snapshot.ask_sz)

    return update, lambda: estimator.value


def jumps() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = Jumps()
    return lambda i: bool(estimator.update(i * 1_000, 1e-4 * (i % 11), 2e-4)) and None, lambda: estimator.value


def roll() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = RollNoise()
    return lambda i: estimator.update(1e-4 * (i * i % 7 - 3)), lambda: estimator.value


def stochastic_variance() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = StochasticVariance()
    return lambda i: estimator.update(i * 1_000, 1e-4 * (i % 5 - 2), 1.0), lambda: estimator.value


def fair_price() -> tuple[Callable[[int], None], Callable[[], float | None]]:
    estimator = FairPrice()
    return lambda i: estimator.update(i * 100, 100.0 + 0.01 * (i % 9), 1e-4), lambda: estimator.value


ALL: list[Walk] = [
    ewma, mid_history, volume_clock, vwap_returns, bipower, volatility, arrival, regime, kappa_book, kappa_trades,
    kappa_own, book_imbalance, flow, microprice, warmup, adverse_selection, markout, momentum,
    near_depth, jumps, roll, stochastic_variance, fair_price,
]  # fmt: skip


@pytest.mark.parametrize("walk", ALL)
def test_none_until_it_knows_and_finite_ever_after(walk: Walk) -> None:
    update, value = walk()
    assert value() is None
    has_known = False
    for i in range(1, 400):
        update(i)
        now = value()
        assert now is not None or not has_known
        if now is not None:
            has_known = True
            assert isfinite(now)
    assert has_known


@pytest.mark.parametrize("walk", ALL)
def test_the_same_input_gives_the_same_bits(walk: Walk) -> None:
    runs = []
    for _ in range(2):
        update, value = walk()
        told = []
        for i in range(1, 200):
            update(i)
            told.append(value())
        runs.append(told)
    assert runs[0] == runs[1]


@pytest.mark.parametrize("walk", ALL)
def test_news_changes_the_answer(walk: Walk) -> None:
    update, value = walk()
    answers = set()
    for i in range(1, 400):
        update(i)
        answers.add(value())
    assert len(answers) > 2
