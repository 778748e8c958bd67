"""A live session against a local exchange in this process: real sockets, a market that warms beliefs up in a second."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from hyperquote import Hyperliquid
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.reply import Reply
from hyperquote.local_exchange.rules import Rules
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms
from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.config import Config, load
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import Event
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.connection import Connection
from hyperquote.market_maker.infra.prepare import prepare
from hyperquote.market_maker.infra.runner import LiveRunner
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.tracking.cloid import is_ours
from hyperquote.signature.wallet import Wallet

BTC = 0
OURS = Wallet.from_key("0x" + "42" * 32)
MAKER, TAKER, VISITOR = ("0x" + digit * 40 for digit in "abc")
TICK = 10  # price units: one dollar
LEVELS = 10
WARM = {
    "min_volume_ticks": 2,
    "min_l2_updates": 2,
    "min_microprice_obs": 2,
    "microprice_sample_ms": 10,
    "microprice_horizon_ms": 50,
}


def config(**sections: dict[str, Any]) -> Config:
    """Two quotes 5 bps from the mid, behind the market's own, after a second of warm-up."""
    defaults: dict[str, dict[str, Any]] = {
        "trading": {"target_liquidity": 0.01, "max_absolute_position_size": 0.05},
        "strategy": {"strategy_type": "symmetric", "half_spread_bps": 5.0},
        "estimator": WARM,
    }
    for name, values in sections.items():
        defaults[name] = defaults.get(name, {}) | values
    return load(None, defaults)


