"""What the strategy is told about the market: one frozen view, built once per quote cycle."""

from typing import Final

from hyperquote.market_maker.models import Models


class MarketParams:
    """Beliefs at one instant. Units: prices USD; σ per √second (fraction); κ per fraction; rates per second.

    All relative quantities are fractions (1 bp = 1e-4) unless the name ends in `_bps`.
    """

    def __init__(
        self,
        mid: float,
        best_bid: float,
        best_ask: float,
        microprice: float,
        sigma: float,
        sigma_effective: float,
        sigma_total: float,
        kappa: float,
        kappa_bid: float,
        kappa_ask: float,
        fill_intensity: float,
        arrival_intensity: float,
        is_toxic_regime: bool,
        jump_ratio: float,
        jump_ratio_medium: float,
        volatility_regime: int,
        beta_book: float,
        beta_flow: float,
        book_imbalance: float,
        flow_imbalance: float,
        as_spread_adjustment: float = 0.0,
        models: Models | None = None,
    ) -> None:
        self.mid: Final = mid
        self.best_bid: Final = best_bid
        self.best_ask: Final = best_ask
        self.microprice: Final = microprice
        self.sigma: Final = sigma  # √BV, jump-robust
        self.sigma_effective: Final = sigma_effective  # blended by the jump ratio
        self.sigma_total: Final = sigma_total  # √RV, jumps included
        self.kappa: Final = kappa
        self.kappa_bid: Final = kappa_bid
        self.kappa_ask: Final = kappa_ask
        self.fill_intensity: Final = fill_intensity  # A: aggressive orders per second and side at zero distance
        self.arrival_intensity: Final = arrival_intensity  # volume ticks per second
        self.is_toxic_regime: Final = is_toxic_regime
        self.jump_ratio: Final = jump_ratio  # RV/BV, fast scale
        self.jump_ratio_medium: Final = jump_ratio_medium  # RV/BV, medium scale: the one γ listens to
        self.volatility_regime: Final = volatility_regime  # 0 low, 1 normal, 2 high, 3 extreme
        self.beta_book: Final = beta_book
        self.beta_flow: Final = beta_flow
        self.book_imbalance: Final = book_imbalance
        self.flow_imbalance: Final = flow_imbalance
        self.as_spread_adjustment: Final = as_spread_adjustment  # what being picked off asks of each half-spread
        self.models: Final = models or Models()
