"""A program for test_killed_between_snapshots: an exchange on the folder named, that takes a snapshot all the time."""

import asyncio
import sys
from pathlib import Path

from hyperquote.cli.exchange import begin
from hyperquote.cli.exchange_data import MarketOptions, open_journal
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms


async def main() -> None:
    """Serve until killed."""
    gateway, journal = open_journal(Path(sys.argv[1]), MarketOptions(market="empty"), wall_ms(), begin)
    server = ExchangeServer(gateway, block_ms=10, journal=journal, snapshot_s=0.02)
    print(f"listening {await server.start()}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
