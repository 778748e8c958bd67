"""A session on a recorded market: virtual time, paced by the wall clock, which decides nothing."""

import asyncio
from pathlib import Path
from typing import Final

from hyperquote.backtest.reader import read_tape, sz_decimals
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.backtest.world import TapeWorld
from hyperquote.book.grid import Grid
from hyperquote.book.queue import DEFAULT_QUEUE, QueueModel, queue_model
from hyperquote.cli.faces import Terminal
from hyperquote.cli.session import Session, SessionPlace, World
from hyperquote.errors import ConfigError
from hyperquote.local_exchange.clearing.fees import RATE_SCALE, maker_rate_e8
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.local_exchange.listing import default_listings
from hyperquote.market_maker.commands import Command, Finished
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import NO_TIME, Event, Pause, Stop
from hyperquote.market_maker.infra.assemble import build_market_maker, choose_leverage
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.snapshot import view_of

UNKNOWN_COIN_LEVERAGE: Final = 10  # of a recorded coin that no list knows
SAMPLE_NS: Final = 1_000_000_000  # virtual time between two samples of the journal, whatever the pace
LONGEST_LOG_STEP: Final = 60  # samples between two looks of the log, however fast the tape
DRAW_S: Final = 0.1
NAP_S: Final = 0.05
BREATH_S: Final = 0.02  # how long we compute before signals and keys get their turn
_NEVER_NS: Final = (1 << 61) - 1


async def run_on_tape(
    config: Config,
    terminal: Terminal,
    folder: Path,
    *,
    speed: float,
    duration_s: float | None,
    seed: int | None,
    chosen_ports: frozenset[str],
    queue: str = DEFAULT_QUEUE,
) -> int:
    """Trade `config.trading.asset` on the recording in `folder`; return the exit code."""
    folder = recording_of(folder, config.trading.asset)
    tape = read_tape(folder)
    listing = {each.name: each for each in default_listings()}.get(config.trading.asset)
    grid = listing.grid if listing is not None else Grid(sz_decimals(tape))
    table = listing.margin_table if listing is not None else single_tier(UNKNOWN_COIN_LEVERAGE)
    leverage = choose_leverage(config, table.max_leverage)
    place = SessionPlace(Path(config.logging.sessions_dir))
    engine = build_market_maker(
        config, grid, session=place.number, leverage=leverage, maker_fee_rate=maker_rate_e8(0) / RATE_SCALE
    )
    world = World("backtest", f"{folder.parent.name}/{folder.name}", seed, tape.start_ns, chosen_ports)
    session = Session(config, terminal, place, world, engine, latch=None)
    end_ns = tape.end_ns if duration_s is None else min(tape.end_ns, tape.start_ns + int(duration_s * 1e9))
    settings = TapeSettings(grid, table, leverage=leverage, return_ms=tape.delay_ns(0.5) / 1e6)
    return await session.conduct(TapeRunner(engine, tape, settings, session, speed, end_ns, queue_model(queue)))


def recording_of(folder: Path, asset: str) -> Path:
    """Return the folder of the asset's recording: `folder`, or the one of that name in it; else `ConfigError`."""
    inside = folder / asset
    if inside.is_dir():
        return inside
    coins = {each.name for each in default_listings()}
    if folder.name in coins and folder.name != asset:
        raise ConfigError(f"{folder} is a recording of {folder.name}, not of {asset}: add --asset {folder.name}")
    return folder


class TapeRunner(Watcher):
    """Advances a `TapeWorld` as the wall clock asks, `speed` seconds in one.

    Journal and log see the engine at fixed virtual times, so that what they keep does not depend on the pace; the
    live view is drawn by the wall clock. Once a stop is asked for, virtual time runs as fast as it can.
    """

    def __init__(
        self,
        engine: MarketMaker,
        tape: Tape,
        settings: TapeSettings,
        session: Session,
        speed: float,
        end_ns: int,
        queues: QueueModel,
    ) -> None:
        self._engine: Final = engine
        self._watchers: Final = session.watchers
        self._recording: Final = session.recording
        self._lines: Final = session.lines
        self._faces: Final = session.faces
        self._speed: Final = speed
        self._start_ns: Final = tape.start_ns
        self._end_ns: Final = end_ns
        self._is_whole: Final = end_ns == tape.end_ns
        self._world: Final = TapeWorld(tape, engine, settings, queues, self)
        self._log_step: Final = max(1, min(int(speed), LONGEST_LOG_STEP))
        self._samples = 0
        self._is_stopping = False

    def on_event(self, event: Event) -> None:
        """Pass a fact on to everyone who watches."""
        for watcher in self._watchers:
            watcher.on_event(event)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Pass a decision on."""
        for watcher in self._watchers:
            watcher.on_command(local_ns, command)

    def pause(self, is_paused: bool) -> None:
        """Withdraw the quotes, or let them return; the tape goes on."""
        self._world.tell(Pause(NO_TIME, self._world.now_ns, is_paused))

    def cancel_all(self) -> None:
        """Withdraw the quotes and pause: a tape knows no orders but ours."""
        self.pause(True)

    def stop(self, reason: str, *, is_kill: bool = False) -> None:
        """Withdraw everything and end."""
        self._is_stopping = True
        self._world.tell(Stop(NO_TIME, self._world.now_ns, reason, is_kill))

    async def run(self) -> Finished:
        """Go on until the engine has finished."""
        loop = asyncio.get_running_loop()
        began_s = drawn_s = breathed_s = loop.time()
        world = self._world
        while world.finished is None:
            now_s = loop.time()
            due_ns = self._start_ns + int((now_s - began_s) * self._speed * 1e9)
            if self._is_stopping or self._engine.shutdown.is_running:
                due_ns = _NEVER_NS
            self._advance(due_ns)
            if self._faces and now_s - drawn_s >= DRAW_S:
                drawn_s = now_s
                view = view_of(self._engine)
                for face in self._faces:
                    face.on_view(view)
            if world.now_ns >= due_ns:
                await asyncio.sleep(NAP_S)
            elif now_s - breathed_s >= BREATH_S:
                breathed_s = now_s
                await asyncio.sleep(0)
        self._recording.on_view(view_of(self._engine))
        return world.finished

    def _advance(self, due_ns: int) -> None:
        """Take one step: to the next sample, the end or `due_ns`, whichever is first."""
        world = self._world
        sample_ns = self._start_ns + (self._samples + 1) * SAMPLE_NS
        end_ns = _NEVER_NS if self._is_stopping else self._end_ns
        world.advance_to(min(due_ns, sample_ns, end_ns))
        if world.now_ns >= sample_ns:
            self._sample()
        if world.now_ns >= end_ns:
            seconds = (self._end_ns - self._start_ns) / 1e9
            self.stop("end of the recording" if self._is_whole else f"{seconds:g} s of the recording are over")

    def _sample(self) -> None:
        self._samples += 1
        view = view_of(self._engine)
        self._recording.on_view(view)
        if self._samples % self._log_step == 0:
            self._lines.on_view(view)
