"""The commands `hyperquote` and `market_maker`. What a verb needs is imported when it runs, so that help is quick."""

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hyperquote import __version__
from hyperquote.cli import exits, verbs
from hyperquote.cli import options as opt
from hyperquote.cli.exchange_help import HELP
from hyperquote.errors import ConfigError, HyperquoteError

# the class of all complaints about a command line; typer has moved it between its versions
_UsageError: Final[Any] = typer.BadParameter.__bases__[0].__bases__[0]

DEFAULT_CONFIG: Final = Path("market_maker.toml")
DEFAULT_SESSIONS: Final = Path("sessions")
_EXAMPLES: Final = """
[bold]Examples[/]

  market_maker                                a local exchange, play money

  market_maker --asset ETH --tape PATH --speed 60         a recorded market

  market_maker --network testnet --headless       the testnet, as log lines

Ctrl-C stops: all orders are cancelled, the exchange confirms it, and a
report is written.
"""
_EXIT_CODES: Final = (
    "[dim]Exit codes: 0 stopped and all orders gone · 2 settings · 3 kill switch · 4 orders may be left · "
    "5 refused by the venue[/]"
)

hyperquote_app = typer.Typer(
    name="hyperquote",
    help="Market maker, SDK and local exchange for the Hyperliquid DEX.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog=_EXIT_CODES,
)
market_maker_app = typer.Typer(
    name="market_maker",
    help=f"Quote both sides of one asset until Ctrl-C.\n{_EXAMPLES}",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog=_EXIT_CODES,
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        from hyperquote import build  # noqa: PLC0415

        print(f"hyperquote {__version__} ({build.NAME}, Python {sys.version.split()[0]})")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option("--version", help="Print the version and which build runs.", callback=_show_version, is_eager=True),
]


def run(
    context: typer.Context,
    *,
    config: opt.ConfigOption = None,
    asset: opt.AssetOption = None,
    strategy: opt.StrategyOption = None,
    glft_mode: opt.GlftModeOption = None,
    target_liquidity: opt.TargetLiquidityOption = None,
    max_position: opt.MaxPositionOption = None,
    max_bps_diff: opt.MaxBpsDiffOption = None,
    leverage: opt.LeverageOption = None,
    risk_aversion: opt.RiskAversionOption = None,
    network: opt.NetworkOption = None,
    yes: opt.YesOption = False,
    market: opt.MarketOption = None,
    scenario: opt.ScenarioOption = None,
    seed: opt.SeedOption = None,
    tape: opt.TapeOption = None,
    speed: opt.SpeedOption = None,
    queue: opt.QueueOption = None,
    duration: opt.DurationOption = None,
    max_daily_loss: opt.MaxDailyLossOption = None,
    max_drawdown: opt.MaxDrawdownOption = None,
    reset_kill: opt.ResetKillOption = False,
    headless: opt.HeadlessOption = False,
    log_level: opt.LogLevelOption = None,
    log_format: opt.LogFormatOption = None,
    log_file: opt.LogFileOption = None,
    metrics_port: opt.MetricsPortOption = None,
    dashboard_port: opt.DashboardPortOption = None,
    sessions_dir: opt.SessionsDirOption = None,
    version: VersionOption = False,
) -> None:
    """Run the market maker until Ctrl-C or --duration."""
    given = {name: value for name, value in context.params.items() if name in opt.RunOptions.__struct_fields__}
    wanted = opt.RunOptions(**given)
    if context.invoked_subcommand is not None:
        if wanted != opt.RunOptions():
            raise ConfigError(f"write options after the command: market_maker {context.invoked_subcommand} …")
        return
    from hyperquote.cli.run import run_session  # noqa: PLC0415

    raise typer.Exit(run_session(wanted))


for _app in (hyperquote_app, market_maker_app):
    _app.command("run")(run)
market_maker_app.callback(invoke_without_command=True)(run)


@hyperquote_app.callback()
def root(version: VersionOption = False) -> None:
    """Market maker, SDK and local exchange for the Hyperliquid DEX."""


@hyperquote_app.command()
def exchange(
    context: typer.Context,
    *,
    host: Annotated[str | None, typer.Option(help=HELP["host"])] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help=HELP["port"])] = None,
    market: Annotated[str | None, typer.Option(help=HELP["market"])] = None,
    seed: Annotated[int | None, typer.Option(min=0, help=HELP["seed"])] = None,
    tape: Annotated[Path | None, typer.Option(help=HELP["tape"])] = None,
    speed: Annotated[float | None, typer.Option(help=HELP["speed"])] = None,
    scenario: Annotated[str | None, typer.Option(help=HELP["scenario"])] = None,
    queue: Annotated[str | None, typer.Option(help=HELP["queue"])] = None,
    block_ms: Annotated[int | None, typer.Option(help=HELP["block_ms"])] = None,
    book_interval_ms: Annotated[int | None, typer.Option(help=HELP["book_interval_ms"])] = None,
    venue_limits: Annotated[bool, typer.Option("--venue-limits", help=HELP["venue_limits"])] = False,
    blocks: Annotated[bool, typer.Option("--blocks", help=HELP["blocks"])] = False,
    faults: Annotated[Path | None, typer.Option(help=HELP["faults"])] = None,
    data: Annotated[Path | None, typer.Option(help=HELP["data"])] = None,
    until_eof: Annotated[bool, typer.Option("--until-eof", help=HELP["until_eof"])] = False,
) -> None:
    """Serve a local exchange that any Hyperliquid client can trade on, until Ctrl-C."""
    from hyperquote.cli.exchange import run_exchange  # noqa: PLC0415

    run_exchange(**{name: value for name, value in context.params.items() if value is not None})


