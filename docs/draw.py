"""Draw the picture of each model's page from the model itself, on seeded data.

PYTHONPATH=src python -m docs.draw [NAME …]        all of them without a name
"""

import sys
from collections.abc import Callable
from math import exp
from pathlib import Path
from random import Random

from docs.draw_facts import stylised_facts
from docs.draw_processes import hawkes, processes, runs_and_jumps
from docs.draw_traders import traders
from docs.plot import Panels, Plot

from hyperquote.book.queue import ByTrades, Proportional
from hyperquote.consts import BPS
from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings
from hyperquote.market_maker.estimator.bipower import Volatility
from hyperquote.market_maker.estimator.ewma import alpha_of
from hyperquote.market_maker.estimator.kappa_trades import KappaTrades
from hyperquote.market_maker.estimator.microprice import Microprice
from hyperquote.market_maker.estimator.regime import VolatilityRegime
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.process_models.liquidation import LiquidationDetector
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.types import QuoteConfig
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.ladder import LadderStrategy
from hyperquote.market_maker.strategy.risk_config import RiskConfig
from hyperquote.market_maker.tracking.pnl import ProfitAndLoss

MODELS = Path(__file__).resolve().parent / "models"
MID = 100_000.0


def calm_market(sigma: float = 0.0002, kappa: float = 2_500.0) -> MarketParams:
    """Return a market at rest: σ per √s, κ per fraction, one order every two seconds and side."""
    return MarketParams(
        mid=MID,
        best_bid=MID - 0.5,
        best_ask=MID + 0.5,
        microprice=MID,
        sigma=sigma,
        sigma_effective=sigma,
        sigma_total=sigma,
        kappa=kappa,
        kappa_bid=kappa,
        kappa_ask=kappa,
        fill_intensity=0.5,
        arrival_intensity=0.2,
        is_toxic_regime=False,
        jump_ratio=1.0,
        jump_ratio_medium=1.0,
        volatility_regime=1,
        beta_book=0.0,
        beta_flow=0.0,
        book_imbalance=0.0,
        flow_imbalance=0.0,
    )


def volatility() -> Plot:
    """Jumps of 30 bp in a market of 2 bp per tick: realised variance believes them, bipower variance does not."""
    rng = Random(1)
    model = Volatility(alpha_of(5.0), alpha_of(20.0), alpha_of(100.0))
    ticks, clean, total, effective = [], [], [], []
    for tick in range(600):
        jump = 30.0 if tick in {200, 400} else 0.0
        model.update((rng.gauss(0.0, 2.0) + jump) * BPS)
        if tick >= 20:
            ticks.append(float(tick))
            clean.append(model.slow.sigma_clean() / BPS)
            total.append(model.slow.sigma_total() / BPS)
            effective.append(model.sigma_effective_tick / BPS)
    plot = Plot("Two jumps of 30 bp, true σ 2 bp per √tick", "volume ticks", "σ (bp per √tick)")
    plot.line("√RV, jumps included", ticks, total)
    plot.line("√BV = σ", ticks, clean)
    plot.line("σ effective", ticks, effective)
    return plot


def kappa() -> Plot:
    """The posterior mean of κ and its error as orders arrive, from a prior that is wrong by more than two."""
    rng = Random(2)
    truth = 6_000.0
    model = KappaTrades()
    counts, means, lows, highs = [], [], [], []
    for n in range(1, 301):
        is_buy = rng.random() < 0.5
        reach = rng.expovariate(truth)
        model.update(n * 500, MID * (1 + reach if is_buy else 1 - reach), is_buy, MID)
        mean = model.value or 0.0
        counts.append(float(n))
        means.append(mean)
        lows.append(mean * (1 - model.relative_error()))
        highs.append(mean * (1 + model.relative_error()))
    plot = Plot("Learning κ = 6000 from a prior of 2500", "aggressive orders seen", "κ (per fraction of price)")
    plot.line("posterior mean", counts, means)
    plot.line("± one standard deviation", counts, lows, "#9ecae1")
    plot.line("", counts, highs, "#9ecae1")
    plot.line("truth", counts, [truth] * len(counts), "#d62728", dashed=True)
    return plot


def microprice() -> Plot:
    """Moves of the next 300 ms by book imbalance, and what the regression had said beforehand."""
    rng = Random(3)
    model = Microprice()
    mid, imbalance = MID, 0.0
    waiting: list[tuple[int, float, float, float]] = []
    moves: dict[int, list[tuple[float, float]]] = {}
    for ms in range(0, 180_000, 50):
        imbalance = max(-1.0, min(1.0, 0.98 * imbalance + rng.gauss(0.0, 0.15)))
        mid *= 1.0 + (0.1 * imbalance + rng.gauss(0.0, 0.15)) * BPS
        model.update(ms, mid, imbalance, 0.0)
        if ms >= 90_000:
            waiting.append((ms, mid, imbalance, (model.value or mid) / mid - 1.0))
        while waiting and waiting[0][0] + 300 <= ms:
            _, before, then, said = waiting.pop(0)
            moves.setdefault(round(then * 5), []).append(((mid / before - 1.0) / BPS, said / BPS))
    xs = [key / 5 for key in sorted(moves)]
    plot = Plot("Does the book foretell the mid?", "book imbalance", "move of the mid in 300 ms (bp)")
    plot.points("what happened (mean)", xs, [_mean([a for a, _ in moves[key]]) for key in sorted(moves)])
    plot.line("what the microprice had said (mean)", xs, [_mean([b for _, b in moves[key]]) for key in sorted(moves)])
    return plot


