"""The picture of the stylised facts: each coin's recorded market beside the calm one that the crowd makes of it."""

from benchmarks.measure_traders import synthetic
from benchmarks.stylised_facts import AXES, Facts, facts_of, kept
from docs.plot import Panels, Plot

from hyperquote.local_exchange.traders.scenario import CALM

MINUTES, SEED = 20.0, 1
RECORDED, SYNTHETIC = "#1f77b4", "#d62728"
DRAWN = {
    "signature": ("volatility against the time it is measured over", "seconds", "bp/√s"),
    "clustering": ("volatility clusters: |r| of 1 s against itself", "lag, seconds", "autocorrelation"),
    "counts": ("orders cluster: count a second against itself", "lag, seconds", "autocorrelation"),
    "response": ("price impact after an order", "seconds", "bp"),
    "depth": ("depth up to so many ticks behind the touch", "ticks", "USD thousands"),
    "signs": ("direction of orders against itself", "lag, orders", "autocorrelation"),
}


def stylised_facts() -> Panels:
    """One row a fact, one column a coin."""
    real = kept()
    made = {coin: facts_of(synthetic(calm, SEED, MINUTES, coin)) for coin, calm in CALM.items()}
    return Panels(
        [[_panel(name, coin, real[coin], made[coin]) for coin in CALM] for name in DRAWN],
    )


def _panel(name: str, coin: str, real: Facts, made: Facts) -> Plot:
    title, x_label, y_label = DRAWN[name]
    places = AXES[name][1]
    plot = Plot(f"{coin}: {title}", x_label, y_label)
    for label, facts, colour in (("recorded", real, RECORDED), ("synthetic", made, SYNTHETIC)):
        plot.line(label, places, facts[name], colour)
        plot.points("", places, facts[name], colour)
    plot.points("", [0.0], [0.0], "none")  # every axis begins at zero
    return plot
