"""Guéant–Lehalle–Fernandez-Tapia quotes: where one bid and one ask belong."""

from math import exp, isfinite, log, log1p, sqrt
from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.ladder.generator import reduction, rungs
from hyperquote.market_maker.quoting.types import Component, Ladder, LadderLevel, Quote, QuoteConfig, Sizing
from hyperquote.market_maker.strategy.add_ons import AddOns
from hyperquote.market_maker.strategy.appetite import RiskAppetite
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.strategy.base import side_sizes as side_budgets
from hyperquote.market_maker.strategy.closed_form import fill_premium, inventory_slope
from hyperquote.market_maker.strategy.ground_state import GroundState
from hyperquote.market_maker.strategy.risk_config import RiskConfig

MODES: Final = ["seed", "exact"]
SOLUTIONS: Final = ["closed_form", "ground_state"]
SEED_SKEWS: Final = ["literal", "calibrated"]

_TINY_RISK: Final = 1e-9
_CALIBRATION_S: Final = 30.0  # the calibrated seed skew has its stated size at the baseline σ over this horizon
_MIN_INTENSITY: Final = 1e-3  # fills per second and side
_MIN_SIGMA: Final = 0.1  # of the baseline: a market that seems frozen must not tell us to quote at the floor
_MIN_ARRIVALS: Final = 0.01  # volume ticks per second
_STEP: Final = 0.01  # relative step of the inputs at which the ground state is tabulated
_MAX_LATTICE: Final = 60
_MIN_LIMIT_USD: Final = 0.01
_EDGE: Final = 1e-9


class Spread:
    """A half-spread and a skew as fractions of the fair price; each is the sum of its named parts (bps)."""

    def __init__(self, half: float, skew: float, half_parts: list[Component], skew_parts: list[Component]) -> None:
        self.half: Final = half
        self.skew: Final = skew  # both quotes shift down by this
        self.half_parts: Final = half_parts
        self.skew_parts: Final = skew_parts


class Plan:
    """What the two sides of one moment share: the spread, the factors of γ, and how much each side may show."""

    def __init__(
        self, spread: Spread, factors: list[Component], bid_total: float, ask_total: float, reason: str
    ) -> None:
        self.spread: Final = spread
        self.factors: Final = factors
        self.bid_total: Final = bid_total  # base units; 0 = no quote
        self.ask_total: Final = ask_total
        self.reason: Final = reason

    def ladder(
        self,
        bids: list[LadderLevel],
        asks: list[LadderLevel],
        bid_sizing: Sizing | None = None,
        ask_sizing: Sizing | None = None,
    ) -> Ladder:
        """Return the rungs with their explanation."""
        spread = self.spread
        return Ladder(
            bids, asks, spread.half_parts, spread.skew_parts, self.factors, self.reason, bid_sizing, ask_sizing
        )


