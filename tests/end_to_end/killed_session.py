"""A session to be killed: `python killed_session.py URL KEY` trades on a local exchange and says when it quotes."""

import asyncio
import sys

from tests.market_maker.infra.live_world import config

from hyperquote import Hyperliquid
from hyperquote.market_maker.commands import Command
from hyperquote.market_maker.events import Event, Outcome, PlaceReply
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.connection import Connection
from hyperquote.market_maker.infra.prepare import prepare
from hyperquote.market_maker.infra.runner import LiveRunner
from hyperquote.market_maker.port import Watcher


class Teller(Watcher):
    """Prints a line when something rests."""

    def on_event(self, event: Event) -> None:
        """Look for orders that rest."""
        if isinstance(event, PlaceReply) and any(each.status == Outcome.RESTING for each in event.outcomes):
            print("quoting", flush=True)

    def on_command(self, local_ns: int, command: Command) -> None:
        """Nothing to say."""


async def main(url: str, key: str) -> None:
    """Trade until killed."""
    settings = config()
    connection = Connection()
    async with Hyperliquid(url, key, watcher=connection) as hl:
        ready = await prepare(hl, settings)
        engine = build_market_maker(
            settings, ready.asset.grid, session=1, leverage=ready.leverage, maker_fee_rate=ready.maker_fee_rate
        )
        connection.runner = LiveRunner(engine, hl, ready.asset, [Teller()])
        await connection.runner.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
