"""A TCP connection, with TLS or without: how it is opened, and how bytes reach whoever reads them."""

import asyncio
from abc import abstractmethod
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from socket import SOCK_STREAM
from typing import TYPE_CHECKING, Final, TypeVar, cast
from urllib.parse import SplitResult, unquote

if TYPE_CHECKING:
    from ssl import SSLContext

_NEXT_ADDRESS_AFTER_S: Final = 0.25
_READ_BYTES: Final = 64 * 1024  # less than what malloc asks the system for, and gives back, each time


class Link(asyncio.BufferedProtocol):
    """One end of a connection; made by `connect`.

    It reads into memory of its own: asyncio would ask the system for as much, and give it back, at each read.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop: Final = loop
        self._transport: asyncio.Transport | None = None
        self._view: Final = memoryview(bytearray(_READ_BYTES))

    @abstractmethod
    def data_received(self, data: bytes) -> None:
        """Take bytes that came."""

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport (asyncio's call)."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's has the methods, not the class

    def get_buffer(self, sizehint: int) -> memoryview:
        """Say where to read to (asyncio's call)."""
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """Take what was read (asyncio's call)."""
        self.data_received(bytes(self._view[:nbytes]))


L = TypeVar("L", bound=Link)


async def connect(host: str, port: int, tls: "SSLContext | None", link: Callable[[asyncio.AbstractEventLoop], L]) -> L:
    """Open a connection to the first address of a host that answers, and let a link have it; OSError if none does.

    The addresses are tried a quarter of a second after one another (RFC 8305): a broken IPv6 costs no more than that.
    """
    from aiohappyeyeballs import start_connection  # noqa: PLC0415  uvloop has nothing of the kind; loads in 10 ms

    loop = asyncio.get_running_loop()
    addresses = await loop.getaddrinfo(host, port, type=SOCK_STREAM)
    socket = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER_S, interleave=1, loop=loop)
    name = host if tls is not None else None
    try:
        made: L
        _, made = await loop.create_connection(lambda: link(loop), sock=socket, ssl=tls, server_hostname=name)
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
