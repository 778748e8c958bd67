"""Build a market maker from its settings: the one place that knows how the parts fit."""

from collections.abc import Sequence

from hyperquote.book.grid import Grid
from hyperquote.book.queue import queue_model
from hyperquote.consts import BPS
from hyperquote.errors import ConfigError
from hyperquote.market_maker.adverse_selection.depth_decay import DepthDecay
from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.adverse_selection.settings import AdverseSelectionSettings
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.core.beliefs import Beliefs
from hyperquote.market_maker.core.holdings import Holdings
from hyperquote.market_maker.core.quoter import Quoter
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.estimator.settings import EstimatorSettings
from hyperquote.market_maker.feeds import FeedClocks
from hyperquote.market_maker.infra.own_strategy import own_strategy
from hyperquote.market_maker.messages.validate import Gatekeeper, GatekeeperSettings
from hyperquote.market_maker.process_models.control import InventoryControl
from hyperquote.market_maker.process_models.funding import FundingForecast
from hyperquote.market_maker.process_models.hawkes import HawkesFlow
from hyperquote.market_maker.process_models.liquidation import LiquidationDetector
from hyperquote.market_maker.process_models.processes import ProcessModels
from hyperquote.market_maker.process_models.spread import SpreadProcess
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.refresh import RefreshRule
from hyperquote.market_maker.risk.aggregator import RiskAggregator
from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.monitors.cascade import Cascade
from hyperquote.market_maker.risk.monitors.drawdown import Drawdown
from hyperquote.market_maker.risk.monitors.flash import FlashMove
from hyperquote.market_maker.risk.monitors.loss import Loss
from hyperquote.market_maker.risk.monitors.margin import Margin
from hyperquote.market_maker.risk.monitors.position import PositionLimit
from hyperquote.market_maker.risk.monitors.rate_limit import RateLimit
from hyperquote.market_maker.risk.monitors.staleness import DataStaleness
from hyperquote.market_maker.settings import EngineSettings
from hyperquote.market_maker.strategy.add_ons import AddOns
from hyperquote.market_maker.strategy.appetite import RiskAppetite
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.ladder import LadderStrategy
from hyperquote.market_maker.strategy.risk_config import RiskConfig
from hyperquote.market_maker.strategy.symmetric import InventoryAwareStrategy, SymmetricStrategy
from hyperquote.market_maker.tracking.queues import Queues, QueueSettings

DEFAULT_LEVERAGE = 3
ORIGINAL_CASCADE = (0.5, 0.1, 10_000.0)  # alpha, beta, size scale (USD): every liquidation is a cascade


def build_market_maker(
    config: Config,
    grid: Grid,
    *,
    session: int,
    leverage: int,
    maker_fee_rate: float,
    strategy: QuotingStrategy | None = None,
    monitors: Sequence[RiskMonitor] = (),
) -> MarketMaker:
    """Return an engine for one asset.

    `leverage` is the setting in force, `maker_fee_rate` the account's (fraction). `strategy` replaces the
    configured one, `monitors` are asked after the built-in ones. Settings that a component refuses raise
    `ConfigError`.
    """
    try:
        settings = _engine_settings(config, grid, session, leverage, maker_fee_rate)
        holdings = Holdings(grid, settings.fill_window_ns)
        quoter = Quoter(
            settings,
            strategy or build_strategy(config, maker_fee_rate),
            holdings,
            config.trading.max_bps_diff,
            config.ladder.max_single_order_fraction,
            Queues(
                QueueSettings(
                    queue_model(config.queue.belief),
                    config.queue.expected_volume_per_second,
                    config.queue.min_trades,
                    config.queue.horizon_secs,
                ),
                grid,
            ),
            _refresh(config, maker_fee_rate),
        )
        risk = RiskAggregator([*_monitors(config), *monitors])
        return MarketMaker(settings, holdings, _beliefs(config, grid), quoter, risk)
    except ValueError as problem:
        raise ConfigError(str(problem)) from None


