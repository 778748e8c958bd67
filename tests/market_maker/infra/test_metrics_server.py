import socket

import aiohttp
import pytest

from hyperquote.errors import ConfigError
from hyperquote.market_maker.infra.metrics_server import MetricsServer


def taken() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


async def test_a_scrape_gets_the_page_as_it_is_now() -> None:
    pages = iter(["first 1\n", "second 2\n"])
    with taken() as listener:
        port: int = listener.getsockname()[1]
    async with MetricsServer(lambda: next(pages), port) as server, aiohttp.ClientSession() as http:
        async with http.get(server.url) as reply:
            assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            assert await reply.text() == "first 1\n"
        async with http.get(server.url) as reply:
            assert await reply.text() == "second 2\n"
    assert server.url == ""


async def test_port_zero_means_no_server() -> None:
    async with MetricsServer(str, 0) as server:
        assert server.url == ""


async def test_a_taken_port_says_what_to_do() -> None:
    with taken() as listener, pytest.raises(ConfigError, match="--metrics-port"):
        await MetricsServer(str, listener.getsockname()[1]).start()
