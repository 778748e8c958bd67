"""What each model of the market says at one instant, as read-only views with neutral defaults.

A model that is switched off, or not warm yet, leaves its neutral view: it moves no quote. Strategies read these
through `MarketParams.models`; only the models themselves make others. Units are those of `MarketParams`: relative
quantities are fractions unless the name ends in `_bps`, rates are per second, money is USD.
"""

from typing import Final


class MomentumView:
    """Which way the tape runs, and whether a side is in danger of being run over."""

    def __init__(
        self,
        momentum_bps: float = 0.0,
        falling_knife: float = 0.0,
        rising_knife: float = 0.0,
        p_continue: float = 0.5,
        bid_protection: float = 1.0,
        ask_protection: float = 1.0,
    ) -> None:
        self.momentum_bps: Final = momentum_bps  # log return of the volume buckets of the last half second
        self.falling_knife: Final = falling_knife  # 0 to 3; above 0.5 some, above 1 severe
        self.rising_knife: Final = rising_knife
        self.p_continue: Final = p_continue  # P(the move goes on for another half second)
        self.bid_protection: Final = bid_protection  # ≥ 1: multiplies the half-spread of the endangered side
        self.ask_protection: Final = ask_protection


class LiquidityView:
    """How deep the book is near the touch against its own habit."""

    def __init__(self, near_depth: float = 0.0, gamma_mult: float = 1.0) -> None:
        self.near_depth: Final = near_depth  # base units within 10 bps of the mid, both sides; 0 = unknown
        self.gamma_mult: Final = gamma_mult  # 1 to 2


class JumpView:
    """Jumps of the price beyond its diffusion."""

    def __init__(self, intensity: float = 0.0, mean: float = 0.0, deviation: float = 0.0) -> None:
        self.intensity: Final = intensity  # per second
        self.mean: Final = mean  # of the absolute jump, fraction
        self.deviation: Final = deviation

    @property
    def variance(self) -> float:
        """Return λ_J (μ_J² + σ_J²): what jumps add to the variance per second."""
        return self.intensity * (self.mean * self.mean + self.deviation * self.deviation)


class VarianceView:
    """The variance as a process of its own: v, its level θ, speed κ_v, own volatility ξ, and ρ with the price."""

    def __init__(
        self,
        variance: float = 0.0,
        theta: float = 0.0,
        kappa_vol: float = 0.5,
        xi_vol: float = 0.1,
        rho: float = -0.3,
        sigma_leverage: float = 0.0,
    ) -> None:
        self.variance: Final = variance  # per second; 0 = unknown
        self.theta: Final = theta
        self.kappa_vol: Final = kappa_vol
        self.xi_vol: Final = xi_vol
        self.rho: Final = rho
        self.sigma_leverage: Final = sigma_leverage  # √v raised when the price falls with ρ < 0


class FairPriceView:
    """The price behind the noise of the bounce (Kalman filter on the log price)."""

    def __init__(self, is_used: bool = False, fair_price: float = 0.0, deviation: float = 0.0) -> None:
        self.is_used: Final = is_used
        self.fair_price: Final = fair_price  # USD, 0 = unknown
        self.deviation: Final = deviation  # √P, fraction


class HawkesView:
    """Self-exciting order flow of both sides."""

    def __init__(
        self,
        buy_intensity: float = 0.0,
        sell_intensity: float = 0.0,
        imbalance: float = 0.0,
        activity_percentile: float = 0.0,
        gamma_mult: float = 1.0,
        skew_bps: float = 0.0,
    ) -> None:
        self.buy_intensity: Final = buy_intensity
        self.sell_intensity: Final = sell_intensity
        self.imbalance: Final = imbalance  # −1 to 1
        self.activity_percentile: Final = activity_percentile  # 0 to 1 in its history of five minutes
        self.gamma_mult: Final = gamma_mult  # ≥ 1
        self.skew_bps: Final = skew_bps  # added to the skew; negative = both quotes up (buying pressure)


class CascadeView:
    """Liquidations that feed on themselves."""

    def __init__(
        self,
        severity: float = 0.0,
        is_pulling: bool = False,
        tail_multiplier: float = 1.0,
        size_factor: float = 1.0,
        direction: int = 0,
    ) -> None:
        self.severity: Final = severity  # 1 and above = extreme
        self.is_pulling: Final = is_pulling
        self.tail_multiplier: Final = tail_multiplier  # ≥ 1
        self.size_factor: Final = size_factor  # 1 down to 0
        self.direction: Final = direction  # 1: longs are sold out, bids in danger; −1: shorts bought in; 0: both, none