class Bustle(Participant):
    """A book of ten levels a side around a price that steps to and fro, and a trade in every block."""

    def __init__(self) -> None:
        self._blocks = 0

    def step(self, exchange: LocalExchange, now_ms: int) -> None:
        """Quote anew, and trade a little on alternating sides."""
        core = exchange.core
        self._blocks += 1
        if self._blocks == 1:
            for account in (MAKER, TAKER, VISITOR):
                exchange.fund(account, 1_000_000_000, now_ms)
        core.cancel_all(MAKER, "canceled", now_ms)
        bid = 1_100_000 + TICK * (self._blocks // 3 % 3)
        for level in range(LEVELS):
            away = 10 * TICK * level
            core.place(MAKER, BTC, True, bid - away, 20_000, "Gtc", False, "", now_ms)
            core.place(MAKER, BTC, False, bid + TICK + away, 20_000, "Gtc", False, "", now_ms)
        is_buy = self._blocks % 2 == 0
        px = bid + TICK if is_buy else bid
        core.place(TAKER, BTC, is_buy, px, 3_000 + 100 * (self._blocks % 7), "Ioc", False, "", now_ms)


class MoodyGateway(Gateway):
    """`mood` stands before every action: it gets the body and what would be done, and decides."""

    def __init__(self, exchange: LocalExchange) -> None:
        super().__init__(exchange)
        self.mood: Callable[[bytes, Callable[[], Reply]], Reply] | None = None

    def action(self, body: bytes, now_ms: int) -> Reply:
        """Act, or not."""
        act = super().action
        return act(body, now_ms) if self.mood is None else self.mood(body, lambda: act(body, now_ms))


class HeldServer(ExchangeServer):
    """Keeps requests on their way for as long as a test holds them."""

    def __init__(self, gateway: Gateway, *, block_ms: int) -> None:
        super().__init__(gateway, block_ms=block_ms)
        self.holds: Callable[[bytes], bool] = lambda _body: False
        self.held = asyncio.Semaphore(0)  # one for each request that waits
        self.release = asyncio.Event()

    async def _exchange(self, request: web.Request) -> web.Response:
        if self.holds(await request.read()):
            self.held.release()
            await self.release.wait()
        return await super()._exchange(request)


class Diary(Watcher):
    """Remembers all that happened, and lets a test wait for more."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.commands: list[Command] = []
        self._news = asyncio.Event()

    def on_event(self, event: Event) -> None:
        """Write down a fact."""
        self.events.append(event)
        self._news.set()

    def on_command(self, local_ns: int, command: Command) -> None:
        """Write down a wish."""
        self.commands.append(command)
        self._news.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Return as soon as `is_so`, looked at after each piece of news."""
        while not is_so():
            self._news.clear()
            await self._news.wait()


class Venue:
    """The exchange, as a test may look at it and push it."""

    def __init__(self, schedule_volume_usd: int = 0) -> None:
        rules = Rules(
            book_interval_ms=100, fast_book_interval_ms=50, schedule_volume_micro=schedule_volume_usd * 1_000_000
        )
        self.exchange = LocalExchange(wall_ms(), rules=rules)
        self.exchange.add_participant(Bustle())
        self.exchange.faucet(OURS.address, "10000", wall_ms())
        self.gateway = MoodyGateway(self.exchange)
        self.server = HeldServer(self.gateway, block_ms=20)
        self.url = ""

    def ours(self) -> list[str]:
        """Return the client ids of what rests of ours."""
        return [order.cloid for order in self.exchange.open_orders(OURS.address) if is_ours(order.cloid)]

    def lots(self) -> int:
        """Return our position."""
        return self.exchange.house.position(OURS.address, BTC).lots

    def sell_into_our_bid(self, lots: int) -> int:
        """Let a visitor sell through the book into our best bid; return how many lots of ours traded."""
        best = max(order.px_units for order in self.exchange.open_orders(OURS.address) if order.is_buy)
        before = self.lots()
        core = self.exchange.core
        ahead = sum(level.lots for level in core.levels(BTC, True, 50) if level.px_units > best)
        core.place(VISITOR, BTC, False, best, ahead + lots, "Ioc", False, "", wall_ms())
        return self.lots() - before

    def cut(self) -> None:
        """Break every WebSocket as pulled cables would."""
        for connection in self.server.connections.values():
            connection.close()


@asynccontextmanager
async def venue(schedule_volume_usd: int = 0) -> AsyncIterator[Venue]:
    """Open an exchange on a free port; a test that hangs fails after half a minute.

    `schedule_volume_usd`: what an account must have traded before it may have a dead man's switch.
    """
    opened = Venue(schedule_volume_usd)
    port = await opened.server.start()
    opened.url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(30):
            yield opened
    finally:
        await opened.server.close()


class LiveSession:
    """A session under way."""

    def __init__(self, engine: MarketMaker, runner: LiveRunner, diary: Diary, hl: Hyperliquid) -> None:
        self.engine = engine
        self.runner = runner
        self.diary = diary
        self.hl = hl
        self.end = asyncio.create_task(runner.run())

    async def quotes(self, venue: Venue, count: int = 2) -> None:
        """Wait until that many orders of ours rest."""
        await self.diary.until(lambda: len(venue.ours()) >= count)


@asynccontextmanager
async def session(
    venue: Venue,
    settings: Config | None = None,
    *,
    number: int = 1,
    watchers: Sequence[Watcher] = (),
    strategy: QuotingStrategy | None = None,
    last_resort_s: float = 30.0,
    kill_file: Path | None = None,
) -> AsyncIterator[LiveSession]:
    """Start trading; what still runs at the end of the block is cancelled."""
    settings = settings or config()
    connection = Connection()
    async with Hyperliquid(venue.url, OURS, watcher=connection) as hl:
        ready = await prepare(hl, settings)
        engine = build_market_maker(
            settings,
            ready.asset.grid,
            session=number,
            leverage=ready.leverage,
            maker_fee_rate=ready.maker_fee_rate,
            strategy=strategy,
        )
        diary = Diary()
        runner = LiveRunner(
            engine,
            hl,
            ready.asset,
            [diary, *watchers],
            last_resort_s=last_resort_s,
            kill_file=kill_file,
            liquidators=settings.cascade.addresses,
        )
        connection.runner = runner
        live = LiveSession(engine, runner, diary, hl)
        try:
            yield live
        finally:
            live.end.cancel()
            await asyncio.gather(live.end, return_exceptions=True)
