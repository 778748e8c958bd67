"""The options of `run`: what each is called, what it does, and which setting it stands for."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
import typer

_WHERE: Final = "Where"
_WHAT: Final = "What and how much"
_LIMITS: Final = "Limits"
_SEEN: Final = "What you see and keep"

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Settings (TOML). [dim]Default: market_maker.toml here, if there is one.[/]"),
]
AssetOption = Annotated[
    str | None, typer.Option("--asset", help="Coin to trade, as the venue spells it.", rich_help_panel=_WHAT)
]
NetworkOption = Annotated[
    Literal["local", "localhost", "testnet", "mainnet"] | None,
    typer.Option(
        "--network",
        help="local: an exchange of our own, started for this session, with play money. localhost: one that listens on "
        "port 3001 already. testnet and mainnet need HYPERLIQUID_PRIVATE_KEY. [dim]Default: local.[/]",
        rich_help_panel=_WHERE,
    ),
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Do not ask before trading real money on mainnet.", rich_help_panel=_WHERE)
]
MarketOption = Annotated[
    str | None,
    typer.Option(
        "--market", help="Who else trades on the local exchange; see hyperquote exchange.", rich_help_panel=_WHERE
    ),
]
ScenarioOption = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        help="What happens on the local exchange: calm, trend, mean_reverting, jump, liquidation_cascade, thin_night "
        "or outage. [dim]Default: calm.[/]",
        rich_help_panel=_WHERE,
    ),
]
TapeOption = Annotated[
    Path | None,
    typer.Option(
        "--tape",
        help="Trade on a recorded market instead: a folder with trades.parquet and l2.parquet or bbo.parquet.",
        rich_help_panel=_WHERE,
    ),
]
SpeedOption = Annotated[
    float | None,
    typer.Option("--speed", help="Seconds of the recording that pass in one (with --tape).", rich_help_panel=_WHERE),
]
QueueOption = Annotated[
    Literal["by_trades", "power", "proportional", "log", "by_cancels"] | None,
    typer.Option(
        "--queue",
        help="What is believed of the queue ahead of our orders (with --tape), cautious first. "
        "[dim]Default: proportional.[/]",
        rich_help_panel=_WHERE,
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        help="Seed of the local exchange's market. A recording has nothing random in it: every run of it is the same.",
        rich_help_panel=_WHERE,
    ),
]
DurationOption = Annotated[
    float | None,
    typer.Option("--duration", help="Seconds until we stop; of the recording with --tape.", rich_help_panel=_WHERE),
]
StrategyOption = Annotated[
    str | None,
    typer.Option(
        "--strategy",
        metavar="NAME",
        help="ladder, glft (one rung), symmetric, inventory_aware, or your own, package.module:Class.",
        rich_help_panel=_WHAT,
    ),
]
GlftModeOption = Annotated[
    Literal["seed", "exact"] | None,
    typer.Option("--glft-mode", help="How the glft strategy reads its model.", rich_help_panel=_WHAT),
]
TargetLiquidityOption = Annotated[
    float | None, typer.Option("--target-liquidity", help="Size to quote a side, in coins.", rich_help_panel=_WHAT)
]
MaxPositionOption = Annotated[
    float | None,
    typer.Option("--max-position", help="Largest position either way, in coins.", rich_help_panel=_WHAT),
]
MaxBpsDiffOption = Annotated[
    float | None,
    typer.Option(
        "--max-bps-diff", help="How far an order may be off until it is replaced (bps).", rich_help_panel=_WHAT
    ),
]
LeverageOption = Annotated[
    int | None, typer.Option("--leverage", help="Leverage to set. [dim]Default: 3 or less.[/]", rich_help_panel=_WHAT)
]
RiskAversionOption = Annotated[
    float | None,
    typer.Option("--risk-aversion", help="γ in a calm market, 0.01 to 10: higher quotes wider.", rich_help_panel=_WHAT),
]
MaxDailyLossOption = Annotated[
    float | None,
    typer.Option("--max-daily-loss", help="Loss (USD) that throws the kill switch.", rich_help_panel=_LIMITS),
]
MaxDrawdownOption = Annotated[
    float | None,
    typer.Option(
        "--max-drawdown",
        help="Fall from the day's best that throws the kill switch, as a fraction of the account: 0.05 is 5 %.",
        rich_help_panel=_LIMITS,
    ),
]
ResetKillOption = Annotated[
    bool,
    typer.Option(
        "--reset-kill",
        help="Start although the kill switch stopped an earlier session; on a terminal you are asked why.",
        rich_help_panel=_LIMITS,
    ),
]
HeadlessOption = Annotated[
    bool,
    typer.Option("--headless", help="Print log lines instead of the live view.", rich_help_panel=_SEEN),
]
LogLevelOption = Annotated[
    Literal["debug", "info", "warning", "error"] | None,
    typer.Option("--log-level", help="The least important line printed.", rich_help_panel=_SEEN),
]
LogFormatOption = Annotated[
    Literal["pretty", "json", "compact"] | None,
    typer.Option("--log-format", help="For people, machines, narrow terminals.", rich_help_panel=_SEEN),
]
LogFileOption = Annotated[
    Path | None, typer.Option("--log-file", help="Append log lines to this file as well.", rich_help_panel=_SEEN)
]
MetricsPortOption = Annotated[
    int | None,
    typer.Option("--metrics-port", help="Port of GET /metrics for Prometheus; 0 is off.", rich_help_panel=_SEEN),
]
DashboardPortOption = Annotated[
    int | None,
    typer.Option("--dashboard-port", help="Port of the page that shows the session; 0 is off.", rich_help_panel=_SEEN),
]
SessionsDirOption = Annotated[
    Path | None,
    typer.Option("--sessions-dir", help="Where journals and reports are kept.", rich_help_panel=_SEEN),
]

SETTINGS: Final = {
    "asset": ("trading", "asset"),
    "network": ("network", "network"),
    "strategy": ("strategy", "strategy_type"),
    "glft_mode": ("strategy", "glft_mode"),
    "target_liquidity": ("trading", "target_liquidity"),
    "max_position": ("trading", "max_absolute_position_size"),
    "max_bps_diff": ("trading", "max_bps_diff"),
    "leverage": ("trading", "leverage"),
    "risk_aversion": ("risk", "gamma_base"),
    "max_daily_loss": ("kill_switch", "max_daily_loss"),
    "max_drawdown": ("kill_switch", "max_drawdown"),
    "log_level": ("logging", "level"),
    "log_format": ("logging", "format"),
    "log_file": ("logging", "log_file"),
    "metrics_port": ("monitoring", "metrics_port"),
    "dashboard_port": ("monitoring", "dashboard_port"),
    "sessions_dir": ("logging", "sessions_dir"),
}


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What was written on the command line; None where nothing was."""

    config: Path | None = None
    asset: str | None = None
    network: str | None = None
    yes: bool = False
    market: str | None = None
    scenario: str | None = None
    tape: Path | None = None
    speed: float | None = None
    queue: str | None = None
    seed: int | None = None
    duration: float | None = None
    strategy: str | None = None
    glft_mode: str | None = None
    target_liquidity: float | None = None
    max_position: float | None = None
    max_bps_diff: float | None = None
    leverage: int | None = None
    risk_aversion: float | None = None
    max_daily_loss: float | None = None
    max_drawdown: float | None = None
    reset_kill: bool = False
    headless: bool = False
    log_level: str | None = None
    log_format: str | None = None
    log_file: Path | None = None
    metrics_port: int | None = None
    dashboard_port: int | None = None
    sessions_dir: Path | None = None

    def overrides(self) -> dict[str, dict[str, Any]]:
        """Return the settings that were given here: they are stronger than the file."""
        tables: dict[str, dict[str, Any]] = {}
        for option, (section, field) in SETTINGS.items():
            value = getattr(self, option)
            if value is not None:
                tables.setdefault(section, {})[field] = str(value) if isinstance(value, Path) else value
        return tables
