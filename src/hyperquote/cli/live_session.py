"""A session on a live venue: the exchange of our own, one that listens already, testnet or mainnet."""

import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from hyperquote.cli.embedded import embedded_exchange, fund
from hyperquote.cli.faces import Terminal
from hyperquote.cli.kill_latch import KillLatch
from hyperquote.cli.session import Session, SessionPlace, World
from hyperquote.client import Hyperliquid
from hyperquote.helpers import Network
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.journal import JournalReader, previous_session
from hyperquote.market_maker.infra.prepare import prepare
from hyperquote.market_maker.infra.runner import Connection, LiveRunner
from hyperquote.signature.wallet import KEY_VARIABLE, Wallet

DEFAULT_SEED: Final = 7
PLAY_MONEY_USDC: Final = 10_000


async def run_live(
    config: Config,
    terminal: Terminal,
    latch: KillLatch,
    *,
    duration_s: float | None,
    seed: int | None,
    market: str | None,
    is_metrics_port_chosen: bool,
) -> int:
    """Trade `config.trading.asset` on the configured network; return the exit code."""
    if config.network.network == "local" and seed is None:
        seed = DEFAULT_SEED
    async with _venue(config, terminal, seed, market) as (network, wallet):
        connection = Connection()
        account = config.network.account_address or None
        async with Hyperliquid(network, wallet, account_address=account, watcher=connection) as hl:
            prepared = await prepare(hl, config)
            sessions_dir = Path(config.logging.sessions_dir)
            _mention_the_last(sessions_dir, terminal, config)
            place = SessionPlace(sessions_dir)
            engine = build_market_maker(
                config,
                prepared.asset.grid,
                session=place.number,
                leverage=prepared.leverage,
                maker_fee_rate=prepared.maker_fee_rate,
            )
            world = World("live", config.network.network, seed, time.time_ns(), is_metrics_port_chosen)
            session = Session(config, terminal, place, world, engine, latch)
            runner = LiveRunner(engine, hl, prepared.asset, session.watchers)
            connection.runner = runner
            try:
                return await session.conduct(runner, duration_s)
            finally:
                connection.runner = None  # nobody listens any more when the feeds are closed


@asynccontextmanager
async def _venue(
    config: Config, terminal: Terminal, seed: int | None, market: str | None
) -> AsyncIterator[tuple[Network, Wallet]]:
    """Yield where to trade, and the key to trade with: on the exchange of our own one that nobody needs afterwards."""
    name = config.network.network
    if seed is not None:
        terminal.say("starting a local exchange …")
        async with embedded_exchange(seed, market) as network:
            yield network, await _play_wallet(network, terminal)
    elif name == "localhost" and KEY_VARIABLE not in os.environ:
        network = Network.of(name)
        yield network, await _play_wallet(network, terminal)
    else:
        yield Network.of(name), Wallet.from_env()


async def _play_wallet(network: Network, terminal: Terminal) -> Wallet:
    """Make a key and give it money."""
    wallet = Wallet.from_key(secrets.token_hex(32))
    await fund(network, wallet.address, PLAY_MONEY_USDC)
    money = f"{PLAY_MONEY_USDC:,}".replace(",", " ")
    terminal.say(f"local exchange {network.url}, a throw-away key with {money} USDC of play money")
    return wallet


def _mention_the_last(sessions_dir: Path, terminal: Terminal, config: Config) -> None:
    """Say if the session before died with orders out; the engine finds and removes them by the venue's list."""
    last = previous_session(sessions_dir)
    if last is None:
        return
    reader = JournalReader(last)
    try:
        left = len(reader.open_or_unknown_orders())
        is_here = reader.info.world == "live" and reader.info.network == config.network.network != "local"
        if is_here and reader.finished_ms is None and left:
            terminal.warn(f"session {reader.info.session_id} died with up to {left} orders out; they are removed first")
    finally:
        reader.close()
