"""One keep-alive connection of HTTP/1.1: one request, its answer, the next request."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from socket import SOCK_STREAM
from typing import TYPE_CHECKING, Final, TypeVar, cast
from urllib.parse import SplitResult, unquote

from hyperquote.transport.answer import Answer, AnswerReader, UnreadableAnswer

if TYPE_CHECKING:
    from ssl import SSLContext

P = TypeVar("P", bound=asyncio.Protocol)
_NEXT_ADDRESS_AFTER_S: Final = 0.25


class Connection(asyncio.Protocol):
    """Carries one request at a time; made by `connect`. A request is never repeated."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.is_open = False
        self.idle_since_s = 0.0  # on the clock of the loop
        self._loop: Final = loop
        self._reader: Final = AnswerReader()
        self._transport: asyncio.Transport | None = None
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
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport (asyncio's call)."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's has the methods, not the class
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        """Read on in the answer (asyncio's call)."""
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


async def connect(
    host: str, port: int, tls: "SSLContext | None", protocol: Callable[[asyncio.AbstractEventLoop], P]
) -> P:
    """Open a connection to the first address of a host that answers, and let a protocol have it; OSError if none does.

    The addresses are tried a quarter of a second after one another (RFC 8305): a broken IPv6 costs no more than that.
    """
    from aiohappyeyeballs import start_connection  # noqa: PLC0415  uvloop has nothing of the kind; loads in 10 ms

    loop = asyncio.get_running_loop()
    addresses = await loop.getaddrinfo(host, port, type=SOCK_STREAM)
    socket = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER_S, interleave=1, loop=loop)
    name = host if tls is not None else None
    try:
        made: P
        _, made = await loop.create_connection(lambda: protocol(loop), sock=socket, ssl=tls, server_hostname=name)
    except BaseException:
        socket.close()
        raise
    return made


@cache
def tls_context() -> "SSLContext":
    """Return what verifies a server as a browser does; made once, since it reads some hundred certificates."""
    from ssl import create_default_context  # noqa: PLC0415  a venue on this machine needs none

    context = create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def login_of(url: SplitResult) -> tuple[str, list[str]]:
    """Return the host of a URL as a request names it, and the header of the user and password in front of it."""
    login, _, host = url.netloc.rpartition("@")
    return host, [f"Authorization: Basic {b64encode(unquote(login).encode()).decode()}"] if login else []
