"""Every setting of the market maker: one section a concern, each field with its unit and range."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from hyperquote.config_file import Tables, convert, read_environment, read_tables
from hyperquote.errors import ConfigError
from hyperquote.helpers import is_address
from hyperquote.market_maker.presets import PRESETS

Positive = Annotated[float, Meta(gt=0)]
NonNegative = Annotated[float, Meta(ge=0)]
Fraction = Annotated[float, Meta(gt=0, le=1)]
Multiplier = Annotated[float, Meta(ge=1)]
Count = Annotated[int, Meta(ge=1)]
NonNegativeCount = Annotated[int, Meta(ge=0)]
Port = Annotated[int, Meta(ge=0, le=65_535)]
StrategyName = Annotated[str, Meta(pattern=r"^[A-Za-z_][\w.-]*(:[A-Za-z_]\w*)?$")]


class NetworkConfig(Struct, frozen=True):
    """Where we trade. Keys come from the environment (HYPERLIQUID_PRIVATE_KEY), never from this file."""

    network: Literal["local", "localhost", "testnet", "mainnet"] = "local"  # local: the embedded exchange
    account_address: str = ""  # the account, sub-account or vault to trade; "" = the key's own, or that of its master


class TradingConfig(Struct, frozen=True):
    """What we trade, and how much of it."""

    asset: str = "BTC"  # coin to trade, as the venue spells it
    target_liquidity: NonNegative = 0.0  # base units a side; 0 = 40 % of the position limit
    max_absolute_position_size: NonNegative = 0.0  # base units; 0 = 70 % of kill_switch.max_position_value
    max_bps_diff: Annotated[float, Meta(ge=0, le=1_000)] = 1.0  # bps an order may be off before it is replaced
    leverage: NonNegativeCount = 0  # x; 0 = min(3, the venue's maximum)
    min_notional: Annotated[float, Meta(ge=10)] = 10.0  # USD; smaller orders are not sent
    max_order_notional: NonNegative = 0.0  # USD; no single order is larger; 0 = no limit
    post_only: bool = True  # true: an order that would take is refused (Alo); false: it may take (Gtc)
    cycle_ms: Annotated[int, Meta(ge=10)] = 100  # shortest time between two quote cycles


class StrategyConfig(Struct, frozen=True):
    """Which strategy, and its knobs."""

    preset: Literal["production", "parity", "cautious"] = "production"  # settings by name; what stands here is stronger
    strategy_type: StrategyName = "ladder"  # ladder, glft (one rung), symmetric, inventory_aware, "package.mod:Class"
    own_options: str = ""  # what your own is made with, as in "half_bps = 8, lean = 0.5"
    half_spread_bps: Positive = 10.0  # bps, "symmetric" and "inventory_aware"
    inventory_skew_factor: NonNegative = 0.0  # bps per base unit held, "inventory_aware"
    inventory_skew_bps_at_max: Annotated[float, Meta(ge=0, le=200)] = 5.0  # bps of skew at a full position
    gamma_from: Literal["knob", "inventory_sd", "usd_risk"] = "knob"  # mode "exact": what settles risk aversion
    target_inventory_sd: Annotated[float, Meta(gt=0, le=1)] = 0.25  # of the position limit, gamma_from "inventory_sd"
    risk_budget_usd: Positive = 10_000.0  # USD whose logarithm is maximised, gamma_from "usd_risk"
    glft_mode: Literal["seed", "exact"] = "exact"  # exact: as published (Guéant et al. 2013)
    glft_solution: Literal["closed_form", "ground_state"] = "closed_form"  # mode "exact"
    seed_skew: Literal["literal", "calibrated"] = "calibrated"  # mode "seed"
    risk_widening_exponent: Annotated[float, Meta(ge=0, le=1)] = 0.5  # mode "seed": spread × (γ/γ_base)^ω
    as_mode: Literal["additive", "kappa", "both", "off"] = "additive"  # how measured adverse selection enters
    max_skew_fraction: Positive = 0.8  # of the half-spread that the skew may take
    side_kappa: bool = False  # each side's half-spread by its own κ; else one κ for both
    momentum_skew: bool = True  # a position that a run endangers is worked off up to twice as hard
    protect_sides: bool = True  # a run widens the side that it comes for
    charge_jumps: bool = False  # the variance of jumps counts as risk
    include_maker_fee: bool = True  # add the maker fee to each half-spread


class RiskSection(Struct, frozen=True):
    """Dynamic risk aversion γ and the floors of the spread."""

    gamma_base: Annotated[float, Meta(ge=0.01, le=10)] = 0.3  # risk aversion in a calm market: higher quotes wider
    sigma_baseline: Positive = 0.0002  # per √s; the volatility at which γ is at its base
    volatility_weight: Annotated[float, Meta(ge=0, le=1)] = 0.5  # 0 = γ ignores volatility, 1 = in proportion
    max_volatility_multiplier: Multiplier = 3.0  # cap of the volatility factor of γ
    toxicity_threshold: Multiplier = 1.5  # RV/BV, medium scale
    toxicity_sensitivity: NonNegative = 0.3  # γ per unit of RV/BV above the threshold
    inventory_threshold: Annotated[float, Meta(ge=0, le=1)] = 0.5  # of the position limit
    inventory_sensitivity: NonNegative = 2.0  # how steeply γ rises beyond the threshold
    gamma_min: Positive = 0.05  # γ never below
    gamma_max: Positive = 5.0  # γ never above
    max_tail_risk_multiplier: Multiplier = 5.0  # cap of the product of the regime factors
    min_spread_floor: NonNegative = 0.0001  # fraction of mid, half-spread
    max_holding_time: Positive = 120.0  # s; the horizon over which inventory is at risk
    flow_sensitivity: Annotated[float, Meta(ge=0, le=5)] = 0.5  # damps the skew when the flow works it off
    tail_risk_base: Multiplier = 1.0  # factor of γ without any liquidation
    tail_risk_sensitivity: NonNegative = 4.0  # by how much that factor grows per unit of cascade severity
    hawkes_activity_weight: Annotated[float, Meta(ge=0, le=5)] = 0.5  # how much the busiest flow adds to γ; 0 = nothing
    funding_rate_weight: Annotated[float, Meta(ge=0, le=10)] = 1.0  # share of the forecast funding that shifts quotes
    funding_rate_horizon: Positive = 3_600.0  # s; the settlements within it are forecast
    spread_regime_tight_mult: Positive = 0.8  # factor of γ while the market's spread is tight
    spread_regime_wide_mult: Positive = 1.5  # factor of γ while it is wide
    spread_percentile_window: Positive = 300.0  # s; the recent past that the spread is compared with


class EstimatorConfig(Struct, frozen=True):
    """How beliefs are formed."""

    initial_bucket_volume: NonNegative = 0.0  # base units of the first volume tick; 0 = by notional
    min_bucket_volume: NonNegative = 0.0  # base units a volume tick has at least; 0 = by notional
    max_bucket_volume: NonNegative = 0.0  # base units a volume tick has at most; 0 = by notional
    volume_window_secs: Positive = 300.0  # s; over which volume is counted
    volume_percentile: Fraction = 0.01  # a volume tick = this share of the window's volume
    fast_half_life_ticks: Multiplier = 5.0  # volume ticks; half-life of the fast volatility
    medium_half_life_ticks: Multiplier = 20.0  # volume ticks; of the medium, which judges toxicity
    slow_half_life_ticks: Multiplier = 100.0  # volume ticks; of the slow
    ewma_alpha: Literal["exact", "ln2"] = "exact"  # weight of a new tick: exact half-life, or ln 2 over it
    arrival_mode: Literal["ratio", "r0"] = "ratio"  # ratio: ticks over time; r0: mean of reciprocal gaps
    trade_flow_window_ms: Count = 1_000  # ms; window of the flow imbalance
    trade_flow_alpha: Fraction = 0.1  # weight of a new window in the flow imbalance
    jump_ratio_threshold: Multiplier = 3.0  # RV/BV from which the regime is extreme
    kappa_book: Literal["tail", "density", "seed_abs"] = "tail"  # what of the book κ is fitted to
    kappa_max_distance: Fraction = 0.01  # fraction of mid
    kappa_levels: Annotated[int, Meta(ge=3)] = 15  # levels a side that are looked at
    kappa_prior_mean: Positive = 2_500.0  # per fraction
    kappa_prior_strength: Positive = 5.0  # as if so many trades were seen
    kappa_window_ms: Count = 300_000  # ms; trades remembered for κ
    kappa_own: Literal["exposure", "off"] = "exposure"  # κ listens to our fills per time rested at each depth; off: not
    kappa_own_memory_secs: Positive = 3_600.0  # s; how long our own fills are remembered
    kappa_floor: Annotated[float, Meta(ge=0, le=50_000)] = 0.0  # per fraction; κ is never believed lower; 0 = no floor
    microprice_window_ms: Count = 60_000  # ms; observations of the microprice regression
    microprice_horizon_ms: Count = 300  # ms; how far ahead it forecasts
    microprice_ridge: NonNegative = 0.001  # ridge penalty of the regression
    microprice_sample_ms: Count = 50  # ms between two observations
    min_volume_ticks: NonNegativeCount = 20  # so many volume ticks before the first quote
    min_l2_updates: NonNegativeCount = 10  # so many books before the first quote
    min_microprice_obs: NonNegativeCount = 50  # so many microprice observations before the first quote
    warmup_decay_secs: NonNegative = 300.0  # s until fewer volume ticks suffice; 0 = never
    min_warmup_trades: NonNegativeCount = 5  # how few that may be after warmup_decay_secs
    momentum_window_ms: Count = 500  # ms; over which the price of volume ticks is followed for a run
    near_depth_bps: Positive = 10.0  # bps from the mid; the book within is compared with its habit
    jump_sigmas: Multiplier = 3.0  # a return beyond so many σ, both per volume tick, is a jump
    jump_window_secs: Positive = 300.0  # s; over which jumps are counted
    variance_window_secs: Positive = 300.0  # s; over which the variance is studied as a process of its own
    use_kalman_filter: bool = False  # true: doubt about the fair price widens the quotes
    kalman_q: NonNegative = 0.0  # relative variance of the price between two trades; 0 = from volatility
    kalman_r: NonNegative = 0.0  # relative variance of the bounce of trades; 0 = from their returns


class LadderConfig(Struct, frozen=True):
    """The rungs."""

    ladder_levels: Annotated[int, Meta(ge=1, le=50)] = 5  # rungs a side
    decay_factor: Fraction = 0.53  # size of a rung against the one before it
    depth_ratio: Annotated[float, Meta(gt=1)] = 1.5  # anchored: distance of a rung against the one before it
    sizing: Literal["geometric", "value", "optimizer"] = "geometric"  # by decay_factor, by worth, the best under limits
    intensity: Literal["touch", "exponential"] = "touch"  # how often a rung is reached: by diffusion, by trades
    spacing: Literal["anchored", "geometric", "linear"] = "anchored"  # how the depths of the rungs grow
    min_depth_bps: Positive = 2.0  # geometric and linear spacing only
    max_depth_bps: Positive = 50.0  # bps; no rung is deeper
    min_level_size: NonNegative = 0.0  # base units
    max_single_order_fraction: Fraction = 0.5  # of a side's total


class QueueConfig(Struct, frozen=True):
    """Where our orders stand in line, and when a better price is worth a worse place."""

    belief: Literal["by_trades", "proportional", "power", "log", "by_cancels"] = "proportional"  # whose cancels: docs
    expected_volume_per_second: Positive = 1.0  # base units per s and side, until the tape has taught a better figure
    min_trades: Count = 50  # trades in five minutes from which the tape's own figure is used
    horizon_secs: Positive = 10.0  # s; of the probabilities of a fill
    refresh_cost_bps: NonNegative = 0.1  # bps to gain by moving nearer, or the order keeps its place; 0 = always move
    min_order_age_for_refresh: NonNegative = 0.5  # s; a younger order does not move nearer


class KillSwitchConfig(Struct, frozen=True):
    """When to stop for good."""

    max_daily_loss: Positive = 500.0  # USD lost since 00:00 UTC or the start
    max_drawdown: Fraction = 0.05  # of account value, from the highest point of the day
    max_position_value: Positive = 10_000.0  # USD; beyond it everything stops
    margin_buffer: Annotated[float, Meta(gt=0, lt=1)] = 0.3  # of equity above the maintenance margin; below it: reduce
    urgent_buffer: Annotated[float, Meta(gt=0, lt=1)] = 0.15  # below it the whole position is offered at the touch
    flash_move: Fraction = 0.05  # of the mid within 5 s; beyond it quotes are pulled
    flash_hold: NonNegative = 30.0  # s until they return after that


class StalenessConfig(Struct, frozen=True):
    """Age in seconds at which a feed is too old to quote on."""

    bbo_secs: Positive = 5.0  # best bid and offer
    l2_secs: Positive = 15.0  # the slow book: pushed every 5 s or so
    trades_secs: Positive = 60.0  # trades
    user_secs: Positive = 40.0  # kept alive by answered pings, every 30 s


class AdverseSelectionConfig(Struct, frozen=True):
    """What our own fills teach about who trades with us."""

    measurement_horizon_ms: Count = 1_000  # ms after a fill at which its cost is measured
    ewma_alpha: Fraction = 0.05  # weight of the newest fill
    min_fills_warmup: NonNegativeCount = 20  # fills before the spread listens
    spread_adjustment_multiplier: NonNegative = 2.0  # × the measured cost is added to each half-spread; 0 = nothing
    max_spread_adjustment: NonNegative = 0.005  # fraction of mid, at most
    min_spread_adjustment: NonNegative = 0.0  # fraction of mid, at least, once enough fills were measured
    max_pending_fills: Count = 1_000  # fills that may wait for their horizon; more are not measured
    alpha_volatility_weight: NonNegative = 0.3  # what excess volatility says about P(informed), against the other two
    alpha_flow_weight: NonNegative = 0.4  # what one-sided flow says
    alpha_jump_weight: NonNegative = 0.3  # what jumps say


class DepthDecayConfig(Struct, frozen=True):
    """How the cost of a fill falls with the depth of its order: AS(δ) = AS₀ e^(−δ/δ_char)."""

    as_touch_bps: Positive = 3.0  # bps; AS₀ until fills have taught a better figure
    delta_char_bps: Positive = 8.0  # bps; δ_char until then
    min_fills: Count = 10  # fills that a bucket of depth needs to count
    refit_fills: Count = 20  # fills between two fits


class HawkesConfig(Struct, frozen=True):
    """Order flow that excites itself. Stationary: (alpha + gamma)/beta is at most 0.9."""

    mu: NonNegative = 0.0  # orders per s and side that nobody provoked; 0 = from the flow itself
    alpha: NonNegative = 0.25  # per s; what an order adds to the intensity of its own side
    beta: Positive = 0.5  # per s; how fast that fades
    gamma: NonNegative = 0.08  # per s; what an order adds to the other side
    skew_bps: NonNegative = 0.5  # bps that a one-sided, busy flow shifts the quotes with it; 0 = none
    max_history_secs: Positive = 300.0  # s; the recent past that activity is compared with
    min_trades: NonNegativeCount = 10  # orders before any of it counts


class FundingConfig(Struct, frozen=True):
    """Funding: discrete settlements, forecast from the announced rate back to its mean."""

    interval: Positive = 3_600.0  # s between two settlements, as the venue has it
    ewma_half_life_periods: Positive = 24.0  # settlements; half-life of the mean rate
    mean_reversion_speed: NonNegative = 0.1  # per settlement
    long_run_rate: float = 0.0  # fraction per settlement; the mean until enough settlements were seen
    max_rate: Positive = 0.01  # fraction per settlement; larger rates are cut to it
    min_observations: NonNegativeCount = 3  # settlements before the mean is their own


class SpreadProcessConfig(Struct, frozen=True):
    """The market's own spread: fair = base + sensitivity × σ."""

    base_fair_spread: Positive = 0.0002  # fraction of mid, in a market that does not move
    vol_sensitivity: NonNegative = 0.1  # per σ (per √s)
    mean_reversion_speed: Positive = 0.1  # per s; how fast the spread returns to fair
    ewma_lambda: Annotated[float, Meta(gt=0, lt=1)] = 0.95  # what a second-old spread weighs in the mean
    min_observations: NonNegativeCount = 20  # quarter seconds before any of it counts
    regime: Literal["percentile", "ratio"] = "percentile"  # rank in the recent past, or mean spread against fair