class FundingView:
    """What holding costs: hourly settlements, forecast over the holding horizon."""

    def __init__(
        self,
        rate: float = 0.0,
        forecast: float = 0.0,
        premium: float = 0.0,
        skew: float = 0.0,
    ) -> None:
        self.rate: Final = rate  # per hour
        self.forecast: Final = forecast  # sum of the rates forecast for the settlements within the horizon
        self.premium: Final = premium  # (mark − oracle) / oracle, smoothed
        self.skew: Final = skew  # fraction; positive lowers both quotes, whatever the sign of the position


class SpreadView:
    """The market's own spread against its recent past."""

    def __init__(self, spread: float = 0.0, fair_spread: float = 0.0, percentile: float = 0.5, regime: int = 2) -> None:
        self.spread: Final = spread  # fraction of the mid
        self.fair_spread: Final = fair_spread  # expected in ten seconds, from volatility and the spread of late
        self.percentile: Final = percentile  # 0 to 1 in the last five minutes
        self.regime: Final = regime  # 0 very tight, 1 tight, 2 normal, 3 wide, 4 very wide


class ControlView:
    """The inventory controller of a session with an end (Hamilton–Jacobi–Bellman)."""

    def __init__(
        self,
        is_used: bool = False,
        remaining_s: float = 0.0,
        urgency: float = 0.0,
        terminal_penalty: float = 0.0,
        inventory_target: float = 0.0,
        gamma_mult: float = 1.0,
    ) -> None:
        self.is_used: Final = is_used
        self.remaining_s: Final = remaining_s
        self.urgency: Final = urgency  # 0 at the start of the session, 1 at its end
        self.terminal_penalty: Final = terminal_penalty  # fraction of price for a full position at the end
        self.inventory_target: Final = inventory_target  # of the position limit, −0.5 to 0.5
        self.gamma_mult: Final = gamma_mult

    @property
    def is_terminal(self) -> bool:
        """Return whether the last fifth of the session has begun."""
        return self.is_used and self.urgency > 0.8


class CostView:
    """What being picked off costs, by side and by the depth of the order; all signed means, positive = cost."""

    def __init__(
        self,
        buy: float = 0.0,
        sell: float = 0.0,
        adjustment: float = 0.0,
        adjustment_bid: float = 0.0,
        adjustment_ask: float = 0.0,
        alpha: float = 0.0,
        at_touch_bps: float = 3.0,
        decay_bps: float = 8.0,
        decay_confidence: float = 0.0,
        fills: int = 0,
    ) -> None:
        self.buy: Final = buy  # fraction, one second after a fill
        self.sell: Final = sell
        self.adjustment: Final = adjustment  # asked of each half-spread, 0 until enough fills
        self.adjustment_bid: Final = adjustment_bid
        self.adjustment_ask: Final = adjustment_ask
        self.alpha: Final = alpha  # P(the next fill is informed), 0 at rest
        self.at_touch_bps: Final = at_touch_bps  # AS₀ of AS(δ) = AS₀ e^{−δ/δ_char}
        self.decay_bps: Final = decay_bps  # δ_char
        self.decay_confidence: Final = decay_confidence  # 0 = the defaults, nothing fitted yet
        self.fills: Final = fills


class Models:
    """Every view of one instant; replaced as a whole, so a cycle never sees half of one and half of another."""

    def __init__(
        self,
        momentum: MomentumView | None = None,
        liquidity: LiquidityView | None = None,
        jump: JumpView | None = None,
        variance: VarianceView | None = None,
        fair_price: FairPriceView | None = None,
        hawkes: HawkesView | None = None,
        cascade: CascadeView | None = None,
        funding: FundingView | None = None,
        spread: SpreadView | None = None,
        control: ControlView | None = None,
        cost: CostView | None = None,
    ) -> None:
        self.momentum: Final = momentum or MomentumView()
        self.liquidity: Final = liquidity or LiquidityView()
        self.jump: Final = jump or JumpView()
        self.variance: Final = variance or VarianceView()
        self.fair_price: Final = fair_price or FairPriceView()
        self.hawkes: Final = hawkes or HawkesView()
        self.cascade: Final = cascade or CascadeView()
        self.funding: Final = funding or FundingView()
        self.spread: Final = spread or SpreadView()
        self.control: Final = control or ControlView()
        self.cost: Final = cost or CostView()
