"""One session from its banner to its report, the same for every world."""

import asyncio
import secrets
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Final, Protocol

from hyperquote import __version__, build
from hyperquote.book.grid import Grid
from hyperquote.cli import config_text, exits
from hyperquote.cli.faces import LiveView, Terminal
from hyperquote.cli.kill_latch import KillLatch, KillRecord
from hyperquote.dashboard.board import Board
from hyperquote.errors import ConfigError, HyperquoteError
from hyperquote.market_maker.commands import Command, Finished, Note
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.infra import logging
from hyperquote.market_maker.infra.journal import Journal
from hyperquote.market_maker.infra.journal_schema import SessionInfo
from hyperquote.market_maker.infra.log_lines import LogLines
from hyperquote.market_maker.infra.meter import Meter
from hyperquote.market_maker.infra.metrics import Metrics
from hyperquote.market_maker.infra.metrics_server import MetricsServer
from hyperquote.market_maker.infra.recording import Recording
from hyperquote.market_maker.infra.screen import keys
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.snapshot import view_of
from hyperquote.report.html import write_report
from hyperquote.report.session_data import SessionData
from hyperquote.report.summary import summary

REPORT_NAME: Final = "report.html"
LINK_NAME: Final = "dashboard.link"


class Runner(Protocol):
    """Drives an engine through a world until it has finished."""

    async def run(self) -> Finished: ...

    def pause(self, is_paused: bool) -> None: ...

    def cancel_all(self) -> None: ...

    def stop(self, reason: str, *, is_kill: bool = False) -> None: ...


class SessionPlace:
    """A fresh directory under the sessions, named by four hex digits; `number` makes our order ids unique."""

    def __init__(self, sessions_dir: Path) -> None:
        number = secrets.randbits(32)
        try:
            while not _made(sessions_dir / _name(number)):
                number = secrets.randbits(32)
        except OSError as problem:
            raise ConfigError(
                f"{sessions_dir} cannot hold sessions ({problem.strerror}). Choose another place with --sessions-dir"
            ) from None
        self.number: Final = number
        self.id: Final = _name(number)
        self.path: Final = sessions_dir / self.id


def _name(number: int) -> str:
    return f"{number & 0xFFFF:04x}"


def _made(path: Path) -> bool:
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        if path.is_dir():
            return False
        raise
    return True


class World:
    """What a session must be told about where it runs."""

    def __init__(
        self, name: str, network: str, seed: int | None, started_ns: int, chosen_ports: frozenset[str]
    ) -> None:
        self.name: Final = name  # live or backtest
        self.network: Final = network
        self.seed: Final = seed
        self.started_ns: Final = started_ns  # UTC ns on the world's own clock
        self.chosen_ports: Final = chosen_ports  # by the names of their settings: these must be had


