"""`hyperquote exchange`: a local exchange that any Hyperliquid client can trade on."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from hyperquote import __version__, build
from hyperquote.backtest.reader import read_tape, sz_decimals
from hyperquote.book.queue import DEFAULT_QUEUE, QueueModel, queue_model
from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.consts import LOCAL_PORT
from hyperquote.errors import ConfigError
from hyperquote.local_exchange.builder_dex import default_dexs
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.faults.plan import load_plan
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.listing import Listing, default_listings
from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.matching.price_time import PriceTimeMarket
from hyperquote.local_exchange.oracle import IMPACT_USD
from hyperquote.local_exchange.rules import BOOK_INTERVAL_MS, Rules
from hyperquote.local_exchange.server.app import BLOCK_MS, ExchangeServer, wall_ms
from hyperquote.local_exchange.server.garbage import prefer_short_pauses
from hyperquote.local_exchange.shadow.market import ShadowMarket
from hyperquote.local_exchange.spot_listing import default_pairs
from hyperquote.local_exchange.traders.crowd import live_through, populate
from hyperquote.simulation.tape_player import TapePlayer

MARKETS = ("crowd", "empty", "tape")
PAST_MS = 60_000  # what a crowd has traded before anyone comes: recent trades, candles, a mark that has settled
UNKNOWN_COIN_TABLE = 10  # ten times leverage for a recorded coin that the default list does not know

log = structlog.get_logger("local_exchange")


def build_exchange(
    start_ms: int,
    market: str = "crowd",
    seed: int = 0,
    tape: Path | None = None,
    speed: float = 1.0,
    rules: Rules | None = None,
    scenario: str | None = None,
    queue: str | None = None,
) -> LocalExchange:
    """Return an exchange with the named market on it. Raises ConfigError for options that do not fit together."""
    if market not in MARKETS:
        raise ConfigError(f"there is no market called {market!r}; choose one of {', '.join(MARKETS)}")
    if (tape is None) == (market == "tape"):
        raise ConfigError("--market tape needs --tape with a recording, and --tape needs --market tape")
    if not speed > 0:
        raise ConfigError(f"--speed must be positive, not {speed:g}")
    if scenario is not None and market != "crowd":
        raise ConfigError(f"--scenario is for --market crowd: the {market} market has nobody to play one")
    if queue is not None and market != "tape":
        raise ConfigError("--queue is for --market tape: elsewhere the exchange knows who is ahead of whom")
    if tape is not None:
        return _with_tapes(start_ms, tape, speed, seed, rules, queue_model(queue or DEFAULT_QUEUE))
    if market == "empty":
        return LocalExchange(
            start_ms, market_name=market, seed=seed, rules=rules, dexs=default_dexs(), pairs=default_pairs()
        )
    exchange = LocalExchange(
        start_ms - PAST_MS, market_name=market, seed=seed, rules=rules, dexs=default_dexs(), pairs=default_pairs()
    )
    populate(exchange, seed)
    live_through(exchange, start_ms - PAST_MS, start_ms, BLOCK_MS)
    if scenario is not None:
        exchange.set_scenario(scenario, start_ms)
    return exchange


def run_exchange(
    host: str = "127.0.0.1",
    port: int = LOCAL_PORT,
    market: str = "crowd",
    seed: int = 0,
    tape: Path | None = None,
    speed: float = 1.0,
    block_ms: int = BLOCK_MS,
    book_interval_ms: int = BOOK_INTERVAL_MS,
    venue_limits: bool = False,
    blocks: bool = False,
    until_eof: bool = False,
    scenario: str | None = None,
    queue: str | None = None,
    faults: Path | None = None,
    data: Path | None = None,
) -> None:
    """Serve a local exchange until Ctrl-C or SIGTERM, or until standard input ends if `until_eof`.

    Raises ConfigError if the port is taken or the options do not fit together, JournalError if the state in `data`
    cannot be had.
    """
    if block_ms < 1 or book_interval_ms < 1:
        raise ConfigError("--block-ms and --book-interval-ms are at least 1")
    plan = None if faults is None else load_plan(faults)
    options = MarketOptions(
        market=market,
        seed=seed,
        tape=None if tape is None else str(tape),
        speed=speed,
        scenario=scenario,
        queue=queue,
        book_interval_ms=book_interval_ms,
        venue_limits=venue_limits,
        blocks=blocks,
    )
    journal = None
    if data is None:
        gateway = begin(options, wall_ms())
    else:
        gateway, journal = open_journal(data, options, wall_ms(), begin)
    is_tape = gateway.exchange.market_name not in MARKETS  # there --speed is that of the recording
    server = ExchangeServer(
        gateway,
        block_ms=block_ms,
        venue_limits=venue_limits,
        speed=1.0 if is_tape else speed,
        faults=plan,
        journal=journal,
        is_own_process=True,
    )
    prefer_short_pauses()
    main = _serve(server, host, port, until_eof)
    with suppress(KeyboardInterrupt):
        try:
            import uvloop  # noqa: PLC0415
        except ImportError:
            asyncio.run(main)
        else:
            uvloop.run(main)


def begin(options: MarketOptions, start_ms: int) -> Gateway:
    """Return a new exchange; the same options and time give the same one."""
    interval_ms = options.book_interval_ms
    rules = Rules.strict(interval_ms) if options.venue_limits else Rules(book_interval_ms=interval_ms)
    rules.blocks = options.blocks
    tape = None if options.tape is None else Path(options.tape)
    return Gateway(
        build_exchange(
            start_ms, options.market, options.seed, tape, options.speed, rules, options.scenario, options.queue
        )
    )


async def _serve(server: ExchangeServer, host: str, port: int, until_eof: bool) -> None:
    bound = await server.start(host, port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: there Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(name, stop.set)
    if until_eof:
        _call_at_eof(stop.set)
    exchange = server.gateway.exchange
    coins = " ".join(listing.name for listing in exchange.listings.values())
    print(
        f"local exchange http://{host}:{bound}  hyperquote {__version__} {build.NAME} · "
        f"{exchange.market_name} market, seed {exchange.seed} · {coins}",
        flush=True,
    )
    try:
        await stop.wait()
        log.info("stopping", open_orders=exchange.open_order_count, accounts=exchange.account_count)
    finally:
        await server.close()
    log.info("stopped", checksum=exchange.checksum())


def _call_at_eof(call: Callable[[], None]) -> None:
    """Call when standard input ends: a parent that dies, however suddenly, closes its end of the pipe."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        with suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(call)

    threading.Thread(target=wait, name="until end of input", daemon=True).start()


