"""One WebSocket, as small as it can be: open, send text, hear messages, close. Every failure is a `TransportError`."""

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha1
from typing import Final, NoReturn
from urllib.parse import SplitResult, urlsplit

from hyperquote.errors import TransportError
from hyperquote.transport.answer import END_OF_HEAD, MAX_HEAD_BYTES, UnreadableAnswer, parsed_head
from hyperquote.transport.frames import CLOSE, NORMAL, PING, PONG, TEXT, BadFrame, FrameReader, close_code, frame
from hyperquote.transport.link import Link, connect, login_of, tls_context

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024  # a full fills snapshot is about 1 MB
_CLOSE_WITHIN_S: Final = 1.0  # a dead peer does not answer the closing handshake either
_SWITCHING_PROTOCOLS: Final = 101
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # of RFC 6455
_PORTS: Final = {"ws": 80, "http": 80, "wss": 443, "https": 443}


class Socket(Link):
    """An open WebSocket; made by `open_socket`. Pings are answered by itself."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._frames: Final = FrameReader(MAX_MESSAGE_BYTES)
        self._head = b""  # of the answer to our handshake, then what came behind it
        self._shaken: asyncio.Future[bytes] | None = loop.create_future()  # None once hands are shaken
        self._on_messages: Callable[[list[bytes]], None] | None = None
        self._error: Exception | None = None  # why there will be no more messages
        self._over: Final = asyncio.Event()  # when there is such an error
        self._closed: Final = asyncio.Event()
        self._writable: Final = asyncio.Event()
        self._is_closing = False  # we have sent a closing frame

    async def shake_hands(self, request: bytes, key: bytes) -> None:
        """Send the request of the opening handshake and check the answer; OSError or UnreadableAnswer if it fails."""
        transport, shaken = self._transport, self._shaken
        assert transport is not None
        assert shaken is not None
        transport.write(request)
        _check_answer(await shaken, key)
        self._shaken = None
        transport.pause_reading()  # until somebody listens

    async def send(self, text: bytes) -> None:
        """Send one text frame (UTF-8)."""
        if self._transport is None or self._over.is_set() or self._is_closing:
            raise TransportError(f"the WebSocket broke while sending: {self._error or 'it is closed'}")
        self._transport.write(frame(TEXT, text, os.urandom(4)))
        if not self._writable.is_set():
            await self._writable.wait()

    async def listen(self, on_messages: Callable[[list[bytes]], None]) -> NoReturn:
        """Call with the messages of each read, oldest first and within the reading, until there will be none.

        Raises `TransportError` then, or what `on_messages` raised. To be called once.
        """
        self._on_messages = on_messages
        try:
            if self._transport is not None and not self._closed.is_set():
                self._transport.resume_reading()
            early, self._head = self._head, b""
            self.data_received(early)
            await self._over.wait()
        finally:
            self._on_messages = None
        assert self._error is not None
        raise self._error

    async def close(self) -> None:
        """Close politely, but do not wait for a dead peer for more than a second."""
        transport = self._transport
        if transport is None:
            return
        try:
            if not self._closed.is_set():
                transport.resume_reading()  # in case nobody has listened
                self._send_close(NORMAL)
                async with asyncio.timeout(_CLOSE_WITHIN_S):
                    await self._closed.wait()
        except TimeoutError:
            pass
        finally:
            self.abort()
        await self._closed.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport (asyncio's call)."""
        super().connection_made(transport)
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._shaken is not None:
            self._read_head(data, self._shaken)
            return
        if self._error is not None and not self._is_closing:
            return
        try:
            messages = self._frames.feed(data)
        except BadFrame as error:
            self._end(TransportError(f"the WebSocket broke: {error}"))
            self._send_close(error.code)
            self.abort()
            return
        try:
            if messages and self._on_messages is not None:  # else whoever listened has left
                self._on_messages(messages)
        except Exception as error:  # of the listener: `listen` raises it where it is called
            self._end(error)
            self._on_messages = None
        if self._frames.controls:
            self._obey()

    def pause_writing(self) -> None:
        """Let senders wait: the peer reads too slowly (asyncio's call)."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let senders go on (asyncio's call)."""
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everybody that there will be nothing more (asyncio's call)."""
        if self._shaken is not None and not self._shaken.done():
            self._shaken.set_exception(exc or ConnectionResetError("the server closed the connection"))
        end = f"the WebSocket broke: {exc}" if exc is not None else _closed_with(None)
        self._end(TransportError(end))
        self._writable.set()
        self._closed.set()

    def _read_head(self, data: bytes, shaken: asyncio.Future[bytes]) -> None:
        self._head += data
        if shaken.done():
            return  # frames that came with the head, before `shake_hands` has read it
        head, end, rest = self._head.partition(END_OF_HEAD)
        if end:
            self._head = rest
            shaken.set_result(head)
        elif len(head) > MAX_HEAD_BYTES:
            shaken.set_exception(UnreadableAnswer(f"a head of more than {MAX_HEAD_BYTES} bytes"))

    def _obey(self) -> None:
        """Do what the control frames want."""
        assert self._transport is not None
        for opcode, payload in self._frames.controls:
            if opcode == PING and not self._is_closing:
                self._transport.write(frame(PONG, payload, os.urandom(4)))
            elif opcode == CLOSE:
                code = close_code(payload)
                self._end(TransportError(_closed_with(code)))
                self._send_close(code or NORMAL)
                self._transport.close()
                break
        self._frames.controls.clear()

    def _send_close(self, code: int) -> None:
        if not self._is_closing and self._transport is not None:
            self._is_closing = True
            self._transport.write(frame(CLOSE, code.to_bytes(2, "big"), os.urandom(4)))

    def _end(self, error: Exception) -> None:
        if self._error is None:
            self._error = error
            self._over.set()


async def open_socket(url: str, timeout_s: float = 10.0) -> Socket:
    """Connect to `url` (ws, wss, http or https) or raise `TransportError`."""
    try:
        async with asyncio.timeout(timeout_s):  # also over a handshake that is never answered
            parts = urlsplit(url)
            port = parts.port or _PORTS[parts.scheme]
            is_safe = _PORTS[parts.scheme] == 443
            socket = await connect(parts.hostname or "", port, tls_context() if is_safe else None, Socket)
            key = b64encode(os.urandom(16))
            try:
                await socket.shake_hands(_request(parts, key), key)
            except BaseException:
                socket.abort()
                raise
    except (OSError, ValueError, KeyError) as error:  # ValueError: an answer or a URL that is none
        raise TransportError(f"cannot open a WebSocket to {url}: {str(error) or type(error).__name__}") from error
    return socket


def _request(url: SplitResult, key: bytes) -> bytes:
    """Return the request of the opening handshake."""
    host, login = login_of(url)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key.decode()}",
        "Sec-WebSocket-Version: 13",
        "User-Agent: hyperquote",
        *login,
    ]
    return "\r\n".join([*lines, "\r\n"]).encode()


def _check_answer(head: bytes, key: bytes) -> None:
    """Raise UnreadableAnswer unless the server has agreed to speak WebSocket, with us and now."""
    parsed = parsed_head(head)
    if parsed.status != _SWITCHING_PROTOCOLS:
        raise UnreadableAnswer(f"the server answered HTTP {parsed.status} instead of a WebSocket")
    said = dict(parsed.headers)
    if said.get(b"upgrade", b"").lower() != b"websocket" or b"upgrade" not in said.get(b"connection", b"").lower():
        raise UnreadableAnswer("the server switches to some other protocol")
    if said.get(b"sec-websocket-accept") != b64encode(sha1(key + _GUID).digest()):  # noqa: S324  as the RFC has it
        raise UnreadableAnswer("the server's answer is not to our handshake")
    if b"sec-websocket-extensions" in said or b"sec-websocket-protocol" in said:
        raise UnreadableAnswer("the server wants an extension that was not offered")


def _closed_with(code: int | None) -> str:
    return f"the venue closed the WebSocket ({'without a code' if code is None else f'code {code}'})"
