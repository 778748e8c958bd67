"""In a cascade we show less, whatever the strategy."""

from tests.market_maker.wiring.harness import Bench

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Quote, QuoteConfig
from hyperquote.market_maker.strategy.base import QuotingStrategy


class Noting(QuotingStrategy):
    """A stranger's strategy that notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, float]] = []

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        self.asked.append((market_params.models.cascade.size_factor, target_liquidity))
        half = 0.001 * config.mid_price
        return Quote(config.mid_price - half, target_liquidity), Quote(config.mid_price + half, target_liquidity)


def test_the_target_shrinks_by_the_size_factor_until_the_cascade_is_over() -> None:
    strategy = Noting()
    bench = Bench({}, strategy=strategy)
    bench.warm_up().calm()
    bench.run(700)  # the size factor is neutral for the first minute
    factor, usual = strategy.asked[-1]
    assert factor == 1.0
    for number in range(4):
        bench.liquidate(8_000.0, is_buy=number % 2 == 0)
    bench.run(600)
    factors = [factor for factor, _ in strategy.asked]
    assert min(factors) < 0.9
    assert factors[-1] > 0.99
    assert all(target == usual * factor for factor, target in strategy.asked)
