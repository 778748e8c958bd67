import asyncio

import pytest
from aiohttp import web

from hyperquote.errors import TransportError
from hyperquote.transport.websocket import open_socket


async def echo_once(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_str(await socket.receive_str())
    await socket.close(code=1001)
    return socket


async def test_text_goes_out_and_comes_back_and_the_end_is_an_error_with_its_code() -> None:
    app = web.Application()
    app.router.add_get("/ws", echo_once)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    socket = await open_socket(f"ws://127.0.0.1:{runner.addresses[0][1]}/ws")
    await socket.send("σ".encode())
    heard: list[bytes] = []
    with pytest.raises(TransportError, match="code 1001"):
        await socket.listen(heard.extend)
    assert heard == ["σ".encode()]
    with pytest.raises(TransportError, match="while sending"):
        await socket.send(b"late")
    await socket.close()
    await socket.close()
    await runner.cleanup()


async def test_nobody_there_is_a_transport_error() -> None:
    with pytest.raises(TransportError, match="cannot open"):
        await open_socket("ws://127.0.0.1:9/ws")


async def test_what_is_no_websocket_is_a_transport_error() -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with pytest.raises(TransportError, match="404"):
        await open_socket(f"ws://127.0.0.1:{runner.addresses[0][1]}/ws")
    await runner.cleanup()


async def test_a_handshake_that_is_never_answered_is_given_up() -> None:
    kept = []

    def ignore(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept.append(writer)

    async with await asyncio.start_server(ignore, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TransportError, match="TimeoutError"):
            await open_socket(f"ws://127.0.0.1:{port}/ws", timeout_s=0.05)
    for writer in kept:
        writer.close()
