"""A WebSocket against servers that do, byte by byte, what a test wants."""

import asyncio
import base64
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hyperquote.errors import TransportError
from hyperquote.transport import websocket as module
from hyperquote.transport.link import tls_context
from hyperquote.transport.websocket import Socket, open_socket

CERTIFICATE = Path(__file__).with_name("localhost.pem")
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
Talk = Callable[["Peer"], Awaitable[None]]


class Peer:
    """The server's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.request = b""

    async def hear_request(self) -> bytes:
        """Read the opening handshake and return the right answer to its key."""
        self.request = await self.reader.readuntil(b"\r\n\r\n")
        key = self.request.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0]
        return base64.b64encode(hashlib.sha1(key + GUID).digest())

    async def shake_hands(self, more: bytes = b"") -> None:
        """Agree to speak WebSocket, and say `more` in the same breath."""
        accept = await self.hear_request()
        self.writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + more
        )

    async def hear(self) -> tuple[int, bytes]:
        """Return opcode and payload of the next short frame of the client, which must be masked."""
        first, second = await self.reader.readexactly(2)
        assert second & 0x80, "a client masks its frames"
        key = await self.reader.readexactly(4)
        data = await self.reader.readexactly(second & 0x7F)
        return first & 0x0F, bytes([byte ^ key[place % 4] for place, byte in enumerate(data)])


@asynccontextmanager
async def served(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server whose every connection talks like that; yields its URL. What a test finds wrong in there is raised."""
    wrong: list[BaseException] = []
    writers = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await talk(Peer(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        except AssertionError as error:
            wrong.append(error)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    scheme = "wss" if tls else "ws"
    yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws?v=1"
    server.close()
    for writer in writers:
        writer.transport.abort()
    await server.wait_closed()
    assert not wrong, wrong


async def heard_by(socket: Socket, error: str) -> list[bytes]:
    """All messages until the end of a socket, which must read like `error`."""
    heard: list[bytes] = []
    with pytest.raises(TransportError, match=error):
        await socket.listen(heard.extend)
    await socket.close()
    return heard


async def test_the_handshake_says_what_it_must() -> None:
    requests = []

    async def talk(peer: Peer) -> None:
        await peer.shake_hands()
        requests.append(peer.request)

    async with served(talk) as url:
        await heard_by(await open_socket(url.replace("127", "me:pw@127")), "without a code")
    lines = requests[0].split(b"\r\n")
    assert lines[0] == b"GET /ws?v=1 HTTP/1.1"
    assert {b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13"} <= set(lines)
    assert b"Host: " + url.split("/")[2].encode() in lines
    assert b"Authorization: Basic bWU6cHc=" in lines


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "HTTP 503 instead"),
        (
            b"HTTP/1.1 101 So\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %b\r\n\r\n",
            "other protocol",
        ),
        (b"HTTP/1.1 101 So\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: %b\r\n\r\n", "other protocol"),
        (
            b"HTTP/1.1 101 So\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x%b\r\n\r\n",
            "not to our handshake",
        ),
        (b"HTTP/1.1 101 So\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "not to our handshake"),
        (
            b"HTTP/1.1 101 So\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %b\r\n"
            b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
            "not offered",
        ),
        (b"SSH-2.0\r\n\r\n", "no status line"),
        (b"HTTP/1.1 101 So\r\nX: " + b"x" * 70_000, "a head of more than"),
        (b"", "closed the connection"),
    ],
    ids=["503", "h2c", "no connection", "wrong accept", "no accept", "extension", "ssh", "endless", "silent"],
)
async def test_a_handshake_that_fails_says_why(answer: bytes, words: str) -> None:
    async def talk(peer: Peer) -> None:
        peer.writer.write(answer.replace(b"%b", await peer.hear_request()))

    async with served(talk) as url:
        with pytest.raises(TransportError, match=f"cannot open.*{words}"):
            await open_socket(url)


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1", "ftp://127.0.0.1", "ws://127.0.0.1:x", "ws://", "ws://no..name"])
async def test_no_address_is_a_transport_error(url: str) -> None:
    with pytest.raises(TransportError, match="cannot open a WebSocket"):
        await open_socket(url)


async def test_what_comes_with_the_handshake_waits_for_whoever_listens() -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x02hi\x81\x05th")
        peer.writer.write(b"ere")
        await peer.writer.drain()
        peer.writer.write(b"\x88\x02\x03\xe9")
        await peer.hear()

    async with served(talk) as url:
        socket = await open_socket(url)
        await asyncio.sleep(0)
        assert await heard_by(socket, "code 1001") == [b"hi", b"there"]


async def test_a_ping_is_answered_with_its_words_and_a_close_with_its_code() -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands()
        peer.writer.write(b"\x89\x03abc")
        assert await peer.hear() == (0xA, b"abc")
        peer.writer.write(b"\x8a\x00\x88\x02\x03\xf3")
        assert await peer.hear() == (0x8, b"\x03\xf3")
        assert await peer.reader.read() == b""

    async with served(talk) as url:
        assert await heard_by(await open_socket(url), "code 1011") == []


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [(b"\x81\x81\x00\x00\x00\x00x", 1002, "does not mask"), (b"\x81\x7f" + b"\x01" * 8, 1009, "more than")],
    ids=["masked", "too long"],
)
async def test_a_server_that_breaks_the_protocol_is_told_and_left(data: bytes, code: int, words: str) -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x01a" + data)
        assert await peer.hear() == (0x8, code.to_bytes(2, "big"))

    async with served(talk) as url:
        await heard_by(await open_socket(url), words)