SessionArgument = Annotated[
    str | None, typer.Argument(metavar="SESSION", help="Its four digits or its directory; the newest if left out.")
]
SessionsDir = Annotated[Path, typer.Option("--sessions-dir", help="Where journals and reports are kept.")]


@hyperquote_app.command()
@market_maker_app.command()
def status(
    session: SessionArgument = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    sessions_dir: SessionsDir = DEFAULT_SESSIONS,
) -> None:
    """Show how a session stands, or how it ended: position, orders, money, limits, kill switch."""
    from hyperquote.cli import status as verb  # noqa: PLC0415
    from hyperquote.cli.explain import session_at  # noqa: PLC0415

    verb.run(session_at(session, sessions_dir), sessions_dir, is_json=is_json)


@hyperquote_app.command()
def explain(
    session: SessionArgument = None,
    at: Annotated[
        str | None, typer.Option("--at", help="A time of day (UTC), 14:03:20; the last quotes if left out.")
    ] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    sessions_dir: SessionsDir = DEFAULT_SESSIONS,
) -> None:
    """Show what the quotes of one moment were made of: spread, skew and γ by their parts."""
    from hyperquote.cli import explain as verb  # noqa: PLC0415

    verb.explain(verb.session_at(session, sessions_dir), at, is_json=is_json)


@hyperquote_app.command()
def report(
    session: SessionArgument = None,
    against: Annotated[str | None, typer.Argument(metavar="OTHER", help="Another session to compare it with.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write the page.")] = None,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write its rows into this directory instead of a page.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="Of the export: csv or parquet.")] = "csv",
    sessions_dir: SessionsDir = DEFAULT_SESSIONS,
) -> None:
    """Write the page of a session, of two side by side, or its rows for other programs."""
    from hyperquote.cli import report as verb  # noqa: PLC0415
    from hyperquote.cli.explain import session_at  # noqa: PLC0415

    first = session_at(session, sessions_dir)
    if export is not None:
        for path in verb.export(first, export, form):
            print(path)
        return
    second = session_at(against, sessions_dir) if against is not None else None
    print(verb.report(first, second, output))


@hyperquote_app.command()
def calibrate(
    tape: Annotated[Path, typer.Option("--tape", help="Folder of a recording, as for run.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the settings.")] = Path(
        "calibrated.toml"
    ),
    page: Annotated[
        Path | None, typer.Option("--page", help="Write pictures of the fits to this file as well.")
    ] = None,
    day: Annotated[str, typer.Option("--day", help="Which day of a recording by days: 2026-01-06.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Fit volatility, fill rates, order flow, spread and costs to a recording, and write them as settings."""
    from hyperquote.cli import calibrate as verb  # noqa: PLC0415

    verb.run(tape, output, page, day=day, is_forced=force)


@hyperquote_app.command("simulate")
@market_maker_app.command("simulate")
def simulate(
    context: typer.Context,
    *,
    seed: Annotated[int | None, typer.Option(help="The seed, or the first of many.", min=0)] = None,
    seeds: Annotated[int | None, typer.Option(help="How many; above one they are told as a table.", min=1)] = None,
    faults: Annotated[
        str | None, typer.Option(help="swarm draws them from the seed; none; or a file of --faults.")
    ] = None,
    market: Annotated[str | None, typer.Option(help="mixed, calm, busy, informed, jumpy, quiet or thin.")] = None,
    hours: Annotated[float | None, typer.Option(help="Simulated hours with faults, of each seed.", min=0.01)] = None,
    kills: Annotated[int | None, typer.Option(help="How often the process is killed without a word.", min=0)] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes at a time; by default one a core.", min=1)] = None,
    config: opt.ConfigOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell every line of the story.")] = False,
) -> None:
    """Run the market maker on virtual time against an exchange full of faults, and check what must always be true."""
    from hyperquote.cli.simulate import SimulateOptions, run_simulations  # noqa: PLC0415

    given = {name: value for name, value in context.params.items() if value is not None}
    raise typer.Exit(run_simulations(SimulateOptions(**given)))


@hyperquote_app.command("generate-config")
@market_maker_app.command("generate-config")
def generate_config(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it.")] = DEFAULT_CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Write the JSON schema instead, from which editors complete.")
    ] = False,
) -> None:
    """Write a settings file with every field, its default, unit, range and effect."""
    from hyperquote.cli.config_verbs import generate  # noqa: PLC0415

    print(generate(output, force, is_schema=schema))


@hyperquote_app.command("validate-config")
@market_maker_app.command("validate-config")
def validate_config(config: opt.ConfigOption = None) -> None:
    """Check a settings file, name every problem at once, and print the settings in force."""
    from hyperquote.cli.config_verbs import validate  # noqa: PLC0415

    print(validate(config))


verbs.register(hyperquote_app)


def call(app: typer.Typer, arguments: list[str]) -> int:
    """Run a command line; return its exit code. Whatever is wrong is said in a sentence on stderr."""
    try:
        result = app(arguments, standalone_mode=False)
    except _UsageError as problem:
        exits.say_error(problem.format_message().replace("Value error, ", ""))  # a word of the library underneath
        return exits.BAD_SETTINGS
    except HyperquoteError as problem:
        exits.say_error(str(problem))
        return exits.exit_code(problem)
    except (typer.Abort, KeyboardInterrupt):
        print(file=sys.stderr)
        return exits.INTERRUPTED
    return result if isinstance(result, int) else exits.OK


def hyperquote() -> None:
    """Entry point of `hyperquote`."""
    sys.exit(call(hyperquote_app, sys.argv[1:]))


def market_maker() -> None:
    """Entry point of `market_maker`."""
    sys.exit(call(market_maker_app, sys.argv[1:]))


if __name__ == "__main__":
    hyperquote()
