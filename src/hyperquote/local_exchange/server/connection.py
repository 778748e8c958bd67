"""One WebSocket: frames wait in a bounded line, and a reader that cannot keep up is let go."""

import asyncio
from collections import deque

from aiohttp import WSCloseCode, WSMsgType, web

WAITING_FRAMES = 4_096
WAITING_BYTES = 32 << 20


class Connection:
    """The sending half of a client's socket. `offer` never waits; one task writes in order."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.BaseTransport | None,
        waiting_frames: int = WAITING_FRAMES,
    ) -> None:
        self._socket = socket
        self._transport = transport
        self._waiting: deque[bytes | int] = deque()  # an int is the close code that ends the line
        self._waiting_frames = waiting_frames
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self.last_sent_s = asyncio.get_running_loop().time()
        self.closing = False

    def offer(self, frame: bytes) -> None:
        """Queue a frame; a client with too many waiting is dropped rather than served late or in part."""
        if self.closing:
            return
        if len(self._waiting) >= self._waiting_frames or self._waiting_bytes > WAITING_BYTES:
            self.close()
            if isinstance(self._transport, asyncio.WriteTransport):
                self._transport.abort()  # its buffers are full: a polite close would wait behind them
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        self._wake.set()

    def end(self, code: int) -> None:
        """Close the connection with this code once everything before was sent; 1006 breaks it off."""
        self._waiting.append(code)
        self._wake.set()

    def close(self) -> None:
        """Forget what waits and let the writer end the connection."""
        self.closing = True
        self._waiting.clear()
        self._wake.set()

    async def write(self) -> None:
        """Send what is offered, in order, until the connection is closed or breaks."""
        loop = asyncio.get_running_loop()
        waiting = self._waiting
        while not self.closing:
            await self._wake.wait()
            self._wake.clear()
            while waiting:
                frame = waiting.popleft()
                if isinstance(frame, int):
                    await self._end(frame)
                    return
                self._waiting_bytes -= len(frame)
                try:
                    await self._socket.send_frame(frame, WSMsgType.TEXT)
                except ConnectionError:
                    self.close()
                    return
                self.last_sent_s = loop.time()
        await self._socket.close(code=WSCloseCode.GOING_AWAY, drain=False)

    async def _end(self, code: int) -> None:
        self.close()
        if code == WSCloseCode.ABNORMAL_CLOSURE and isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
        else:
            await self._socket.close(code=code, drain=False)
