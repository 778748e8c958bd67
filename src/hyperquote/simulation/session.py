"""One simulated session: the market maker as it trades, on virtual time, on an exchange that is made to misbehave."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, cast

from msgspec import Struct

from hyperquote.client import Hyperliquid
from hyperquote.errors import HyperquoteError
from hyperquote.helpers import Network
from hyperquote.local_exchange.changes import SetLeverage
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.injector import Injected
from hyperquote.local_exchange.faults.plan import FaultPlan, load_plan
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.rules import Rules
from hyperquote.market_maker.commands import Command, Note
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import Disconnected, Event
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.connection import Connection
from hyperquote.market_maker.infra.prepare import prepare
from hyperquote.market_maker.infra.runner import LiveRunner
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.snapshot import view_of
from hyperquote.market_maker.view import View
from hyperquote.signature.nonce import Nonces
from hyperquote.signature.wallet import Wallet
from hyperquote.simulation.invariants import Checker, Violation
from hyperquote.simulation.market import MARKETS, Wanderer
from hyperquote.simulation.swarm import swarm
from hyperquote.simulation.virtual_time import START_MS, VirtualClock, VirtualLoop
from hyperquote.simulation.wire import URL, Lag, Line, SimulatedHttp, Venue
from hyperquote.ws.client import WsManager
from hyperquote.ws.watcher import Watcher as SocketWatcher

if TYPE_CHECKING:
    from hyperquote.transport.websocket import Socket

KEY: Final = "0x" + "42" * 32  # of an account that exists nowhere else
BALANCE_USDC: Final = "10000"
CALM_S: Final = 60.0  # without faults, after which everything must be whole again
_STOP_S: Final = 60.0
_LOOK_EVERY_S: Final = 10.0


class Scene(Struct, frozen=True):
    """What is simulated: equal scenes run equally, to the last bit."""

    seed: int
    length_s: float = 1_800.0  # with faults; then `CALM_S` without
    plan: FaultPlan | None = None  # None: nothing goes wrong
    kills: int = 0  # how often the process dies without a word and is started again
    market: str = "calm"  # one of `MARKETS`


class Told(Struct, frozen=True):
    """One line of a session's story: when (s), and what."""

    at_s: float
    topic: str
    text: str


class Outcome(Struct):
    """How a session went."""

    seed: int
    length_s: float
    violations: list[Violation]
    looks: dict[str, int]
    faults: dict[str, int]
    met: dict[str, int]  # "fault × state of an order": how often
    checksum: int
    fills: int
    placed: int
    rejected: int
    gaps: int
    repairs_s: list[float]
    pnl_usd: float
    stops_s: list[float]  # from the wish to stop to the last order gone
    is_clean: bool
    killed_by: list[str]
    story: list[Told]


class Life:
    """One process: from its start to its end, or to the moment it is killed."""

    def __init__(self, world: "SimulatedWorld", number: int) -> None:
        self._world: Final = world
        self.line: Final = Line()
        self.engine: MarketMaker | None = None
        self.runner: LiveRunner | None = None
        self.checker: Checker | None = None
        self._number: Final = number

    async def live(self) -> bool:
        """Start, trade until asked to stop; return whether it ended clean. Raises what keeps it from starting."""
        world = self._world
        wallet = Wallet.from_key(KEY)
        connection = Connection()
        http = WitnessedHttp(world.venue, self.line, self)
        feeds = self._feeds(connection)
        nonces = Nonces(world.clock.now_ms)
        async with Hyperliquid(Network.of(URL), wallet, http=http, ws=feeds, nonces=nonces) as hl:
            prepared = await prepare(hl, world.config)
            engine = build_market_maker(
                world.config,
                prepared.asset.grid,
                session=world.scene.seed * 16 + self._number,
                leverage=prepared.leverage,
                maker_fee_rate=prepared.maker_fee_rate,
            )
            self.engine = engine
            self.checker = Checker(world.exchange, engine, hl.exchange.account_address, KEY[2:], world.loop)
            watchers: list[Watcher] = [world.scribe, self.checker]
            world.scribe.engine = engine
            self.runner = LiveRunner(
                engine, hl, prepared.asset, watchers, now_ns=world.clock.now_ns, deep=self._feeds(None)
            )
            connection.runner = self.runner
            try:
                return (await self.runner.run()).is_clean
            finally:
                connection.runner = None

    def _feeds(self, watcher: SocketWatcher | None) -> WsManager:
        world = self._world
        random = Random(f"{world.scene.seed}/{self._number}/{watcher is None}")
        return WsManager(URL, watcher=watcher, clock=world.clock, random=random, open_with=self._open)

    async def _open(self, _url: str) -> "Socket":
        return cast("Socket", await self._world.venue.open(self.line))  # it has the methods, not the class


class WitnessedHttp(SimulatedHttp):
    """Lets the checker of a life see every request before it leaves."""

    def __init__(self, venue: Venue, line: Line, life: Life, timeout_s: float = 10.0) -> None:
        super().__init__(venue, line, timeout_s)
        self._life: Final = life

    def another(self) -> "WitnessedHttp":
        """Return another one over the same line."""
        return WitnessedHttp(self._venue, self._line, self._life, self._longest_s)

    async def post(self, path: str, body: bytes, timeout_s: float | None = None) -> bytes:
        """Show it, then send it."""
        if self._life.checker is not None:
            self._life.checker.post(path, body)
        return await super().post(path, body, timeout_s)


