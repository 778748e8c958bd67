"""Every number that the estimators can be told."""

from typing import Final


class EstimatorSettings:
    """Parameters of `ParameterEstimator`. Bucket volumes are base units, 0 chooses by notional; κ per fraction."""

    def __init__(
        self,
        *,
        initial_bucket_volume: float = 0.0,
        volume_window_secs: float = 300.0,
        volume_percentile: float = 0.01,
        min_bucket_volume: float = 0.0,
        max_bucket_volume: float = 0.0,
        fast_half_life_ticks: float = 5.0,
        medium_half_life_ticks: float = 20.0,
        slow_half_life_ticks: float = 100.0,
        ewma_alpha: str = "exact",
        arrival_mode: str = "ratio",
        trade_flow_window_ms: int = 1000,
        trade_flow_alpha: float = 0.1,
        sigma_baseline: float = 0.0002,
        jump_ratio_threshold: float = 3.0,
        kappa_book: str = "tail",
        kappa_max_distance: float = 0.01,
        kappa_levels: int = 15,
        kappa_prior_mean: float = 2500.0,
        kappa_prior_strength: float = 5.0,
        kappa_window_ms: int = 300_000,
        kappa_own: str = "exposure",
        kappa_own_memory_secs: float = 3600.0,
        kappa_floor: float = 0.0,
        microprice_window_ms: int = 60_000,
        microprice_horizon_ms: int = 300,
        microprice_ridge: float = 0.001,
        microprice_sample_ms: int = 50,
        min_volume_ticks: int = 20,
        min_l2_updates: int = 10,
        min_microprice_obs: int = 50,
        warmup_decay_secs: float = 300.0,
        min_warmup_trades: int = 5,
        momentum_window_ms: int = 500,
        near_depth_bps: float = 10.0,
        jump_window_ms: int = 300_000,
        jump_sigmas: float = 3.0,
        variance_window_ms: int = 300_000,
        use_kalman_filter: bool = False,
        kalman_q: float = 0.0,
        kalman_r: float = 0.0,
    ) -> None:
        self.initial_bucket_volume: Final = initial_bucket_volume
        self.volume_window_secs: Final = volume_window_secs
        self.volume_percentile: Final = volume_percentile
        self.min_bucket_volume: Final = min_bucket_volume
        self.max_bucket_volume: Final = max_bucket_volume
        self.fast_half_life_ticks: Final = fast_half_life_ticks
        self.medium_half_life_ticks: Final = medium_half_life_ticks
        self.slow_half_life_ticks: Final = slow_half_life_ticks
        self.ewma_alpha: Final = ewma_alpha  # "exact" or "ln2"
        self.arrival_mode: Final = arrival_mode  # "ratio" or "r0"
        self.trade_flow_window_ms: Final = trade_flow_window_ms
        self.trade_flow_alpha: Final = trade_flow_alpha
        self.sigma_baseline: Final = sigma_baseline  # per √second: the regimes' starting point
        self.jump_ratio_threshold: Final = jump_ratio_threshold
        self.kappa_book: Final = kappa_book  # "tail", "density" or "seed_abs"
        self.kappa_max_distance: Final = kappa_max_distance
        self.kappa_levels: Final = kappa_levels
        self.kappa_prior_mean: Final = kappa_prior_mean
        self.kappa_prior_strength: Final = kappa_prior_strength
        self.kappa_window_ms: Final = kappa_window_ms
        if kappa_own not in {"exposure", "off"}:
            raise ValueError(f'kappa_own must be "exposure" or "off", not "{kappa_own}"')
        self.kappa_own: Final = kappa_own
        self.kappa_own_memory_secs: Final = kappa_own_memory_secs
        self.kappa_floor: Final = kappa_floor
        self.microprice_window_ms: Final = microprice_window_ms
        self.microprice_horizon_ms: Final = microprice_horizon_ms
        self.microprice_ridge: Final = microprice_ridge
        self.microprice_sample_ms: Final = microprice_sample_ms
        self.min_volume_ticks: Final = min_volume_ticks
        self.min_l2_updates: Final = min_l2_updates
        self.min_microprice_obs: Final = min_microprice_obs
        self.warmup_decay_secs: Final = warmup_decay_secs
        self.min_warmup_trades: Final = min_warmup_trades
        self.momentum_window_ms: Final = momentum_window_ms
        self.near_depth_bps: Final = near_depth_bps
        self.jump_window_ms: Final = jump_window_ms
        self.jump_sigmas: Final = jump_sigmas
        self.variance_window_ms: Final = variance_window_ms
        self.use_kalman_filter: Final = use_kalman_filter
        self.kalman_q: Final = kalman_q  # relative variance; 0 = from volatility
        self.kalman_r: Final = kalman_r  # relative variance; 0 = from the bounce