def glft() -> Plot:
    """Both quotes over the inventory: as the seed states them, in closed form, and exact on the lattice."""
    params = calm_market()
    held = [n / 20 for n in range(-20, 21)]
    plot = Plot("Where GLFT quotes, by inventory", "inventory, fraction of its limit", "distance from fair price (bp)")
    for mode, solution, name in (
        ("seed", "closed_form", "seed, calibrated"),
        ("exact", "closed_form", "exact, closed form"),
        ("exact", "ground_state", "exact, ground state"),
    ):
        strategy = GLFTStrategy(RiskConfig(), mode, solution, "calibrated", 5.0, 0.5, max_skew_fraction=0.8)
        spreads = [strategy.spread(params, q, 0.2, strategy.risk.gamma(params, q).value) for q in held]
        plot.line(name, held, [(each.half - each.skew) / BPS for each in spreads])
        plot.line("", held, [-(each.half + each.skew) / BPS for each in spreads], plot.last_colour)
    return plot


def gamma() -> Plot:
    """γ over volatility and over inventory: each factor is bounded, and so is what comes out."""
    risk = RiskConfig()
    xs = [n / 20 for n in range(81)]
    plot = Plot("Risk aversion answers to the market", "σ over its baseline", "γ")
    for held, name in ((0.0, "no inventory"), (0.8, "80 % of the limit"), (1.0, "at the limit")):
        plot.line(name, xs, [risk.gamma(calm_market(x * risk.sigma_baseline), held).value for x in xs])
    return plot


def ladder() -> Plot:
    """The rungs when flat, and with half of the position limit bought: fewer bids, all of it lower."""
    strategy = LadderStrategy(GLFTStrategy(RiskConfig(), "exact"), LadderSettings())
    config = QuoteConfig(MID, 1, 5, 10.0)
    plot = Plot("Five rungs a side, flat and half full", "distance from fair price (bp)", "size (BTC)")
    for position, name, shift in ((0.0, "flat", -0.25), (0.035, "half of the limit bought", 0.25)):
        made = strategy.calculate_ladder(config, position, 0.07, 0.028, calm_market())
        xs = [(rung.price / MID - 1) / BPS + shift for rung in [*made.bids, *made.asks]]
        plot.bars(name, xs, [rung.size for rung in [*made.bids, *made.asks]])
    return plot


def queue() -> Plot:
    """100 lots ahead of us, 40 behind: trades eat the front, cancels fall anywhere; two beliefs and the truth."""
    rng = Random(5)
    level = [1] * 100  # a lot each; ours is behind them
    behind = 40
    cautious, even = ByTrades(100), Proportional(100)
    for belief in (cautious, even):
        belief.on_display(140)
    times, truth, first, second = [0.0], [100.0], [100.0], [100.0]
    for step in range(1, 301):
        chance = rng.random()
        if chance < 0.12 and level:
            lots = min(rng.randint(1, 6), len(level))
            del level[:lots]
            for belief in (cautious, even):
                belief.on_trade(lots)
        elif chance < 0.45 and len(level) + behind:
            if rng.randrange(len(level) + behind) < len(level):
                level.pop()
            else:
                behind -= 1
        elif chance < 0.75:
            behind += 1
        if step % 2 == 0:
            for belief in (cautious, even):
                belief.on_display(len(level) + behind)
        if not level:
            break
        times.append(step * 0.1)
        truth.append(float(len(level)))
        first.append(float(cautious.ahead_lots))
        second.append(float(even.ahead_lots))
    plot = Plot("How much stands ahead of us?", "seconds", "lots ahead")
    plot.steps("the truth, which nobody is shown", times, truth, "#888888")
    plot.steps("by trades: the cautious bound", times, first)
    plot.steps("proportional", times, second)
    return plot


