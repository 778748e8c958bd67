"""The same sockets on uvloop, whose transports are not asyncio's classes."""

import asyncio
from collections.abc import Callable, Coroutine
from importlib.util import find_spec
from typing import Any

import pytest
from tests.transport.test_http import Server, silent
from tests.transport.test_websocket_peers import Peer, served

from hyperquote.errors import TransportError
from hyperquote.transport.http import Http
from hyperquote.transport.websocket import open_socket

pytestmark = pytest.mark.skipif(find_spec("uvloop") is None, reason="uvloop is not installed")


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run on uvloop."""
    import uvloop  # noqa: PLC0415  an optional library

    async def checked() -> None:
        assert "uvloop" in type(asyncio.get_running_loop()).__module__
        await main()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(checked())


def test_requests_share_a_connection_and_one_that_is_given_up_closes_its_own() -> None:
    async def main() -> None:
        async with Server() as server, Http(server.url) as http:
            assert [await http.post("/info", b"{}") for _ in range(3)] == [b"{}"] * 3
            server.talk = silent
            await http.close()
            with pytest.raises(TransportError, match=r"within 0\.05 s: the outcome is unknown"):
                await http.post("/exchange", b"{}", timeout_s=0.05)
            await server.ended.wait()
            assert server.connections == 2

    run(main)


def test_nobody_there_and_no_such_host_are_told() -> None:
    async def main() -> None:
        for url in ("http://127.0.0.1:1", "http://no..name:80"):
            async with Http(url) as http:
                with pytest.raises(TransportError, match="nothing was sent"):
                    await http.post("/info", b"{}")

    run(main)


def test_a_websocket_waits_for_its_listener_answers_a_ping_and_closes() -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x02hi")
        assert await peer.hear() == (0x1, b"{}")
        peer.writer.write(b"\x89\x01?")
        assert await peer.hear() == (0xA, b"?")
        peer.writer.write(b"\x88\x02\x03\xe9")
        assert await peer.hear() == (0x8, b"\x03\xe9")

    async def main() -> None:
        heard: list[bytes] = []
        async with served(talk) as url:
            socket = await open_socket(url)
            await socket.send(b"{}")
            with pytest.raises(TransportError, match="code 1001"):
                await socket.listen(heard.extend)
            await socket.close()
        assert heard == [b"hi"]

    run(main)