class GLFTStrategy(QuotingStrategy):
    """Quote around the microprice P* with n = q/Q and the dynamic γ of `RiskConfig`.

        bid, ask = P* (1 ∓ half − skew)

    Mode "seed", with T = min(1/λ, `max_holding_time_s`), λ volume ticks per second:

        half = (1/γ) ln(1 + γ/κ) · (γ/γ_base)^ω           skew = n γ σ² T

    The literal skew is far below a tick for any usual γ; `seed_skew` "calibrated" replaces γσ²T by
    χ · (γ/γ_base) σ²T / (σ_base² · 30 s), χ = `inventory_skew_bps_at_max`.

    Mode "exact": `closed_form.py` with prices as fractions and the position limit as the unit of quantity, order
    size d = Δ/Q of the best order, and g · γ/γ_base as risk aversion; g is that of the `appetite`, by default such that
    a full position shifts the quotes by χ. `solution` "ground_state" replaces the linear shift by the exact one of
    `ground_state.py`. No bid where one more fill would exceed the limit, no ask likewise.

    Both: half ≥ `min_spread_floor`, then `maker_fee_rate` on top, then what the models add (`add_ons.py`). The skew
    never exceeds `max_skew_fraction` of the smaller side's half-spread.
    """

    def __init__(
        self,
        risk: RiskConfig,
        mode: str = "seed",
        solution: str = "closed_form",
        seed_skew: str = "literal",
        inventory_skew_bps_at_max: float = 5.0,
        risk_widening_exponent: float = 0.0,
        min_spread_floor: float = 0.0001,
        max_holding_time_s: float = 120.0,
        maker_fee_rate: float = 0.0,
        max_skew_fraction: float = 0.8,
        add_ons: AddOns | None = None,
        appetite: RiskAppetite | None = None,
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"glft mode must be one of {', '.join(MODES)}, not {mode!r}")
        if solution not in SOLUTIONS:
            raise ValueError(f"glft solution must be one of {', '.join(SOLUTIONS)}, not {solution!r}")
        if seed_skew not in SEED_SKEWS:
            raise ValueError(f"seed_skew must be one of {', '.join(SEED_SKEWS)}, not {seed_skew!r}")
        if not 0.0 <= risk_widening_exponent <= 1.0:
            raise ValueError(f"risk_widening_exponent must be 0 to 1, not {risk_widening_exponent}")
        if not 0.0 <= min_spread_floor < 1.0:
            raise ValueError(f"min_spread_floor (fraction of the mid) must be 0 to 1, not {min_spread_floor}")
        if not (max_holding_time_s > 0.0 and isfinite(max_holding_time_s)):
            raise ValueError(f"max_holding_time_s must be above 0, not {max_holding_time_s}")
        if not -0.001 <= maker_fee_rate <= 0.01:
            raise ValueError(f"maker_fee_rate (fraction) must be -0.001 to 0.01, not {maker_fee_rate}")
        if not (max_skew_fraction > 0.0 and isfinite(max_skew_fraction)):
            raise ValueError(f"max_skew_fraction (of the half-spread) must be above 0, not {max_skew_fraction}")
        self.risk: Final = risk
        self.is_exact: Final = mode == "exact"
        self.is_ground_state: Final = solution == "ground_state"
        self.is_calibrated: Final = seed_skew == "calibrated"
        self.skew_at_max: Final = inventory_skew_bps_at_max * BPS
        self.risk_widening_exponent: Final = risk_widening_exponent
        self.min_spread_floor: Final = min_spread_floor
        self.max_holding_time_s: Final = max_holding_time_s
        self.maker_fee_rate: Final = maker_fee_rate
        self.max_skew_fraction: Final = max_skew_fraction
        self.add_ons: Final = add_ons or AddOns()
        self.appetite: Final = appetite or RiskAppetite("knob", self.skew_at_max)
        if mode == "seed" and self.appetite.source != "knob":
            raise ValueError('gamma_from needs glft_mode = "exact": the seed formulas take γ as a knob')
        self._solved_for: list[int] = []
        self._solved: GroundState | None = None

    @property
    def name(self) -> str:
        """How reports call the strategy."""
        return "glft"

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        """Return the only rung of each side, None where there is none."""
        return best_of(self.calculate_ladder(config, position, max_position, target_liquidity, market_params))

    def calculate_ladder(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> Ladder:
        """Return one rung a side; the size shrinks on the side that would grow the inventory."""
        target = min(target_liquidity, max_position)
        if not target > 0.0:
            return nothing_to_quote()
        plan = self.plan(config, position, max_position, target, target / max_position, market_params)
        fair = market_params.microprice
        depths = [plan.spread.half]
        return plan.ladder(
            rungs(fair, True, plan.spread.skew, depths, [plan.bid_total]),
            rungs(fair, False, plan.spread.skew, depths, [plan.ask_total]),
        )

    def plan(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target: float,
        order: float,
        params: MarketParams,
    ) -> Plan:
        """Return γ, the spread and what each side may show, for best orders of `order` = Δ/Q."""
        utilisation = position / max_position
        gamma = self.risk.gamma(params, utilisation)
        spread = self.spread(params, utilisation, order, gamma.value, max_position * config.mid_price)
        bid_total, ask_total = side_budgets(position, max_position, target)
        bid_total *= reduction(utilisation, True)
        ask_total *= reduction(utilisation, False)
        if self.is_exact and utilisation + order > 1.0 + _EDGE:
            bid_total = 0.0
        if self.is_exact and utilisation - order < -1.0 - _EDGE:
            ask_total = 0.0
        reason = ""
        if bid_total <= 0.0:
            reason = "no bids: one more fill would exceed the position limit"
        elif ask_total <= 0.0:
            reason = "no asks: one more fill would exceed the position limit"
        return Plan(spread, gamma.factors, bid_total, ask_total, reason)

    def horizon_s(self, params: MarketParams) -> float:
        """Return T = min(1/λ, `max_holding_time_s`) in seconds."""
        return min(1.0 / max(params.arrival_intensity, _MIN_ARRIVALS), self.max_holding_time_s)

    def spread(
        self, params: MarketParams, utilisation: float, order: float, gamma: float, limit_usd: float = 0.0
    ) -> Spread:
        """Return half-spread and skew at q/Q = `utilisation`, for orders of `order` = Δ/Q; Q is worth `limit_usd`."""
        half_parts: list[Component] = []
        side_parts: list[Component] = []
        if self.is_exact and self.is_ground_state:
            half, skew = self._ground_state(params, utilisation, order, gamma, limit_usd, half_parts)
        elif self.is_exact:
            half, skew = self._closed_form(params, utilisation, order, gamma, limit_usd, half_parts, side_parts)
        else:
            half, skew = self._seed(params, utilisation, gamma, half_parts, side_parts)
        half = self._with_floor_and_fee(half, half_parts)
        half += self.add_ons.widen(params, gamma, self.horizon_s(params), half_parts, side_parts)
        half = self.add_ons.protect(params, half, half_parts, side_parts)
        name = "inventory"
        if params.models.control.is_used:
            name = "session"
            skew = self.add_ons.session_skew(params, utilisation, gamma, self.skew_at_max)
        skew_parts = [Component(name, skew / BPS)]
        skew = self.add_ons.lean(params, utilisation, skew, skew_parts)
        one_sided = 0.0
        for part in side_parts:
            one_sided += part.bps * BPS
            skew_parts.append(part)
        limit = self.max_skew_fraction * max(half - abs(one_sided), 0.0)
        if abs(skew) > limit:
            bounded = limit if skew > 0.0 else -limit
            skew_parts.append(Component("bound", (bounded - skew) / BPS))
            skew = bounded
        return Spread(half, skew + one_sided, half_parts, skew_parts)

    def full_position_skew_bps(
        self, market_params: MarketParams, max_position: float, target_liquidity: float
    ) -> float | None:
        """Return the inventory part of the skew at a full position (bps)."""
        order = min(target_liquidity / max_position, 1.0)
        return self.skew_bps_at_max(market_params, order, max_position * market_params.mid)

    def lowest_half_spread(self) -> float | None:
        """Return the floor, with the fee where it is included."""
        return self._with_floor_and_fee(0.0, [])

    def skew_bps_at_max(self, params: MarketParams, order: float, limit_usd: float = 0.0) -> float:
        """Return the inventory part of the skew at a full position (bps): below half a bp it does nothing."""
        gamma = self.risk.gamma(params, 1.0).value
        return self.spread(params, 1.0, order, gamma, limit_usd).skew_parts[0].bps

    def _sides(self, params: MarketParams) -> tuple[float, float]:
        """Return κ of the bid and of the ask."""
        add_ons = self.add_ons
        if not add_ons.side_kappa:
            kappa = add_ons.kappa(params, params.kappa)
            return kappa, kappa
        return add_ons.kappa(params, params.kappa_bid), add_ons.kappa(params, params.kappa_ask)

    def _seed(
        self,
        params: MarketParams,
        utilisation: float,
        gamma: float,
        parts: list[Component],
        side_parts: list[Component],
    ) -> tuple[float, float]:
        bid_kappa, ask_kappa = self._sides(params)
        bid, ask = _seed_core(gamma, bid_kappa), _seed_core(gamma, ask_kappa)
        core = _mean_of_sides(bid, ask, parts, side_parts)
        premium = self.add_ons.jump_premium(params, gamma, params.kappa, params.sigma_effective)
        if premium > 0.0:
            parts.append(Component("jump", premium / BPS))
        half = core
        ratio = gamma / self.risk.gamma_base
        if self.risk_widening_exponent > 0.0:
            half = core * ratio**self.risk_widening_exponent
            parts.append(Component("widening", (half - core) / BPS))
        half += premium
        variance = params.sigma_effective * params.sigma_effective * self.horizon_s(params)
        if not self.is_calibrated:
            return half, utilisation * gamma * variance
        baseline = self.risk.sigma_baseline * self.risk.sigma_baseline * _CALIBRATION_S
        return half, utilisation * self.skew_at_max * ratio * variance / baseline

    def _risk_aversion(
        self, sigma: float, kappa: float, intensity: float, order: float, gamma: float, limit_usd: float
    ) -> float:
        """Return g per full position: that of the appetite at γ_base, scaled by γ/γ_base."""
        g = self.appetite.aversion(sigma, kappa, intensity, order, self._cost(), limit_usd)
        return g * gamma / self.risk.gamma_base

    def _sigma(self, params: MarketParams) -> float:
        """Return σ_eff, at least a tenth of the baseline: as σ → 0 the calibrated g grows without bound."""
        sigma = sqrt(self.add_ons.variance(params, params.sigma_effective))
        return max(sigma, _MIN_SIGMA * self.risk.sigma_baseline)

    def _cost(self) -> float:
        """Return what a fill costs inside the optimum: a fee slows the turnover of inventory, a rebate counts as 0."""
        return max(self.maker_fee_rate, 0.0)

    def _closed_form(
        self,
        params: MarketParams,
        utilisation: float,
        order: float,
        gamma: float,
        limit_usd: float,
        parts: list[Component],
        side_parts: list[Component],
    ) -> tuple[float, float]:
        bid_kappa, ask_kappa = self._sides(params)
        sigma, kappa = self._sigma(params), 0.5 * (bid_kappa + ask_kappa)
        intensity = max(params.fill_intensity, _MIN_INTENSITY)
        g = self._risk_aversion(sigma, kappa, intensity, order, gamma, limit_usd)
        bid, ask = fill_premium(g, order, bid_kappa), fill_premium(g, order, ask_kappa)
        core = _mean_of_sides(bid, ask, parts, side_parts)
        slope = inventory_slope(g, g, sigma, kappa, intensity, order, self._cost())
        inventory = 0.5 * order * slope
        parts.append(Component("inventory_risk", inventory / BPS))
        return core + inventory, utilisation * slope

    def _ground_state(
        self,
        params: MarketParams,
        utilisation: float,
        order: float,
        gamma: float,
        limit_usd: float,
        parts: list[Component],
    ) -> tuple[float, float]:
        """Tabulated at inputs rounded to 1 %, so that the answer depends on the inputs and not on what came before."""
        intensity = max(params.fill_intensity, _MIN_INTENSITY)
        lattice = max(1, min(int(1.0 / order + 0.5), _MAX_LATTICE))
        worth = _grid(max(limit_usd, _MIN_LIMIT_USD)) if self.appetite.needs_limit else 0
        key = [_grid(self._sigma(params)), _grid(params.kappa), _grid(intensity), _grid(gamma), worth, lattice]
        solved = self._solved
        if solved is None or key != self._solved_for:
            sigma, kappa, fills = _value(key[0]), _value(key[1]), _value(key[2])
            size = 1.0 / float(lattice)
            g = self._risk_aversion(sigma, kappa, fills, size, _value(key[3]), _value(worth))
            solved = GroundState(g, g, sigma, kappa, fills, fills, size, lattice, self._cost())
            self._solved = solved
            self._solved_for = key
        inventory = utilisation * float(lattice)
        half = solved.half_spread(inventory) - self._cost()
        parts.append(Component("glft", half / BPS))
        return half, solved.skew(inventory)

    def _with_floor_and_fee(self, half: float, parts: list[Component]) -> float:
        """Return max(half, floor) + fee, itself at least the floor: at the floor a fill still pays its fee."""
        floored = max(half, self.min_spread_floor)
        result = max(floored + self.maker_fee_rate, self.min_spread_floor)
        if floored > half:
            parts.append(Component("floor", (floored - half) / BPS))
        if result != floored:
            parts.append(Component("fee", (result - floored) / BPS))
        return result


def nothing_to_quote() -> Ladder:
    """Return the empty ladder of a side without size."""
    return Ladder([], [], [], [], [], "no size to quote: target liquidity and position limit must be above 0")


def best_of(ladder: Ladder) -> tuple[Quote | None, Quote | None]:
    """Return the best rung of each side, None where the ladder has none."""
    return (
        Quote(ladder.bids[0].price, ladder.bids[0].size) if ladder.bids else None,
        Quote(ladder.asks[0].price, ladder.asks[0].size) if ladder.asks else None,
    )


def _seed_core(gamma: float, kappa: float) -> float:
    """Return (1/γ) ln(1 + γ/κ), 1/κ where γ/κ is tiny."""
    return log1p(gamma / kappa) / gamma if gamma / kappa >= _TINY_RISK else 1.0 / kappa


def _mean_of_sides(bid: float, ask: float, parts: list[Component], side_parts: list[Component]) -> float:
    """Return the mean of two half-spreads; half of their difference shifts both quotes."""
    mean = 0.5 * (bid + ask)
    parts.append(Component("glft", mean / BPS))
    if bid != ask:
        side_parts.append(Component("kappa_side", 0.5 * (bid - ask) / BPS))
    return mean


def _grid(value: float) -> int:
    return round(log(value) / _STEP)


def _value(index: int) -> float:
    return exp(float(index) * _STEP)