def _with_tapes(
    start_ms: int, folder: Path, speed: float, seed: int, rules: Rules | None, queues: QueueModel
) -> LocalExchange:
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {folder}: a recording is a folder with trades.parquet and l2.parquet")
    parts = (
        [folder] if any(folder.glob("trades*.parquet")) else sorted(each for each in folder.iterdir() if each.is_dir())
    )
    tapes = {part.name.upper(): read_tape(part) for part in parts}
    if not tapes:
        raise ConfigError(f"{folder} holds no recording: expected trades.parquet in it or in its folders")
    known = {listing.name: listing for listing in default_listings()}
    for coin, tape in tapes.items():
        listed = known.get(coin)
        known[coin] = Listing(
            coin,
            listed.sz_decimals if listed else sz_decimals(tape),
            listed.margin_table_id if listed else UNKNOWN_COIN_TABLE,
            tape.first_mid(),
            listed.impact_usd if listed else IMPACT_USD,
        )
    markets = {coin: ShadowMarket(queues) for coin in tapes}

    def market_of(listing: Listing) -> Market:
        return markets.get(listing.name) or PriceTimeMarket()

    name = f"tape {folder.name}"
    listings = list(known.values())
    exchange = LocalExchange(start_ms, listings, market_of=market_of, market_name=name, seed=seed, rules=rules)
    for coin, tape in tapes.items():
        exchange.add_participant(TapePlayer(exchange.ids[coin], tape, markets[coin], speed))
    return exchange
