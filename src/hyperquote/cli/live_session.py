"""A session on a live venue: the exchange of our own, one that listens already, testnet or mainnet."""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from hyperquote.cli.embedded import EmbeddedExchange
from hyperquote.cli.faces import Terminal
from hyperquote.cli.kill_latch import KillLatch
from hyperquote.cli.session import Session, SessionPlace, World
from hyperquote.cli.venue import fund
from hyperquote.client import Hyperliquid
from hyperquote.errors import TransportError
from hyperquote.helpers import Network
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.connection import Connection
from hyperquote.market_maker.infra.instance_lock import InstanceLock
from hyperquote.market_maker.infra.journal import JournalReader, previous_session
from hyperquote.market_maker.infra.listing_watch import watch_listing
from hyperquote.market_maker.infra.prepare import prepare
from hyperquote.market_maker.infra.runner import LiveRunner
from hyperquote.signature.nonce import Nonces, state_directory
from hyperquote.signature.wallet import KEY_VARIABLE, KEYSTORE_VARIABLE, Wallet

_BEFORE_EXPIRY_S: Final = 300.0  # cancels must still be signed
PLAY_MONEY_USDC: Final = 10_000


async def run_live(
    config: Config,
    terminal: Terminal,
    latch: KillLatch,
    exchange: EmbeddedExchange | None,
    *,
    duration_s: float | None,
    chosen_ports: frozenset[str],
) -> int:
    """Trade `config.trading.asset` on `exchange`, or else on the configured network; return the exit code."""
    network = Network.of(config.network.network) if exchange is None else await exchange.network()
    wallet = await _wallet(network, terminal, config.network.network)
    connection = Connection()
    account = config.network.account_address or None
    # a throw-away key has no second process; any other may, and the venue counts nonces per key
    nonces = None if network.name == "local" else Nonces.shared(wallet.address)
    async with AsyncExitStack() as stack:
        client = Hyperliquid(network, wallet, account_address=account, nonces=nonces, watcher=connection)
        hl = await stack.enter_async_context(client)
        if network.name != "local":  # there a second session is free to trade; elsewhere not even set the leverage
            traded = (await hl.identify()).account  # an agent and its master trade the same one
            stack.enter_context(InstanceLock(state_directory() / "live", network.name, traded))
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
        world = World("live", config.network.network, exchange.seed if exchange else None, time.time_ns(), chosen_ports)
        session = Session(config, terminal, place, world, engine, latch)
        runner = LiveRunner(
            engine,
            hl,
            prepared.asset,
            session.watchers,
            liquidators=config.cascade.addresses,
            kill_file=latch.wish,
        )
        connection.runner = runner
        stack.enter_context(_ends(runner, prepared.expires_ms))
        listing = asyncio.create_task(watch_listing(hl, prepared.asset, prepared.leverage, runner.stop))
        stack.callback(listing.cancel)
        try:
            return await session.conduct(runner, duration_s)
        finally:
            connection.runner = None  # nobody listens any more when the feeds are closed


@contextmanager
def _ends(runner: LiveRunner, expires_ms: int | None) -> Iterator[None]:
    """Obey the kill signal, and stop in time before the key can sign no more."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, AttributeError):  # Windows has no such signal
        loop.add_signal_handler(signal.SIGUSR1, partial(runner.stop, "kill signal (SIGUSR1)", is_kill=True))
    timer = None
    if expires_ms is not None:
        left_s = expires_ms / 1e3 - time.time() - _BEFORE_EXPIRY_S
        timer = loop.call_later(max(left_s, 0.0), runner.stop, "the agent key is about to expire")
    try:
        yield
    finally:
        if timer is not None:
            timer.cancel()
        with suppress(NotImplementedError, AttributeError):
            loop.remove_signal_handler(signal.SIGUSR1)


async def _wallet(network: Network, terminal: Terminal, name: str) -> Wallet:
    """Return the key to trade with: where money is free, one that nobody needs afterwards."""
    has_key = KEY_VARIABLE in os.environ or KEYSTORE_VARIABLE in os.environ
    if name == "local" or (name == "localhost" and not has_key):
        wallet = Wallet.from_key(secrets.token_hex(32))
        await _fund(network, wallet.address)
        money = f"{PLAY_MONEY_USDC:,}".replace(",", " ")
        terminal.say(f"local exchange {network.url}, a throw-away key with {money} USDC of play money")
        return wallet
    return Wallet.from_env()


async def _fund(network: Network, address: str) -> None:
    """Let play money appear in an account of a local exchange."""
    try:
        await fund(network, address, str(PLAY_MONEY_USDC))
    except TransportError:
        raise TransportError(
            f"nothing answers at {network.url}. Start an exchange there with `hyperquote exchange`, "
            "or use --network local to have one started for this session"
        ) from None


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
