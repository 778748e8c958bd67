"""HTTP to one venue: bytes out, bytes in, and typed errors."""

from types import TracebackType
from typing import Self

import aiohttp

from hyperquote.errors import TransportError
from hyperquote.helpers import Network
from hyperquote.req import TOO_MANY_REQUESTS, checked_body
from hyperquote.transport.throttle import Throttle, shared_throttle

_HEADERS = {"Content-Type": "application/json"}


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
        self._timeout_s = timeout_s
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def post(self, path: str, body: bytes, timeout_s: float | None = None) -> bytes:
        """Post a JSON body and return the body of the answer.

        TransportError if there is no answer, ServerError for 5xx, RateLimited for 429, RequestRefused for other 4xx.
        """
        session = self._session or self._open()
        seconds = self._timeout_s if timeout_s is None else timeout_s
        url = self.network.url + path
        try:
            async with session.post(
                url,
                data=body,
                headers=_HEADERS,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                answer = await response.read()
        except aiohttp.ClientConnectorError as error:
            raise TransportError(f"no connection to {self.network.url}, so nothing was sent: {error}") from error
        except TimeoutError as error:
            raise TransportError(
                f"no answer from {url} within {seconds:g} s: the outcome is unknown, look before you repeat"
            ) from error
        except (aiohttp.ClientError, OSError) as error:
            raise TransportError(
                f"the connection to {url} broke ({error!r}): the outcome is unknown, look before you repeat"
            ) from error
        if response.status == TOO_MANY_REQUESTS and self.throttle is not None:
            self.throttle.exhaust()
        return checked_body(response.status, answer)

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
        self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def close(self) -> None:
        """Close all connections; the next post opens new ones."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
