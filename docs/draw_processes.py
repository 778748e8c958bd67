"""The pictures of order flow and of the processes beside the price, on seeded data."""

from random import Random

from docs.plot import Panels, Plot

from hyperquote.calibration.hawkes import HawkesParameters, simulate
from hyperquote.consts import BPS
from hyperquote.market_maker.estimator.momentum import Momentum
from hyperquote.market_maker.process_models.control import InventoryControl
from hyperquote.market_maker.process_models.funding import FundingForecast
from hyperquote.market_maker.process_models.hawkes import HawkesFlow

_T0_MS = 1_757_030_400_000  # a full hour


def hawkes() -> Panels:
    """Ten minutes of simulated flow with a rush of buyers in its ninth minute: intensities, rank and skew."""
    calm = simulate(HawkesParameters(0.5, 0.25, 0.08, 0.5), 600.0, Random(8))
    rush = [(500.0 + 0.15 * step, True) for step in range(60)]
    orders = sorted(calm + rush)
    flow = HawkesFlow()
    times, buys, sells, ranks, skews = [], [], [], [], []
    at = 0
    for quarter in range(1, 2_401):
        while at < len(orders) and orders[at][0] * 1_000 < quarter * 250:
            flow.on_trade(int(orders[at][0] * 1_000), orders[at][1])
            at += 1
        flow.advance(quarter * 250)
        if quarter >= 1_600 and quarter % 2 == 0:
            view = flow.view
            times.append(quarter / 4)
            buys.append(view.buy_intensity)
            sells.append(view.sell_intensity)
            ranks.append(view.activity_percentile)
            skews.append(view.skew_bps)
    top = Plot("Sixty buys within nine seconds", "seconds", "orders per second")
    top.line("λ buys", times, buys)
    top.line("λ sells", times, sells, "#d62728")
    low = Plot("What the quotes are told", "seconds", "rank; skew (bp)")
    low.line("activity, rank in five minutes", times, ranks)
    low.line("skew: negative moves both quotes up", times, skews, "#d62728")
    return Panels([[top], [low]])


def processes() -> Panels:
    """Funding of four hours ahead as the settlements pass, and the factor of γ of a session of one hour."""
    funding = FundingForecast(horizon_s=4 * 3_600.0)
    control = InventoryControl(True)
    hours, forecasts, factors = [], [], []
    for minute in range(8 * 60):
        ms = _T0_MS + minute * 60_000
        rate = 0.00001 if minute < 240 else 0.00004
        funding.update(ms, rate, 4_000.0, 4_000.0)
        control.advance(ms)
        hours.append(minute / 60)
        forecasts.append(funding.forecast / BPS)
        factors.append(control.view.gamma_mult)
    top = Plot("The rate rises from 0.1 to 0.4 bp an hour", "hours", "forecast of four hours (bp)")
    top.line("what a long pays", hours, forecasts)
    low = Plot("The end of each session", "hours", "factor of γ")
    low.line("sessions of one hour", hours, factors)
    return Panels([[top], [low]])


def runs_and_jumps() -> Panels:
    """Ten seconds with a fall of 24 bps in their middle: the run of the price, and the half-spreads it asks for."""
    random, momentum = Random(3), Momentum(500)
    price, times, runs, bids, asks = 100_000.0, [], [], [], []
    for step in range(100):
        price *= 1.0 + BPS * (random.gauss(0.0, 0.4) - (4.0 if 40 <= step < 46 else 0.0))
        momentum.update(step * 100, price)
        view = momentum.view
        times.append(step / 10)
        runs.append(view.momentum_bps)
        bids.append(view.bid_protection)
        asks.append(view.ask_protection)
    top = Plot("A fall of 24 bps within 0.6 seconds", "seconds", "momentum (bp)")
    top.line("over half a second", times, runs)
    low = Plot("What the sides are told", "seconds", "factor of the half-spread")
    low.line("bid", times, bids)
    low.line("ask", times, asks, "#d62728")
    return Panels([[top], [low]])