def adverse_selection() -> Plot:
    """Fills against a crowd of which a third knows the next move: the mid runs away within a second or two."""
    rng = Random(6)
    horizons = [100, 250, 500, 1_000, 2_000, 4_000, 8_000]
    model = AdverseSelection(AdverseSelectionSettings(), horizons)
    mid, drift = MID, 0.0
    for n in range(40_000):
        ms = n * 50
        drift *= 0.95
        mid *= 1.0 + (drift + rng.gauss(0.0, 0.1)) * BPS
        model.on_mid(ms, mid)
        if rng.random() < 0.02:
            we_buy = rng.random() < 0.5
            if rng.random() < 1 / 3:
                drift += -0.15 if we_buy else 0.15
            model.on_fill(ms, (ms, n, n), we_buy, 10, mid * (1 - 2 * BPS if we_buy else 1 + 2 * BPS))
    curve = [each for each in model.curve() if each.value is not None]
    xs = [each.horizon_ms / 1e3 for each in curve]
    moves = [each.value or 0.0 for each in curve]
    errors = [each.error_bps() or 0.0 for each in curve]
    plot = Plot("What the mid does after our fills", "seconds after the fill", "move in our favour (bp)")
    plot.line("mean move", xs, moves)
    plot.line("± one standard error", xs, [a - b for a, b in zip(moves, errors, strict=True)], "#9ecae1")
    plot.line("", xs, [a + b for a, b in zip(moves, errors, strict=True)], "#9ecae1")
    plot.line("what is left of a half-spread of 2 bp", xs, [each.realised_bps() or 0.0 for each in curve], "#d62728")
    return plot


def liquidation() -> Plot:
    """Liquidations of 20 000 to 60 000 USD within half a minute: severity rises, quotes are pulled, calm returns."""
    rng = Random(7)
    model = LiquidationDetector()
    events = sorted(rng.uniform(20.0, 45.0) for _ in range(14))
    times, severities, pulled = [], [], []
    for tenth in range(1, 1_201):
        now = tenth / 10
        while events and events[0] <= now:
            model.record_own(int(events.pop(0) * 1_000), rng.uniform(20_000.0, 60_000.0), True)
        model.advance(tenth * 100)
        pulls = model.is_pulling
        if tenth % 3 == 0:
            times.append(now)
            severities.append(model.severity)
            pulled.append(1.0 if pulls else 0.0)
    plot = Plot("A cascade: 14 liquidations in 25 seconds", "seconds", "severity")
    plot.line("severity", times, severities)
    plot.steps("quotes pulled (1 = yes)", times, pulled)
    plot.line("threshold 0.8", times, [0.8] * len(times), "#888888", dashed=True)
    return plot


def regime() -> Plot:
    """A storm comes and goes; five classifications in a row are needed to believe either."""
    rng = Random(8)
    model = VolatilityRegime()
    ticks, ratios, regimes = [], [], []
    for tick in range(200):
        level = 1.0 if tick < 60 or tick > 150 else 2.2 if tick < 100 else 4.0
        sigma = 0.0002 * level * exp(rng.gauss(0.0, 0.15))
        model.update(sigma, 1.0)
        ticks.append(float(tick))
        ratios.append(sigma / model.baseline)
        regimes.append(float(model.value or 0))
    plot = Plot("Volatility regimes", "volume ticks", "σ over baseline, and regime")
    plot.line("σ / baseline", ticks, ratios, "#9ecae1")
    plot.steps("regime: 0 low, 1 normal, 2 high, 3 extreme", ticks, regimes, "#d62728")
    return plot


def pnl() -> Plot:
    """A quarter of an hour of fills, two bp from the mid, some by takers who know more: the parts and their sum."""
    rng = Random(9)
    model = ProfitAndLoss()
    half_units, drift, lots = 2_000_000, 0.0, 0  # a mid of 100 000.0 USD in half price units of 0.1 USD
    model.start(0, half_units)
    times: list[float] = []
    parts: dict[str, list[float]] = {"spread": [], "adverse": [], "inventory": [], "fees": [], "total": []}
    for tenth in range(9_000):
        ms = tenth * 100
        drift *= 0.9
        half_units = round(half_units * (1 + (drift + rng.gauss(0.0, 0.25)) * BPS))
        model.on_mid(ms, half_units)
        if rng.random() < 0.02:
            we_buy = rng.random() < (0.35 if lots > 0 else 0.65)  # the skew at work
            if rng.random() < 0.3:
                drift += -0.3 if we_buy else 0.3
            px_units = (half_units + (-400 if we_buy else 400)) // 2
            lots += 10 if we_buy else -10
            model.on_fill(ms, we_buy, px_units, 10, px_units * 10 * 15 // 100_000, half_units)
        if tenth % 50 == 0:
            times.append(tenth / 600)
            half_micro = {"spread": model.spread, "adverse": model.adverse, "inventory": model.inventory}
            for name, value in {**half_micro, "fees": -2 * model.fees_micro, "total": model.total_half_micro}.items():
                parts[name].append(value / 2e6)
    plot = Plot("Where the money came from and went", "minutes", "USD")
    for name, values in parts.items():
        plot.line(name, times, values, "#000000" if name == "total" else "")
    return plot


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


PICTURES: dict[str, Callable[[], Plot | Panels]] = {
    each.__name__: each
    for each in (
        volatility,
        kappa,
        microprice,
        glft,
        gamma,
        ladder,
        queue,
        adverse_selection,
        liquidation,
        hawkes,
        processes,
        runs_and_jumps,
        regime,
        traders,
        stylised_facts,
        pnl,
    )
}


def main(names: list[str]) -> None:
    """Draw the named pictures, all of them without a name."""
    for name in names or PICTURES:
        (MODELS / f"{name}.svg").write_text(PICTURES[name]().svg(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
