"""A local exchange with a crowd in a thread of its own, for what brings its own event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hyperquote.cli.exchange import build_exchange
from hyperquote.local_exchange.gateway import Gateway
from hyperquote.local_exchange.server.app import ExchangeServer, wall_ms


@contextmanager
def running_exchange() -> Iterator[str]:
    """Yield the URL of an exchange that runs while the block does."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[ExchangeServer, int]:
        gateway = Gateway(build_exchange(wall_ms(), seed=1))
        gateway.make_block(wall_ms())  # the crowd is there before the first question
        server = ExchangeServer(gateway)
        return server, await server.start()

    server, port = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