def choose_leverage(config: Config, max_leverage: int) -> int:
    """Return the leverage to set: the configured one, or the lower of three and the venue's maximum."""
    wanted = config.trading.leverage
    if wanted > max_leverage:
        raise ConfigError(
            f"`trading.leverage = {wanted}` is above what the venue allows for {config.trading.asset}: "
            f"write {max_leverage} or less, or 0 for the lower of {DEFAULT_LEVERAGE} and the maximum"
        )
    return wanted or min(DEFAULT_LEVERAGE, max_leverage)


def build_strategy(config: Config, maker_fee_rate: float) -> QuotingStrategy:
    """Return the configured strategy."""
    strategy, risk, ladder = config.strategy, config.risk, config.ladder
    if strategy.strategy_type == "symmetric":
        return SymmetricStrategy(strategy.half_spread_bps)
    if strategy.strategy_type == "inventory_aware":
        return InventoryAwareStrategy(
            strategy.half_spread_bps, strategy.inventory_skew_factor, strategy.inventory_skew_bps_at_max
        )
    if strategy.strategy_type not in {"ladder", "glft"}:
        return own_strategy(strategy.strategy_type, strategy.own_options)
    glft = GLFTStrategy(
        RiskConfig(
            gamma_base=risk.gamma_base,
            sigma_baseline=risk.sigma_baseline,
            volatility_weight=risk.volatility_weight,
            max_volatility_multiplier=risk.max_volatility_multiplier,
            toxicity_threshold=risk.toxicity_threshold,
            toxicity_sensitivity=risk.toxicity_sensitivity,
            inventory_threshold=risk.inventory_threshold,
            inventory_sensitivity=risk.inventory_sensitivity,
            gamma_min=risk.gamma_min,
            gamma_max=risk.gamma_max,
            max_tail_risk_multiplier=risk.max_tail_risk_multiplier,
            spread_tight_mult=risk.spread_regime_tight_mult,
            spread_wide_mult=risk.spread_regime_wide_mult,
        ),
        mode=strategy.glft_mode,
        solution=strategy.glft_solution,
        seed_skew=strategy.seed_skew,
        inventory_skew_bps_at_max=strategy.inventory_skew_bps_at_max,
        risk_widening_exponent=strategy.risk_widening_exponent,
        min_spread_floor=risk.min_spread_floor,
        max_holding_time_s=risk.max_holding_time,
        maker_fee_rate=maker_fee_rate if strategy.include_maker_fee else 0.0,
        max_skew_fraction=strategy.max_skew_fraction,
        add_ons=AddOns(
            cost=strategy.as_mode,
            side_kappa=strategy.side_kappa,
            jump_risk=strategy.charge_jumps,
            momentum=strategy.momentum_skew,
            protection=strategy.protect_sides,
            flow_sensitivity=risk.flow_sensitivity,
        ),
        appetite=RiskAppetite(
            strategy.gamma_from,
            strategy.inventory_skew_bps_at_max * BPS,
            strategy.target_inventory_sd,
            strategy.risk_budget_usd,
        ),
    )
    if strategy.strategy_type == "glft":
        return glft
    settings = LadderSettings(
        levels=ladder.ladder_levels,
        decay_factor=ladder.decay_factor,
        depth_ratio=ladder.depth_ratio,
        spacing=ladder.spacing,
        sizing=ladder.sizing,
        min_depth_bps=ladder.min_depth_bps,
        max_depth_bps=ladder.max_depth_bps,
        min_level_size=ladder.min_level_size,
        max_single_order_fraction=ladder.max_single_order_fraction,
        intensity=ladder.intensity,
    )
    return LadderStrategy(glft, settings, maker_fee_rate)


def _refresh(config: Config, maker_fee_rate: float) -> RefreshRule:
    queue = config.queue
    return RefreshRule(queue.refresh_cost_bps, queue.min_order_age_for_refresh, maker_fee_rate / BPS)


