"""The one thing a strategy must be able to do."""

from mypy_extensions import mypyc_attr

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Ladder, Quote, QuoteConfig


@mypyc_attr(allow_interpreted_subclasses=True)
class QuotingStrategy:
    """Beliefs and a position in, wishes out. Subclass it, write `calculate_quotes`, and nothing else.

    A strategy reads no clock and keeps no memory that changes its answer: equal inputs, equal quotes. Ticks, lots,
    the minimum notional, risk and the order budget come after it and are not its business.
    """

    @property
    def name(self) -> str:
        """How reports call the strategy."""
        return type(self).__name__

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        """Return the bid and the ask we want, None where we want none.

        `position` (signed), its limit `max_position` (> 0) and `target_liquidity` (per side) are in base units.
        """
        raise NotImplementedError

    def calculate_ladder(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> Ladder | None:
        """Return rungs of both sides. None: this strategy has one level, ask `calculate_quotes`.

        An empty ladder is a decision of its own, told in `Ladder.reason`; it does not fall back on single quotes.
        """
        return None

    def full_position_skew_bps(
        self, market_params: MarketParams, max_position: float, target_liquidity: float
    ) -> float | None:
        """Return how far a full position shifts the quotes (bps), None where the strategy cannot say.

        Told to the operator at the start: below half a basis point nothing pushes an inventory back.
        """
        return None

    def lowest_half_spread(self) -> float | None:
        """Return the least half-spread that it may ever quote (fraction of the price), None where it cannot say."""
        return None


def side_sizes(position: float, max_position: float, target_liquidity: float) -> tuple[float, float]:
    """Return what may be bid and offered (base units): the target, within the room to ±`max_position`."""
    return (
        max(min(target_liquidity, max_position - position), 0.0),
        max(min(target_liquidity, max_position + position), 0.0),
    )