class HjbConfig(Struct, frozen=True):
    """The inventory controller of sessions with an end (Hamilton-Jacobi-Bellman)."""

    is_used: bool = False  # true: γ grows towards the end of each session
    session_duration: Annotated[float, Meta(gt=60)] = 3_600.0  # s; sessions follow one another, aligned to UTC
    terminal_penalty: NonNegative = 0.0005  # fraction of price for a full position at the end
    funding_half_life: Positive = 3_600.0  # s; smoothing of the funding rate
    max_gamma_mult: Multiplier = 5.0  # factor of γ at the end


class CascadeConfig(Struct, frozen=True):
    """The liquidation-cascade detector."""

    baseline_intensity: Positive = 0.01  # liquidations per s in a calm market
    alpha: Positive = 0.008  # per s; how much a liquidation of that size raises the intensity
    beta: Positive = 0.1  # per s; how fast the intensity decays
    size_scale: NonNegative = 0.0  # USD; the liquidation that counts once; 0 = 1 % of the volume of five minutes
    cascade_ratio: Annotated[float, Meta(gt=1)] = 3.0  # intensity over its baseline from which sizes shrink
    quote_pull_ratio: Annotated[float, Meta(gt=1)] = 5.0  # intensity over its baseline at which quotes are pulled
    cascade_pull_threshold: Positive = 0.8  # severity at which quotes are pulled
    numbers: Literal["calibrated", "original"] = "calibrated"  # original: alpha 0.5, beta 0.1, size_scale 10000 instead
    liquidators: str = ""  # addresses, separated by commas, whose public trades count as liquidations
    burst_quantile: Annotated[float, Meta(gt=0, lt=1)] = 0.995  # of volume in 2 s; above it a burst may be one
    burst_sigmas: Positive = 3.0  # σ√2 s that the price must move with a burst

    @property
    def addresses(self) -> list[str]:
        """The liquidators, one by one."""
        return self.liquidators.replace(",", " ").split()