def _engine_settings(config: Config, grid: Grid, session: int, leverage: int, maker_fee_rate: float) -> EngineSettings:
    trading, safety = config.trading, config.safety
    return EngineSettings(
        grid,
        session,
        target_liquidity=trading.target_liquidity,
        max_position=trading.max_absolute_position_size,
        max_position_value_usd=config.kill_switch.max_position_value,
        min_notional_usd=trading.min_notional,
        leverage=leverage,
        tif="Alo" if trading.post_only else "Gtc",
        cycle_ms=trading.cycle_ms,
        account_refresh_s=safety.account_refresh,
        sync_interval_s=safety.sync_interval,
        pending_timeout_s=safety.pending_timeout,
        cancel_timeout_s=safety.cancel_timeout,
        fill_window_s=safety.fill_window,
        orphan_grace_s=safety.orphan_grace,
        shutdown_timeout_s=safety.shutdown_timeout,
        maker_fee_rate=maker_fee_rate,
        dead_man_s=safety.dead_man,
        max_loop_lag_s=safety.max_loop_lag,
        sigma_prior=config.risk.sigma_baseline,
        holding_s=config.risk.max_holding_time,
        max_order_notional_usd=trading.max_order_notional,
    )


def _monitors(config: Config) -> list[RiskMonitor]:
    limits, staleness = config.kill_switch, config.staleness
    return [
        Loss(limits.max_daily_loss),
        Drawdown(limits.max_drawdown),
        PositionLimit(limits.max_position_value),
        DataStaleness(staleness.bbo_secs, staleness.l2_secs, staleness.trades_secs, staleness.user_secs),
        Cascade(),
        RateLimit(config.safety.max_throttled),
        Margin(limits.margin_buffer, limits.urgent_buffer),
        FlashMove(limits.flash_move, limits.flash_hold),
    ]


def _beliefs(config: Config, grid: Grid) -> Beliefs:
    estimator, staleness = config.estimator, config.staleness
    costs = config.adverse_selection
    weights = costs.alpha_volatility_weight + costs.alpha_flow_weight + costs.alpha_jump_weight
    return Beliefs(
        grid,
        Gatekeeper(GatekeeperSettings()),
        ParameterEstimator(
            EstimatorSettings(
                initial_bucket_volume=estimator.initial_bucket_volume,
                volume_window_secs=estimator.volume_window_secs,
                volume_percentile=estimator.volume_percentile,
                min_bucket_volume=estimator.min_bucket_volume,
                max_bucket_volume=estimator.max_bucket_volume,
                fast_half_life_ticks=estimator.fast_half_life_ticks,
                medium_half_life_ticks=estimator.medium_half_life_ticks,
                slow_half_life_ticks=estimator.slow_half_life_ticks,
                ewma_alpha=estimator.ewma_alpha,
                arrival_mode=estimator.arrival_mode,
                trade_flow_window_ms=estimator.trade_flow_window_ms,
                trade_flow_alpha=estimator.trade_flow_alpha,
                sigma_baseline=config.risk.sigma_baseline,
                jump_ratio_threshold=estimator.jump_ratio_threshold,
                kappa_book=estimator.kappa_book,
                kappa_max_distance=estimator.kappa_max_distance,
                kappa_levels=estimator.kappa_levels,
                kappa_prior_mean=estimator.kappa_prior_mean,
                kappa_prior_strength=estimator.kappa_prior_strength,
                kappa_window_ms=estimator.kappa_window_ms,
                kappa_own=estimator.kappa_own,
                kappa_own_memory_secs=estimator.kappa_own_memory_secs,
                kappa_floor=estimator.kappa_floor,
                microprice_window_ms=estimator.microprice_window_ms,
                microprice_horizon_ms=estimator.microprice_horizon_ms,
                microprice_ridge=estimator.microprice_ridge,
                microprice_sample_ms=estimator.microprice_sample_ms,
                min_volume_ticks=estimator.min_volume_ticks,
                min_l2_updates=estimator.min_l2_updates,
                min_microprice_obs=estimator.min_microprice_obs,
                warmup_decay_secs=estimator.warmup_decay_secs,
                min_warmup_trades=estimator.min_warmup_trades,
                momentum_window_ms=estimator.momentum_window_ms,
                near_depth_bps=estimator.near_depth_bps,
                jump_window_ms=max(1, int(estimator.jump_window_secs * 1000.0)),
                jump_sigmas=estimator.jump_sigmas,
                variance_window_ms=max(1, int(estimator.variance_window_secs * 1000.0)),
                use_kalman_filter=estimator.use_kalman_filter,
                kalman_q=estimator.kalman_q,
                kalman_r=estimator.kalman_r,
            )
        ),
        FeedClocks(staleness.bbo_secs, staleness.l2_secs, staleness.trades_secs, staleness.user_secs),
        _liquidation(config),
        AdverseSelection(
            AdverseSelectionSettings(
                measurement_horizon_ms=costs.measurement_horizon_ms,
                ewma_alpha=costs.ewma_alpha,
                min_fills_warmup=costs.min_fills_warmup,
                spread_adjustment_multiplier=costs.spread_adjustment_multiplier,
                max_spread_adjustment=costs.max_spread_adjustment,
                min_spread_adjustment=costs.min_spread_adjustment,
                max_pending_fills=costs.max_pending_fills,
                alpha_volatility_weight=costs.alpha_volatility_weight / weights,
                alpha_flow_weight=costs.alpha_flow_weight / weights,
                alpha_jump_weight=costs.alpha_jump_weight / weights,
            ),
            depth=DepthDecay(
                config.depth_decay.as_touch_bps,
                config.depth_decay.delta_char_bps,
                config.depth_decay.min_fills,
                config.depth_decay.refit_fills,
            ),
        ),
        _processes(config),
    )


