"""`GET /metrics` on a port of its own."""

import os
from collections.abc import Callable

from aiohttp import web

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra.exposition import CONTENT_TYPE


def metrics_app(page: Callable[[], str]) -> web.Application:
    """Return the web application that serves `page()` on each scrape."""

    async def scrape(_request: web.Request) -> web.Response:
        return web.Response(body=page().encode(), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.router.add_get("/metrics", scrape)
    return app


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


class MetricsServer:
    """Serves metrics while its `async with` block lasts. Port 0 switches it off."""

    def __init__(self, page: Callable[[], str], port: int, host: str = "127.0.0.1") -> None:
        self._app = metrics_app(page)
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where to scrape; "" while nothing listens."""
        return f"http://{self._host}:{self._port}/metrics" if self._runner else ""

    async def start(self) -> None:
        """Listen. Raises `ConfigError` when the address cannot be had."""
        if self._port == 0:
            return
        runner = web.AppRunner(self._app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise ConfigError(
                f"metrics cannot be served on {self._host}:{self._port} ({_reason(error)}). Choose another "
                "port with --metrics-port, or 0 to go without."
            ) from error
        self._runner = runner

    async def stop(self) -> None:
        """Close the port; scrapes under way are answered first."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def __aenter__(self) -> "MetricsServer":
        await self.start()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.stop()