class SafetyConfig(Struct, frozen=True):
    """How often we compare books with the venue, and how long we wait for answers (s)."""

    sync_interval: Annotated[float, Meta(ge=5)] = 60.0  # between two comparisons of open orders
    account_refresh: Positive = 10.0  # between two readings of the account
    pending_timeout: Positive = 5.0  # until an unanswered order is asked about
    cancel_timeout: Positive = 30.0  # until an unanswered cancel is asked about and sent again
    fill_window: Positive = 5.0  # how long a late fill of a cancelled order is waited for
    orphan_grace: Positive = 3.0  # until an order that we do not know is cancelled
    shutdown_timeout: Annotated[float, Meta(gt=0, le=40)] = 30.0  # until a stop without confirmation ends unclean
    dead_man: NonNegative = 60.0  # s without a sign of life until the venue cancels everything; 15 or more, 0 = never
    max_loop_lag: Positive = 0.5  # s that a timer may come late before quotes are pulled
    max_throttled: Annotated[int, Meta(ge=2)] = 3  # requests turned away in a minute until quotes are pulled


class LoggingConfig(Struct, frozen=True):
    """What is printed and kept."""

    level: Literal["debug", "info", "warning", "error"] = "info"  # the least important line printed
    format: Literal["pretty", "json", "compact"] = "pretty"  # pretty: people; json: machines; compact: both
    log_file: str = ""  # appended to; "" = none
    sessions_dir: str = "sessions"  # journals and reports