async def test_closing_is_polite_to_a_peer_that_is_too() -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x01a")
        assert await peer.hear() == (0x8, b"\x03\xe8")
        peer.writer.write(b"\x81\x01b\x88\x02\x03\xe8")
        assert await peer.reader.read() == b""

    async with served(talk) as url:
        socket = await open_socket(url)
        await socket.close()
        await socket.close()
        with pytest.raises(TransportError, match="while sending"):
            await socket.send(b"{}")


async def test_closing_does_not_wait_for_a_dead_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands()
        assert await peer.hear() == (0x8, b"\x03\xe8")
        await asyncio.Event().wait()

    monkeypatch.setattr(module, "_CLOSE_WITHIN_S", 0.05)
    async with served(talk) as url:
        socket = await open_socket(url)
        async with asyncio.timeout(5):
            await socket.close()


async def test_an_error_of_the_listener_is_raised_where_it_listens() -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x01a")
        await peer.reader.read()

    def fail(messages: list[bytes]) -> None:
        raise ZeroDivisionError

    async with served(talk) as url:
        socket = await open_socket(url)
        with pytest.raises(ZeroDivisionError):
            await socket.listen(fail)
        socket.abort()
        await socket.close()


async def test_whoever_stops_listening_hears_no_more() -> None:
    go_on = asyncio.Event()

    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x01a")
        await go_on.wait()
        peer.writer.write(b"\x81\x01b\x89\x00")
        assert await peer.hear() == (0xA, b"")

    heard: list[bytes] = []
    async with served(talk) as url:
        socket = await open_socket(url)
        task = asyncio.create_task(socket.listen(heard.extend))
        async with asyncio.timeout(5):
            while not heard:  # noqa: ASYNC110  a listener has no event
                await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await heard_out(socket)
    assert heard == [b"a"]


async def heard_out(socket: Socket) -> None:
    """Wait until the server has closed the connection."""
    async with asyncio.timeout(5):
        await socket._closed.wait()


async def flood(socket: Socket) -> None:
    """Send for ever."""
    while True:
        await socket.send(b"x" * 1_000_000)


async def test_a_sender_waits_for_a_peer_that_reads_slowly_and_hears_of_its_end() -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands()
        await asyncio.Event().wait()

    async with served(talk) as url:
        socket = await open_socket(url)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(flood(socket), 0.2)
        last = asyncio.create_task(socket.send(b"x"))
        await asyncio.sleep(0)
        assert not last.done()
        socket.abort()
        await last  # sent as far as anybody can know
        with pytest.raises(TransportError, match="while sending"):
            await socket.send(b"{}")


async def test_over_tls_a_venue_must_prove_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(peer: Peer) -> None:
        await peer.shake_hands(b"\x81\x01a")

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    async with served(talk, context) as url:
        with pytest.raises(TransportError, match="CERTIFICATE_VERIFY_FAILED"):
            await open_socket(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        tls_context.cache_clear()
        assert await heard_by(await open_socket(url), "without a code") == [b"a"]
    tls_context.cache_clear()