class Scribe(Watcher):
    """Writes the story of a session, and what its figures need."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.story: Final[list[Told]] = []
        self.met: Final[Counter[str]] = Counter()
        self.repairs_s: Final[list[float]] = []
        self.engine: MarketMaker | None = None
        self._loop: Final = loop
        self._open_gap = False

    def tell(self, topic: str, text: str) -> None:
        """Write a line."""
        self.story.append(Told(round(self._loop.time(), 3), topic, text))

    def on_fault(self, entry: Injected) -> None:
        """A fault strikes: note which states our orders are in."""
        self.tell("fault", f"{entry.fault} {entry.what}")
        if self.engine is not None:
            states = {order.state for order in self.engine.holdings.orders.open()} or {"none"}
            for state in states:
                self.met[f"{entry.fault} × {state}"] += 1

    def on_event(self, event: Event) -> None:
        """Follow the gaps."""
        if isinstance(event, Disconnected):
            self._open_gap = True

    def on_command(self, local_ns: int, command: Command) -> None:
        """Keep what the engine says."""
        if isinstance(command, Note):
            self.tell(command.topic, command.text)

    def on_view(self, view: View) -> None:
        """Learn how long a repair took once it is done."""
        engine = self.engine
        if self._open_gap and engine is not None and not engine.lifecycle.reasons():
            self._open_gap = False
            self.repairs_s.append(engine.lifecycle.repair_ns / 1e9)


class SimulatedWorld:
    """The venue, the network, and one life of the market maker after another."""

    def __init__(self, scene: Scene, config: Config, loop: VirtualLoop) -> None:
        self.scene: Final = scene
        self.config: Final = config
        self.loop: Final = loop
        self.clock: Final = VirtualClock(loop)
        self.exchange: Final = LocalExchange(START_MS, rules=Rules(), seed=scene.seed)
        self.scribe: Final = Scribe(loop)
        self.venue: Final = Venue(
            loop, Gateway(self.exchange), Lag(Random(f"{scene.seed}/lag")), on_fault=self.scribe.on_fault
        )
        self.exchange.add_participant(Wanderer(0, scene.seed, **MARKETS[scene.market]))
        self.account: Final = Wallet.from_key(KEY).address
        self.exchange.faucet(self.account, BALANCE_USDC, START_MS)
        self._lives: Final[list[Life]] = []
        self._stops_s: Final[list[float]] = []
        self._killed_by: Final[list[str]] = []

    async def run(self) -> Outcome:
        """Go through the whole scene."""
        blocks = asyncio.create_task(self._make_blocks(), name="blocks")
        try:
            is_clean = await self._trade(blocks)
        finally:
            blocks.cancel()
        return self._outcome(is_clean)

    async def _make_blocks(self) -> None:
        async for number in self.venue.blocks_made():
            life = self._lives[-1] if self._lives else None
            checker = life.checker if life is not None else None
            if checker is not None:
                checker.look_at_venue(self.clock.now_ns())
                if number % 50 == 0:
                    checker.look_at_tasks()

    async def _trade(self, blocks: "asyncio.Task[None]") -> bool:
        scene = self.scene
        random = Random(f"{scene.seed}/kills")
        deaths = sorted(random.uniform(0.1, 0.95) * scene.length_s for _ in range(scene.kills))
        if scene.plan is not None:
            self.venue.injector.add(scene.plan, self.clock.now_ms())
        for at_s in deaths:
            if await self._live(at_s, blocks) is not None:
                return await self._finish_early()
        ended = await self._live(scene.length_s, blocks, is_last=True)
        return ended if ended is not None else False

    async def _live(self, until_s: float, blocks: "asyncio.Task[None]", *, is_last: bool = False) -> bool | None:
        """Let a process live until it is killed, or to the end; None when it was killed by us."""
        life = Life(self, len(self._lives) + 1)
        self._lives.append(life)
        self.scribe.tell("process", f"life {len(self._lives)} begins")
        task = asyncio.create_task(self._started(life), name=f"life {len(self._lives)}")
        waits = {task, blocks}
        await asyncio.wait(waits, timeout=until_s - self.loop.time(), return_when=asyncio.FIRST_COMPLETED)
        if blocks.done():
            await blocks
        if task.done():
            return self._ended(task)
        if not is_last:
            life.line.cut()
            self.scribe.tell("process", "killed without a word")
            await _buried(task)
            return None
        self.venue.injector.clear()
        self._set_leverage_back(life)
        self.scribe.tell("process", f"no more faults: {CALM_S:g} s to be whole again")
        await asyncio.wait(waits, timeout=CALM_S, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return self._ended(task)
        if life.checker is not None and life.runner is not None:
            life.checker.quiesced()
            self._look_at_quotes(life)
            asked_s = self.loop.time()
            life.runner.stop("the scene is over")
            await asyncio.wait(waits, timeout=_STOP_S, return_when=asyncio.FIRST_COMPLETED)
            self._stops_s.append(self.loop.time() - asked_s)
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            return False
        return self._ended(task)

    async def _started(self, life: Life) -> bool:
        """Live; a start that fails is tried again, as an operator or a supervisor would."""
        while True:
            try:
                return await life.live()
            except HyperquoteError as problem:
                self.scribe.tell("process", f"ended: {problem}")
                if life.runner is not None:
                    raise
                await asyncio.sleep(5.0)

    def _set_leverage_back(self, life: Life) -> None:
        """As the owner does who reads why nothing is quoted."""
        engine = life.engine
        if engine is None:
            return
        asset = self.exchange.ids[self.config.trading.asset]
        wanted = engine.settings.leverage
        if self.exchange.leverage(self.account, asset) != wanted:
            change = SetLeverage(user=self.account, asset=asset, leverage=wanted)
            self.scribe.tell("owner", self.venue.gateway.change(change, self.venue.now_ms))

    def _look_at_quotes(self, life: Life) -> None:
        """A minute after the last fault we quote again, or say why not."""
        engine, checker = life.engine, life.checker
        assert engine is not None
        assert checker is not None
        view = view_of(engine)
        quotes = bool(checker.our_orders())
        explained = bool(view.kill_reasons) or view.mode != "open" or bool(view.warmup)
        checker.look("live", quotes or explained, f"no quotes {CALM_S:g} s after the last fault: {view.gates}")

    def _ended(self, task: "asyncio.Task[bool]") -> bool:
        try:
            return task.result()
        except HyperquoteError as problem:
            self._killed_by.append(str(problem))
            return False

    async def _finish_early(self) -> bool:
        """A process ended by itself before its time, by a kill switch or a refusal: nothing of it may be left."""
        self.venue.injector.clear()
        await asyncio.sleep(CALM_S)
        return True

    def _outcome(self, is_clean: bool) -> Outcome:
        violations = [each for life in self._lives if life.checker is not None for each in life.checker.violations]
        looks: Counter[str] = Counter()
        for life in self._lives:
            if life.checker is not None:
                looks.update(life.checker.looks)
        left = self.exchange.open_orders(self.account)
        looks["end"] += 1
        if is_clean and left:
            violations.append(
                Violation("end", round(self.loop.time(), 3), f"{len(left)} orders left after a clean stop")
            )
        engines = [life.engine for life in self._lives if life.engine is not None]
        return Outcome(
            seed=self.scene.seed,
            length_s=self.loop.time(),
            violations=violations,
            looks=dict(looks),
            faults=dict(self.venue.injector.counts),
            met=dict(self.scribe.met),
            checksum=_mixed(engine.checksum.value for engine in engines) if engines else 0,
            fills=sum(engine.holdings.fills for engine in engines),
            placed=sum(engine.holdings.orders.placed for engine in engines),
            rejected=sum(engine.holdings.orders.rejected for engine in engines),
            gaps=sum(engine.lifecycle.gaps for engine in engines),
            repairs_s=self.scribe.repairs_s,
            pnl_usd=sum(engine.judge.total_usd for engine in engines),
            stops_s=self._stops_s,
            is_clean=is_clean,
            killed_by=[*self._killed_by, *(reason for engine in engines for reason in engine.kill_switch.reasons)],
            story=self.scribe.story,
        )


def simulate(scene: Scene, config: Config) -> Outcome:
    """Run a scene from its beginning to its end and return how it went."""
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(SimulatedWorld(scene, config, loop).run())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
        gc.collect()


def scene_of(
    seed: int, *, length_s: float, faults: str = "swarm", kills: int | None = None, market: str = "mixed"
) -> Scene:
    """Return the scene of a seed: what is not said is drawn. `faults` is "none", "swarm" or the file of a plan.

    Raises `ConfigError` for a plan that cannot be read and `ValueError` for a market that is not one of `MARKETS`.
    """
    random = Random(f"{seed}/scene")
    drawn_kills = random.choice([0, 0, 1, 2])
    drawn_market = random.choice(list(MARKETS))
    if market not in {"mixed", *MARKETS}:
        raise ValueError(f"there is no market {market!r}; there are mixed, {', '.join(MARKETS)}")
    if faults == "none":
        plan = None
    elif faults == "swarm":
        plan = swarm(seed, length_s, Wallet.from_key(KEY).address)
    else:
        plan = load_plan(Path(faults))
    if kills is None:
        kills = drawn_kills if faults == "swarm" else 0
    return Scene(seed, length_s, plan, kills, drawn_market if market == "mixed" else market)


async def _buried(task: "asyncio.Task[bool]") -> None:
    """End a process whose line is cut: whatever it still tries reaches nobody."""
    task.cancel()
    with suppress(asyncio.CancelledError, HyperquoteError):
        await asyncio.wait({task}, timeout=_STOP_S)


def _mixed(values: Iterable[int]) -> int:
    mixed = 0
    for value in values:
        mixed = (mixed * 1_000_003 + value) % (1 << 61)
    return mixed