def _liquidation(config: Config) -> LiquidationDetector:
    cascade, risk = config.cascade, config.risk
    is_original = cascade.numbers == "original"
    alpha, beta, size_scale = ORIGINAL_CASCADE if is_original else (cascade.alpha, cascade.beta, cascade.size_scale)
    return LiquidationDetector(
        baseline=cascade.baseline_intensity,
        alpha=alpha,
        beta=beta,
        size_scale_usd=size_scale,
        cascade_ratio=cascade.cascade_ratio,
        pull_ratio=cascade.quote_pull_ratio,
        pull_threshold=cascade.cascade_pull_threshold,
        tail_base=risk.tail_risk_base,
        tail_sensitivity=risk.tail_risk_sensitivity,
        max_tail=risk.max_tail_risk_multiplier,
        burst_quantile=cascade.burst_quantile,
        burst_sigmas=cascade.burst_sigmas,
        is_stationary=not is_original,
    )


def _processes(config: Config) -> ProcessModels:
    hawkes, funding, spread, hjb, risk = (
        config.hawkes,
        config.funding,
        config.spread_process,
        config.hjb,
        config.risk,
    )
    return ProcessModels(
        HawkesFlow(
            hawkes.mu,
            hawkes.alpha,
            hawkes.beta,
            hawkes.gamma,
            activity_weight=risk.hawkes_activity_weight,
            skew_bps=hawkes.skew_bps,
            history_s=hawkes.max_history_secs,
            min_trades=hawkes.min_trades,
        ),
        FundingForecast(
            risk.funding_rate_weight,
            risk.funding_rate_horizon,
            funding.interval,
            funding.ewma_half_life_periods,
            funding.mean_reversion_speed,
            funding.long_run_rate,
            funding.max_rate,
            funding.min_observations,
        ),
        SpreadProcess(
            risk.spread_percentile_window,
            spread.base_fair_spread,
            spread.vol_sensitivity,
            spread.mean_reversion_speed,
            spread.ewma_lambda,
            spread.min_observations,
            spread.regime,
        ),
        InventoryControl(
            hjb.is_used, hjb.session_duration, hjb.terminal_penalty, hjb.funding_half_life, hjb.max_gamma_mult
        ),
    )
