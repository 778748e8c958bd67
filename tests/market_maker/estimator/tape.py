"""A seeded market with known parameters, for tests that ask whether an estimator finds them again."""

from collections.abc import Iterator
from math import exp, log
from random import Random

from librt.vecs import vec

from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.events import Bbo, Book, Event, Trade

START_MS = 1_760_000_000_000


def bbo(ms: int, mid: float, *, half: float = 0.5, bid_sz: float = 2.0, ask_sz: float = 2.0) -> Bbo:
    """Return a quote around `mid`."""
    return Bbo(ms, ms * 1_000_000, mid - half, bid_sz, mid + half, ask_sz)


def book(
    ms: int,
    mid: float,
    *,
    kappa: float = 2500.0,
    step: float = 1e-4,
    levels: int = 20,
    is_deep: bool = True,
    bid_scale: float = 1.0,
    far_size: float = 0.0,
) -> Book:
    """Return a book whose depth decays as e^{−κδ}; `far_size` adds a level 2 % away."""
    distances = [step * (i + 1) for i in range(levels)]
    sizes = [exp(-kappa * d) for d in distances]
    if far_size > 0.0:
        distances.append(0.02)
        sizes.append(far_size)
    return Book(
        ms,
        ms * 1_000_000,
        vec[float]([mid * (1.0 - d) for d in distances]),
        vec[float]([size * bid_scale for size in sizes]),
        vec[float]([mid * (1.0 + d) for d in distances]),
        vec[float](sizes),
        is_deep,
    )


def trade(ms: int, px: float, *, sz: float = 1.0, is_buy: bool = True, tid: int = 0) -> Trade:
    """Return a public trade."""
    return Trade(ms, ms * 1_000_000, px, sz, is_buy, tid or ms)


def market(
    seed: int,
    seconds: int,
    *,
    sigma: float = 2e-4,
    kappa: float = 10_000.0,
    orders_per_s: float = 2.0,
    mid: float = 100_000.0,
    beta: float = 0.0,
    scale: float = 1.0,
) -> Iterator[Event]:
    """Yield quotes every 100 ms, a deep book every 5 s, a fast one every 500 ms and Poisson orders.

    σ per √second; the imbalance b is fresh each 300 ms and moves the mid by β·b over the next 300 ms; `scale`
    multiplies every price.
    """
    rng = Random(seed)
    x = log(mid * scale)
    imbalance = 0.0
    for step in range(seconds * 10):
        ms = START_MS + step * 100
        x += rng.gauss(0.0, sigma * 0.1**0.5) + beta * imbalance / 3.0
        if step % 3 == 0:
            imbalance = rng.uniform(-0.9, 0.9)
        price = exp(x)
        yield bbo(ms, price, half=0.5 * scale, bid_sz=1.0 + imbalance, ask_sz=1.0 - imbalance)
        if step % 50 == 0:
            yield book(ms, price, kappa=kappa)
        elif step % 5 == 0:
            yield book(ms, price, kappa=kappa, levels=5, is_deep=False)
        if rng.random() < orders_per_s * 0.1:
            is_buy = rng.random() < 0.5
            distance = rng.expovariate(kappa)
            yield trade(
                ms + 50, price * (1.0 + (distance if is_buy else -distance)), sz=rng.uniform(0.05, 0.15), is_buy=is_buy
            )


def feed(estimator: ParameterEstimator, events: Iterator[Event]) -> int:
    """Hand every event to its method; return the last moment (ms)."""
    now = 0
    for event in events:
        now = event.exchange_ms
        if isinstance(event, Bbo):
            estimator.on_bbo(event)
        elif isinstance(event, Book):
            estimator.on_book(event)
        elif isinstance(event, Trade):
            estimator.on_trade(event)
    return now
