"""`market_maker run`: settle the settings, choose the world, run one session."""

import asyncio
import os
import socket
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import typer

from hyperquote.book.queue import DEFAULT_QUEUE
from hyperquote.cli.config_verbs import implied_path
from hyperquote.cli.embedded import EmbeddedExchange, embedded_exchange
from hyperquote.cli.faces import Terminal
from hyperquote.cli.kill_latch import KillLatch
from hyperquote.cli.options import SETTINGS, RunOptions
from hyperquote.config_file import Tables, read_tables
from hyperquote.errors import ConfigError
from hyperquote.local_exchange.listing import default_listings
from hyperquote.market_maker import config as settings
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra.assemble import build_strategy

DEFAULT_SEED: Final = 7  # of the local exchange's market


def run_session(options: RunOptions) -> int:
    """Run until the operator, the clock, the tape or the kill switch ends it; return the exit code.

    Raises `HyperquoteError` for whatever keeps it from starting.
    """
    path = options.config or implied_path()
    config = _load(options, path)
    _check(options, config)
    monitoring = config.monitoring
    chosen_ports = frozenset(
        name
        for name in ("metrics_port", "dashboard_port")
        if getattr(options, name) is not None or name in _file(path).get("monitoring", {})
    )
    if "metrics_port" in chosen_ports:
        _require_free(monitoring.metrics_host, monitoring.metrics_port)
    if "dashboard_port" in chosen_ports:
        _require_free(monitoring.dashboard_host, monitoring.dashboard_port)
    terminal = Terminal(config, options.headless)
    if options.tape is not None:
        from hyperquote.cli.tape_session import run_on_tape  # noqa: PLC0415  only what this world needs

        return _drive(
            run_on_tape(
                config,
                terminal,
                options.tape,
                speed=options.speed or 1.0,
                duration_s=options.duration,
                seed=options.seed,
                chosen_ports=chosen_ports,
                queue=options.queue or DEFAULT_QUEUE,
            )
        )
    latch = KillLatch(Path(config.logging.sessions_dir))
    if options.reset_kill:
        _reset(latch, terminal)
    latch.require_open()
    if config.network.network == "mainnet" and not options.yes:
        _ask_twice(config)
    return _drive(_live(options, config, terminal, latch, chosen_ports))


async def _live(
    options: RunOptions, config: Config, terminal: Terminal, latch: KillLatch, chosen_ports: frozenset[str]
) -> int:
    """Run on a venue; where that is an exchange of our own, it starts while we load what a venue needs."""
    async with AsyncExitStack() as stack:
        exchange: EmbeddedExchange | None = None
        if config.network.network == "local":
            terminal.say("starting a local exchange …")
            seed = DEFAULT_SEED if options.seed is None else options.seed
            exchange = await stack.enter_async_context(embedded_exchange(seed, options.market, options.scenario))
        from hyperquote.cli.live_session import run_live  # noqa: PLC0415  sockets and signatures

        return await run_live(
            config,
            terminal,
            latch,
            exchange,
            duration_s=options.duration,
            chosen_ports=chosen_ports,
        )


def _load(options: RunOptions, path: Path | None) -> Config:
    """Return the settings; what is wrong with an option is said by the option's name."""
    try:
        loaded = settings.load(path, _overrides(options, path), os.environ)
        build_strategy(loaded, 0.0)  # a strategy that is not there is missed now, before anything starts
    except ConfigError as problem:
        text = str(problem)
        for option, (section, field) in SETTINGS.items():
            value = getattr(options, option)
            if value is not None:
                text = text.replace(f"`{section}.{field} = {value!r}`", f"`--{option.replace('_', '-')} {value}`")
        raise ConfigError(text) from None
    return loaded


def _require_free(host: str, port: int) -> None:
    """Raise `ConfigError` if the metrics port that was asked for is taken: now, before anything is sent anywhere."""
    if port == 0:
        return
    try:
        socket.create_server((host, port)).close()
    except OSError as problem:
        raise ConfigError(
            f"metrics cannot be served on {host} port {port}: {os.strerror(problem.errno or 0)}. "
            "Choose another port with --metrics-port, or 0 to go without"
        ) from None


def _file(path: Path | None) -> Tables:
    return read_tables(path)[0] if path is not None else {}


def _overrides(options: RunOptions, path: Path | None) -> Tables:
    """Return what the command line changes. A tape's folder names its coin where nobody else does."""
    tables = options.overrides()
    is_asset_open = options.asset is None and "asset" not in _file(path).get("trading", {})
    if options.tape is not None and is_asset_open and options.tape.name in {each.name for each in default_listings()}:
        tables.setdefault("trading", {})["asset"] = options.tape.name
    return tables


def _check(options: RunOptions, config: Config) -> None:
    """Refuse options that do not fit together: none is silently without effect."""
    network = config.network.network
    if options.duration is not None and not options.duration > 0:
        raise ConfigError(f"--duration must be above 0, not {options.duration:g}")
    if options.tape is None:
        if options.speed is not None:
            raise ConfigError("--speed needs --tape: only a recording can go by faster; a live market has its own pace")
        if options.queue is not None:
            raise ConfigError("--queue needs --tape: only in a recording it has to be guessed who is ahead of us")
        if network != "local" and any(each is not None for each in (options.seed, options.market, options.scenario)):
            raise ConfigError(
                f"--seed, --market and --scenario are for the local exchange; {network} has a market of its own"
            )
        return
    if options.speed is not None and not options.speed > 0:
        raise ConfigError(f"--speed must be above 0, not {options.speed:g}")
    if options.network not in {None, "local"}:
        raise ConfigError("--tape and --network exclude each other: a recording is traded on no network")
    if options.scenario is not None:
        raise ConfigError("--scenario and --tape exclude each other: a recording plays what happened that day")
    if options.market is not None or options.reset_kill or options.yes:
        raise ConfigError("--market, --reset-kill and --yes mean nothing with --tape: there is nothing at stake")


def _reset(latch: KillLatch, terminal: Terminal) -> None:
    why = "not asked: no terminal"
    if latch.is_shut and sys.stdin.isatty():
        why = typer.prompt("Why is it safe to trade again")
    if latch.reset(why):
        terminal.say("kill switch cleared")
    else:
        terminal.say("the kill switch was not thrown; nothing to clear")


def _ask_twice(config: Config) -> None:
    """Real money: ask twice, differently."""
    asset = config.trading.asset
    if not sys.stdin.isatty():
        raise ConfigError("mainnet trades real money: confirm with --yes where nobody can be asked")
    if not typer.confirm(f"Trade {asset} on mainnet with real money?"):
        raise typer.Abort
    if typer.prompt(f"Type {asset} to go on") != asset:
        raise typer.Abort


def _drive(session: Coroutine[Any, Any, int]) -> int:
    try:
        import uvloop  # noqa: PLC0415  an extra
    except ImportError:
        return asyncio.run(session)
    return int(uvloop.run(session))