class Session:
    """Journal, watchers, keys, signals, metrics and report around one engine."""

    def __init__(
        self,
        config: Config,
        terminal: Terminal,
        place: SessionPlace,
        world: World,
        engine: MarketMaker,
        latch: KillLatch | None,
    ) -> None:
        grid: Grid = engine.settings.grid
        self.info: Final = SessionInfo(
            session_id=place.id,
            version=__version__,
            build=build.NAME,
            asset=config.trading.asset,
            network=world.network,
            world=world.name,
            seed=world.seed,
            strategy=strategy_name(config),
            sz_decimals=grid.sz_decimals,
            max_price_decimals=grid.px_decimals + grid.sz_decimals,
            started_ms=world.started_ns // 1_000_000,
            config=config_text.effective(config),
        )
        self._config: Final = config
        self._terminal: Final = terminal
        self._place: Final = place
        self._world: Final = world
        self._engine: Final = engine
        self._journal: Final = Journal(place.path)
        self._journal.begin(self.info)
        self.recording: Final = Recording(self._journal)
        self.lines: Final = LogLines(logging.get_logger("market_maker"), config.trading.asset, grid)
        self.meter: Final = Meter(Metrics(config.trading.asset, __version__, build.NAME, world.started_ns), engine)
        self.live_view: Final = (
            LiveView(terminal.screen, self.info, config.kill_switch.max_drawdown, self.meter)
            if terminal.screen is not None
            else None
        )
        self._board: Final = (
            Board(self.info, config.kill_switch, self.meter) if config.monitoring.dashboard_port else None
        )
        self._guards: Final = [KillGuard(engine, latch, self.info)] if latch is not None else []
        self._stops = 0

    @property
    def faces(self) -> list[Watcher]:
        """Who is looked at by people, and so is drawn by the wall clock."""
        faces: list[Watcher] = [self.live_view] if self.live_view is not None else []
        return [*faces, self._board] if self._board is not None else faces

    @property
    def watchers(self) -> list[Watcher]:
        """Everyone who watches, between the two ends of the meter; an order is in the journal before it is sent."""
        return [self.meter, self.recording, *self._guards, self.lines, *self.faces, self.meter.clock]

    async def conduct(self, runner: Runner, duration_s: float | None = None) -> int:
        """Run to the end, print what happened, write the report; return the exit code."""
        self._terminal.say(self.banner())
        self._terminal.say(self._settings_line())
        finished: Finished | None = None
        async with AsyncExitStack() as stack:
            await self._serve_metrics(stack)
            task = asyncio.create_task(runner.run(), name="runner")
            stack.callback(task.cancel)
            self._obey_signals(stack, lambda reason: self._stop(runner, task, reason))
            await self._serve_dashboard(stack, runner)
            await self._show(stack, runner, task)
            if duration_s is not None:
                timer = asyncio.get_running_loop().call_later(duration_s, runner.stop, f"{duration_s:g} s are over")
                stack.callback(timer.cancel)
            try:
                finished = await task
            except HyperquoteError as problem:
                trouble = str(problem)
            except asyncio.CancelledError:
                trouble = "interrupted before the exchange confirmed that our orders are gone"
        if finished is None:
            exits.say_error(trouble)
        try:
            self._conclude(finished)
        except HyperquoteError as problem:
            exits.say_error(f"the session ended, but not all of it could be kept: {problem}")
        return self._exit_code(finished)

    def banner(self) -> str:
        """Return one line that says what runs and where."""
        info = self.info
        return (
            f"hyperquote {info.version}  {info.build} · {info.asset} · {info.place} · {info.strategy} · "
            f"session {info.session_id}"
        )

    def _settings_line(self) -> str:
        changed = config_text.changed(self._config)
        told = f"changed from the defaults: {', '.join(changed)}" if changed else "all defaults"
        return f"settings {config_text.digest(self._config)}, {told}"

    # ── while it runs ───────────────────────────────────────────────────────────────────────────────────

    async def _serve_metrics(self, stack: AsyncExitStack) -> None:
        monitoring = self._config.monitoring
        server = MetricsServer(self.meter.page, monitoring.metrics_port, monitoring.metrics_host)
        try:
            await stack.enter_async_context(server)
        except ConfigError as problem:
            if "metrics_port" in self._world.chosen_ports:
                raise
            self._terminal.warn(f"going on without metrics: {problem}")
        if server.url:
            self._terminal.say(f"metrics {server.url}")

    async def _serve_dashboard(self, stack: AsyncExitStack, runner: Runner) -> None:
        if self._board is None:
            return
        from hyperquote.dashboard.server import Dashboard  # noqa: PLC0415  only where a page is wanted

        monitoring = self._config.monitoring
        page = Dashboard(self._board, runner, monitoring.dashboard_port, monitoring.dashboard_host)
        try:
            await stack.enter_async_context(page)
        except ConfigError as problem:
            if "dashboard_port" in self._world.chosen_ports:
                raise
            self._terminal.warn(f"going on without the dashboard: {problem}")
        if page.link:
            self._tell_link(page.address, page.link)

    def _tell_link(self, address: str, link: str) -> None:
        """Show who looks at a terminal the link that steers; where lines are kept, say which file holds it."""
        kept = self._place.path / LINK_NAME
        kept.touch(mode=0o600)
        kept.write_text(link + "\n")
        if self.live_view is not None:
            self._terminal.say(f"dashboard {link}")
        else:
            self._terminal.say(f"dashboard {address}   the link that may also steer is in {kept}")

    async def _show(self, stack: AsyncExitStack, runner: Runner, task: "asyncio.Task[Finished]") -> None:
        if self.live_view is None or self._terminal.screen is None:
            return
        state = self.live_view.state

        def obey(wish: str) -> None:
            if wish == keys.QUIT:
                self._stop(runner, task, "operator asked (q)")
            elif wish == keys.PAUSE:
                runner.pause(not state.is_paused)
            elif wish == keys.KILL:
                runner.stop("operator threw the kill switch", is_kill=True)

        stack.enter_context(self._terminal.screen)
        reader = await stack.enter_async_context(keys.KeyReader(obey))
        self.live_view.keys = reader.keys
        self.live_view.on_view(view_of(self._engine))

    def _obey_signals(self, stack: AsyncExitStack, stop: Callable[[str], None]) -> None:
        loop = asyncio.get_running_loop()
        reasons = {signal.SIGINT: "operator asked (Ctrl-C)", signal.SIGTERM: "asked to end (SIGTERM)"}
        if hasattr(signal, "SIGHUP"):
            reasons[signal.SIGHUP] = "the terminal was closed"
        for name, reason in reasons.items():
            with suppress(NotImplementedError):  # Windows: there Ctrl-C arrives as KeyboardInterrupt
                loop.add_signal_handler(name, stop, reason)
                stack.callback(loop.remove_signal_handler, name)

    def _stop(self, runner: Runner, task: "asyncio.Task[Finished]", reason: str) -> None:
        """The first wish to stop is obeyed in order, the second at once."""
        self._stops += 1
        if self._stops == 1:
            runner.stop(reason)
        else:
            task.cancel()

    # ── when it has ended ───────────────────────────────────────────────────────────────────────────────

    def _conclude(self, finished: Finished | None) -> None:
        view = view_of(self._engine)
        if self.live_view is not None and finished is not None:
            proof = "the exchange confirms none of our orders left" if finished.is_clean else "orders may be left"
            self._terminal.say(f"stopped: {finished.reason}\n  {proof}")
        self._journal.sample(view)  # the report ends where the summary does
        self._journal.commit()
        data = SessionData.load(self._place.path)
        report = self._place.path / REPORT_NAME
        data.summary = summary(view, data)
        data.finished_ms = view.local_ns // 1_000_000
        self._terminal.say(data.summary)
        try:
            self._terminal.say(f"report  {write_report(data, report)}")
        except ConfigError as problem:
            self._terminal.warn(str(problem))
        self._journal.finish(data.summary, data.finished_ms)

    def _exit_code(self, finished: Finished | None) -> int:
        if finished is None or not finished.is_clean:
            return exits.NOT_CONFIRMED
        return exits.KILL_SWITCH if self._engine.kill_switch.is_latched else exits.OK