class MonitoringConfig(Struct, frozen=True):
    """Where the session can be watched from outside."""

    metrics_port: Port = 9090  # 0 = off
    metrics_host: str = "127.0.0.1"  # address to listen on; other machines can read what is not 127.0.0.1
    dashboard_port: Port = 8090  # 0 = off
    dashboard_host: str = "127.0.0.1"  # address of the page; the token in its link steers the session


class Config(Struct, frozen=True):
    """All settings."""

    network: NetworkConfig = NetworkConfig()
    trading: TradingConfig = TradingConfig()
    strategy: StrategyConfig = StrategyConfig()
    risk: RiskSection = RiskSection()
    estimator: EstimatorConfig = EstimatorConfig()
    ladder: LadderConfig = LadderConfig()
    queue: QueueConfig = QueueConfig()
    kill_switch: KillSwitchConfig = KillSwitchConfig()
    staleness: StalenessConfig = StalenessConfig()
    adverse_selection: AdverseSelectionConfig = AdverseSelectionConfig()
    depth_decay: DepthDecayConfig = DepthDecayConfig()
    cascade: CascadeConfig = CascadeConfig()
    hawkes: HawkesConfig = HawkesConfig()
    funding: FundingConfig = FundingConfig()
    spread_process: SpreadProcessConfig = SpreadProcessConfig()
    hjb: HjbConfig = HjbConfig()
    safety: SafetyConfig = SafetyConfig()
    logging: LoggingConfig = LoggingConfig()
    monitoring: MonitoringConfig = MonitoringConfig()


