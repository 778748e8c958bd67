"""One WebSocket, as small as it can be: open, send text, receive text, close. Every failure is a `TransportError`."""

import asyncio
from typing import Final

import aiohttp

from hyperquote.errors import TransportError

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024  # a full fills snapshot is about 1 MB
_TEXT: Final = aiohttp.WSMsgType.TEXT
_BINARY: Final = aiohttp.WSMsgType.BINARY
_CLOSE_WITHIN_S: Final = 1.0  # a dead peer does not answer the closing handshake either


class Socket:
    """An open WebSocket; made by `open_socket`."""

    def __init__(self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._session: Final = session
        self._socket: Final = socket

    async def send(self, text: bytes) -> None:
        """Send one text frame (UTF-8)."""
        try:
            await self._socket.send_str(text.decode())
        except (aiohttp.ClientError, OSError) as error:
            raise TransportError(f"the WebSocket broke while sending: {error}") from error

    async def receive(self) -> str | bytes:
        """Return the next frame; raises `TransportError` once there will be none."""
        message = await self._socket.receive()
        if message.type is _TEXT or message.type is _BINARY:
            data: str | bytes = message.data
            return data
        if message.type is aiohttp.WSMsgType.ERROR:
            raise TransportError(f"the WebSocket broke: {self._socket.exception()}")
        code = self._socket.close_code
        raise TransportError(f"the venue closed the WebSocket ({'without a code' if code is None else f'code {code}'})")

    async def close(self) -> None:
        """Close politely, but do not wait for a dead peer for more than a second."""
        try:
            await self._socket.close()
        finally:
            await self._session.close()


async def open_socket(url: str, timeout_s: float = 10.0) -> Socket:
    """Connect to `url` (ws, wss, http or https) or raise `TransportError`."""
    session = aiohttp.ClientSession()
    try:
        async with asyncio.timeout(timeout_s):  # also over a handshake that is never answered
            socket = await session.ws_connect(
                url,
                max_msg_size=MAX_MESSAGE_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_WITHIN_S),
            )
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        await session.close()
        raise TransportError(f"cannot open a WebSocket to {url}: {str(error) or type(error).__name__}") from error
    except BaseException:
        await session.close()
        raise
    return Socket(session, socket)