class KillGuard(Watcher):
    """Writes the latch the moment the kill switch is thrown: a crash while stopping must not lose it."""

    def __init__(self, engine: MarketMaker, latch: KillLatch, info: SessionInfo) -> None:
        self._engine: Final = engine
        self._latch: Final = latch
        self._info: Final = info
        self._reasons = 0

    def on_command(self, local_ns: int, command: Command) -> None:
        """Look at the switch whenever the engine reports something bad."""
        reasons = self._engine.kill_switch.reasons
        if not isinstance(command, Note) or len(reasons) == self._reasons:
            return
        self._reasons = len(reasons)
        engine = self._engine
        self._latch.shut(
            KillRecord(
                session_id=self._info.session_id,
                asset=self._info.asset,
                network=self._info.network,
                time_ms=engine.kill_switch.since_ns // 1_000_000,
                reasons=list(reasons),
                position=engine.settings.grid.size(engine.holdings.position.lots),
                pnl_usd=engine.judge.total_usd,
                drawdown=engine.risk_state().drawdown,
                open_orders=engine.holdings.orders.open_count(),
            )
        )


def strategy_name(config: Config) -> str:
    """Return the strategy in a word or two: GLFT exact."""
    strategy = config.strategy
    if strategy.strategy_type in {"ladder", "glft"}:
        return f"GLFT {strategy.glft_mode}" + (", one rung" if strategy.strategy_type == "glft" else "")
    return strategy.strategy_type.rpartition(":")[2].replace("_", " ")
