"""The engine's own numbers; everything else belongs to the component that uses it."""

from typing import Final

from hyperquote.book.grid import Grid


class EngineSettings:
    """Sizes in base units, money in USD, times in the unit of the name.

    `target_liquidity` and `max_position` of 0 are derived at the first mid: the position limit is 70 % of the
    position value that would trip the kill switch, the target 40 % of the limit.
    """

    def __init__(
        self,
        grid: Grid,
        session: int,
        target_liquidity: float = 0.0,
        max_position: float = 0.0,
        max_position_value_usd: float = 10_000.0,
        min_notional_usd: float = 10.0,
        leverage: int = 3,
        tif: str = "Alo",
        cycle_ms: int = 100,
        account_refresh_s: float = 10.0,
        sync_interval_s: float = 60.0,
        pending_timeout_s: float = 5.0,
        cancel_timeout_s: float = 30.0,
        fill_window_s: float = 5.0,
        orphan_grace_s: float = 3.0,
        shutdown_timeout_s: float = 30.0,
        maker_fee_rate: float = 0.0,
        dead_man_s: float = 60.0,
        max_loop_lag_s: float = 0.5,
        sigma_prior: float = 0.0002,
        holding_s: float = 120.0,
        max_order_notional_usd: float = 0.0,
    ) -> None:
        self.grid: Final = grid
        self.session: Final = session  # 32 bits, part of every cloid
        self.target_liquidity: Final = target_liquidity
        self.max_position: Final = max_position
        self.max_position_value_usd: Final = max_position_value_usd
        self.min_notional_usd: Final = min_notional_usd
        self.leverage: Final = leverage
        self.tif: Final = tif
        self.cycle_ns: Final = cycle_ms * 1_000_000
        self.account_refresh_ns: Final = int(account_refresh_s * 1e9)
        self.sync_interval_ns: Final = int(sync_interval_s * 1e9)
        self.pending_timeout_ns: Final = int(pending_timeout_s * 1e9)
        self.cancel_timeout_ns: Final = int(cancel_timeout_s * 1e9)
        self.fill_window_ns: Final = int(fill_window_s * 1e9)
        self.orphan_grace_ms: Final = int(orphan_grace_s * 1e3)
        self.shutdown_timeout_ns: Final = int(shutdown_timeout_s * 1e9)
        self.maker_fee_rate: Final = maker_fee_rate  # fraction; negative is a rebate
        self.dead_man_ns: Final = int(dead_man_s * 1e9)  # 0 = no switch
        self.max_loop_lag_s: Final = max_loop_lag_s
        self.sigma_prior: Final = sigma_prior  # per √s: the volatility assumed before it is measured
        self.holding_s: Final = holding_s  # how long inventory is at risk
        self.max_order_notional_usd: Final = max_order_notional_usd  # 0 = no limit
