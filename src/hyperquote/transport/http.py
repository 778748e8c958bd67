"""HTTP to one venue: bytes out, bytes in, and typed errors."""

import asyncio
from types import TracebackType
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from hyperquote.errors import TransportError
from hyperquote.helpers import Network
from hyperquote.req import TOO_MANY_REQUESTS, checked_body
from hyperquote.transport.answer import Answer, UnreadableAnswer
from hyperquote.transport.connection import Connection
from hyperquote.transport.link import connect, login_of, tls_context
from hyperquote.transport.throttle import Throttle, shared_throttle

_PORTS: Final = {"http": 80, "https": 443}
_IDLE_S: Final = 15.0  # a server may hang up on a connection that is idle for longer, just as we use it again


class Http:
    """One keep-alive connection pool to one venue. Opens on first use inside a running loop; close it after.

    A request is never repeated by itself: whether that is safe, only the caller can know. The clients above wait at
    `throttle` before they sign and post: on mainnet and testnet it is the process's own, elsewhere there is none.
    """

    def __init__(
        self,
        network: Network | str,
        *,
        timeout_s: float = 10.0,
        connections: int = 16,
        throttle: Throttle | None = None,
    ) -> None:
        self.network = network if isinstance(network, Network) else Network.of(network)
        self.throttle = throttle or shared_throttle(self.network)
        self._timeout_s: Final = timeout_s
        self._connections: Final = connections
        self._url: Final = urlsplit(self.network.url)
        self._heads: Final[dict[str, bytes]] = {}  # by path
        self._free = asyncio.Semaphore(connections)
        self._idle: list[Connection] = []  # the one used last at the end
        self._busy: set[Connection] = set()

    def __repr__(self) -> str:
        return f"Http({self.network.url!r})"

    def another(self) -> "Http":
        """Return a pool of its own to the same venue, so that nothing waits behind what goes over this one."""
        return Http(self.network, timeout_s=self._timeout_s, connections=self._connections, throttle=self.throttle)

    async def post(self, path: str, body: bytes, timeout_s: float | None = None) -> bytes:
        """Post a JSON body and return the body of the answer.

        TransportError if there is no answer, ServerError for 5xx, RateLimited for 429, RequestRefused for other 4xx.
        """
        seconds = self._timeout_s if timeout_s is None else timeout_s
        head = self._heads.get(path) or self._make_head(path)
        request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
        url = self.network.url
        is_sent = False
        try:
            async with asyncio.timeout(seconds), self._free:
                connection = self._take() or await self._open()
                is_sent = True
                answer = await self._ask(connection, request)
        except TimeoutError as error:
            fate = "the outcome is unknown, look before you repeat" if is_sent else "nothing was sent"
            raise TransportError(f"no answer from {url}{path} within {seconds:g} s: {fate}") from error
        except (OSError, UnicodeError, UnreadableAnswer) as error:  # UnicodeError: no name of a host
            if not is_sent:
                raise TransportError(f"no connection to {url}, so nothing was sent: {error}") from error
            raise TransportError(
                f"the connection to {url}{path} broke ({error!r}): the outcome is unknown, look before you repeat"
            ) from error
        if answer.status == TOO_MANY_REQUESTS and self.throttle is not None:
            self.throttle.exhaust()
        return checked_body(answer.status, answer.body)

    async def _ask(self, connection: Connection, request: bytes) -> Answer:
        self._busy.add(connection)
        try:
            return await connection.ask(request)
        finally:
            self._busy.discard(connection)
            if connection.is_open:
                connection.idle_since_s = asyncio.get_running_loop().time()
                self._idle.append(connection)

    def _take(self) -> Connection | None:
        """Return an idle connection that the server has hardly closed yet, the youngest first."""
        oldest_s = asyncio.get_running_loop().time() - _IDLE_S
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and connection.idle_since_s >= oldest_s:
                return connection
            connection.abort()
        return None

    async def _open(self) -> Connection:
        url = self._url
        host, port = url.hostname, url.port or _PORTS[url.scheme]
        assert host is not None  # or `Network` had refused it
        return await connect(host, port, tls_context() if url.scheme == "https" else None, Connection)

    def _make_head(self, path: str) -> bytes:
        head = self._heads[path] = _head(self._url, path)
        return head

    async def close(self) -> None:
        """Close all connections; the next post opens new ones."""
        for connection in (*self._idle, *self._busy):
            connection.abort()
        self._idle.clear()
        self._free = asyncio.Semaphore(self._connections)  # the old one may belong to a loop that ends
        await asyncio.sleep(0)  # the transports close in the loop's next turn

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _head(url: SplitResult, path: str) -> bytes:
    """Return the head of a request up to the length of its body."""
    host, login = login_of(url)
    lines = [
        f"POST {url.path}{path} HTTP/1.1",
        f"Host: {host}",
        "Accept: */*",
        "Accept-Encoding: gzip",
        "User-Agent: hyperquote",
        "Content-Type: application/json",
        *login,
    ]
    return "\r\n".join([*lines, "Content-Length: "]).encode()