def load(path: Path | None, overrides: Tables, environment: Mapping[str, str] | None = None) -> Config:
    """Return the settings: `overrides` (command line) over the environment over the file over preset and defaults.

    `HYPERQUOTE_RISK_GAMMA_BASE=0.5` in the environment is `gamma_base = 0.5` in [risk]. All is checked, and every
    problem is named in one `ConfigError`.
    """
    tables, text = read_tables(path) if path is not None else ({}, "")
    sections = {field.name: field.type for field in msgspec.structs.fields(Config)}
    given = [tables, read_environment(sections, environment or {}), overrides]
    preset = "production"
    for layer in given:
        preset = layer.get("strategy", {}).get("preset", preset)
    merged: Tables = {}
    for layer in (PRESETS.get(preset, {}), *given):
        for section, values in layer.items():
            merged.setdefault(section, {}).update(values)
    config = convert(Config, merged, source=str(path) if path is not None else "", text=text)
    problems = contradictions(config)
    if problems:
        raise ConfigError("\n".join(problems))
    return config


def contradictions(config: Config) -> list[str]:
    """Return what single fields cannot show: settings that contradict each other."""
    problems: list[str] = []
    risk, ladder, estimator = config.risk, config.ladder, config.estimator
    if risk.gamma_min >= risk.gamma_max:
        problems.append(f"risk.gamma_min {risk.gamma_min:g} must be below risk.gamma_max {risk.gamma_max:g}")
    if config.strategy.gamma_from != "knob" and config.strategy.glft_mode == "seed":
        problems.append(f'strategy.gamma_from = "{config.strategy.gamma_from}" needs strategy.glft_mode = "exact"')
    if ladder.min_depth_bps >= ladder.max_depth_bps:
        problems.append("ladder.min_depth_bps must be below ladder.max_depth_bps")
    if estimator.max_bucket_volume and estimator.min_bucket_volume >= estimator.max_bucket_volume:
        problems.append("estimator.min_bucket_volume must be below estimator.max_bucket_volume")
    if estimator.microprice_horizon_ms >= estimator.microprice_window_ms:
        problems.append("estimator.microprice_horizon_ms must be below estimator.microprice_window_ms")
    if config.kill_switch.urgent_buffer >= config.kill_switch.margin_buffer:
        problems.append("kill_switch.urgent_buffer must be below kill_switch.margin_buffer")
    if 0.0 < config.safety.dead_man < 15.0:
        problems.append(f"safety.dead_man {config.safety.dead_man:g} must be 15 s or more, or 0 for no switch")
    limit, target = config.trading.max_absolute_position_size, config.trading.target_liquidity
    if limit and target > 0.4 * limit:
        problems.append(
            f"trading.target_liquidity {target:g} is above 40 % of max_absolute_position_size {limit:g}: "
            f"a few fills would use up the limit; write {0.4 * limit:g} or less"
        )
    if config.cascade.alpha >= config.cascade.beta:
        problems.append("cascade.alpha must be below cascade.beta: otherwise a cascade never ends")
    problems.extend(
        f"cascade.liquidators: {address!r} is not an address: it takes 0x and 40 hex digits"
        for address in config.cascade.addresses
        if not is_address(address)
    )
    if risk.funding_rate_horizon > 1_000.0 * config.funding.interval:
        problems.append(
            f"risk.funding_rate_horizon {risk.funding_rate_horizon:g} is more than 1000 x funding.interval "
            f"{config.funding.interval:g}: nobody forecasts so many settlements"
        )
    if config.cascade.cascade_ratio >= config.cascade.quote_pull_ratio:
        problems.append("cascade.cascade_ratio must be below cascade.quote_pull_ratio")
    hawkes, costs = config.hawkes, config.adverse_selection
    if hawkes.alpha + hawkes.gamma > 0.9 * hawkes.beta:
        problems.append("hawkes.alpha + hawkes.gamma must be at most 0.9 x hawkes.beta: otherwise the flow explodes")
    if costs.alpha_volatility_weight + costs.alpha_flow_weight + costs.alpha_jump_weight <= 0.0:
        problems.append("adverse_selection: one of the three alpha weights must be above 0")
    if costs.min_spread_adjustment > costs.max_spread_adjustment:
        problems.append("adverse_selection.min_spread_adjustment must not exceed max_spread_adjustment")
    if risk.tail_risk_base > risk.max_tail_risk_multiplier:
        problems.append("risk.tail_risk_base must not exceed risk.max_tail_risk_multiplier")
    return problems
