"""One keep-alive connection of HTTP/1.1: one request, its answer, the next request."""

import asyncio
from typing import Final

from hyperquote.transport.answer import Answer, AnswerReader, UnreadableAnswer
from hyperquote.transport.link import Link


class Connection(Link):
    """Carries one request at a time; made by `connect`. A request is never repeated."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.is_open = False
        self.idle_since_s = 0.0  # on the clock of the loop
        self._reader: Final = AnswerReader()
        self._waiter: asyncio.Future[Answer] | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send one request and return its answer.

        OSError if the connection breaks first, UnreadableAnswer for what is no HTTP. After these, and where the
        caller stops waiting, the connection is closed: an answer that comes late must not meet the next request.
        """
        transport = self._transport
        if transport is None or not self.is_open:
            raise ConnectionResetError("the connection was closed before the request")
        waiter: asyncio.Future[Answer] = self._loop.create_future()
        self._waiter = waiter
        transport.write(request)
        try:
            answer = await waiter
        except BaseException:
            self.abort()
            raise
        finally:
            self._waiter = None
        if not answer.keeps_open:
            self.abort()
        return answer

    def abort(self) -> None:
        """Close at once; whoever waits for an answer hears that there will be none."""
        self.is_open = False
        super().abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport (asyncio's call)."""
        super().connection_made(transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        """Read on in the answer."""
        waiter = self._waiter
        if waiter is None or waiter.done():
            self.abort()  # nobody asked
            return
        try:
            answer = self._reader.feed(data)
        except UnreadableAnswer as error:
            waiter.set_exception(error)
            return
        if answer is not None:
            waiter.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Complete the answer that ends with the connection, or say that there will be none (asyncio's call)."""
        self.is_open = False
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if exc is not None:
            waiter.set_exception(exc)
            return
        try:
            waiter.set_result(self._reader.end())
        except UnreadableAnswer as error:
            waiter.set_exception(ConnectionResetError(str(error)))
