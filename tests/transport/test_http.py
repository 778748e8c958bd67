"""The HTTP client against servers that do on a socket exactly what a test wants."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hyperquote.errors import RateLimited, RequestRefused, ServerError, TransportError
from hyperquote.transport import http as module
from hyperquote.transport.http import Http
from hyperquote.transport.link import tls_context

CERTIFICATE = Path(__file__).with_name("localhost.pem")  # of nobody but this test, and its key
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Talk = Callable[["Server", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def request_of(reader: asyncio.StreamReader) -> bytes:
    """One whole request."""
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(int(head.rpartition(b"Content-Length: ")[2]))


async def polite(server: "Server", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer whatever is asked, for ever."""
    while True:
        server.requests.append(await request_of(reader))
        writer.write(REPLY)


class Server:
    """A socket on the loopback that talks as it was told, and counts."""

    def __init__(self, talk: Talk = polite, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.talk = talk
        self.connections = 0
        self.requests: list[bytes] = []
        self.ended = asyncio.Event()  # a conversation is over
        self._tls = tls
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> "Server":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            await self.talk(self, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.ended.set()


async def until(is_so: Callable[[], object]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0)


async def silent(server: "Server", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Listen, and say nothing until the client leaves."""
    server.requests.append(await request_of(reader))
    await reader.read()


def once(data: bytes) -> Talk:
    """Say this to the first request of a connection, and hang up."""

    async def talk(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.requests.append(await request_of(reader))
        writer.write(data)

    return talk


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


async def test_a_request_says_what_it_must_and_no_more(server: Server) -> None:
    async with Http(server.url) as http:
        assert await http.post("/info", b'{"type":"meta"}') == b"{}"
    assert server.requests == [
        b"POST /info HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
        b'User-Agent: hyperquote\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"type":"meta"}'
        % server.port
    ]


async def test_a_proxy_in_front_may_have_a_path_and_want_a_password(server: Server) -> None:
    async with Http(f"http://me:a%3Ab@127.0.0.1:{server.port}/hl/") as http:
        await http.post("/exchange", b"{}")
    assert server.requests[0].startswith(b"POST /hl/exchange HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % server.port)
    assert b"\r\nAuthorization: Basic bWU6YTpi\r\n" in server.requests[0]


async def test_requests_share_a_connection_one_after_the_other(server: Server) -> None:
    async with Http(server.url) as http:
        for _ in range(3):
            await http.post("/info", b"{}")
    assert (server.connections, len(server.requests)) == (1, 3)


async def test_requests_at_once_have_a_connection_each_up_to_the_limit(server: Server) -> None:
    async with Http(server.url, connections=3) as http:
        assert await asyncio.gather(*[http.post("/info", b"{}") for _ in range(10)]) == [b"{}"] * 10
    assert (server.connections, len(server.requests)) == (3, 10)


async def test_waiting_for_a_connection_is_part_of_the_time_and_nothing_was_sent() -> None:
    async with Server(silent) as server, Http(server.url, connections=1) as http:
        first = asyncio.create_task(http.post("/info", b"{}"))
        await until(lambda: server.requests)
        with pytest.raises(TransportError, match="nothing was sent"):
            await http.post("/exchange", b"{}", timeout_s=0.05)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await server.ended.wait()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(429, RateLimited), (422, RequestRefused), (502, ServerError)], ids=["429", "422", "502"]
)
async def test_a_refusal_is_a_typed_error_and_the_connection_stays(status: int, error: type[Exception]) -> None:
    async def refuse(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            server.requests.append(await request_of(reader))
            writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 4\r\n\r\nno\r\n" % status)

    async with Server(refuse) as server, Http(server.url) as http:
        for _ in range(2):
            with pytest.raises(error, match=f"{status}.*no"):
                await http.post("/info", b"{}")
        assert server.connections == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 200 OK\r\n", REPLY[:-1], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"],
    ids=["at once", "in the head", "in the body", "between chunks"],
)
async def test_a_connection_that_ends_in_an_answer_leaves_the_outcome_unknown_and_nothing_is_repeated(
    data: bytes,
) -> None:
    async with Server(once(data)) as server, Http(server.url) as http:
        with pytest.raises(TransportError, match="outcome is unknown"):
            await http.post("/exchange", b"{}")
        assert len(server.requests) == 1
        server.talk = polite
        assert await http.post("/exchange", b"{}") == b"{}"


async def test_what_is_no_http_leaves_the_outcome_unknown_and_the_connection_is_closed() -> None:
    async with Server(once(b"SSH-2.0-OpenSSH\r\n\r\n")) as server, Http(server.url) as http:
        with pytest.raises(TransportError, match=r"no status line.*outcome is unknown"):
            await http.post("/exchange", b"{}")
        await server.ended.wait()


async def test_an_answer_that_ends_with_its_connection_is_whole() -> None:
    async with Server(once(b"HTTP/1.1 200 OK\r\n\r\n[1]")) as server, Http(server.url) as http:
        assert await http.post("/info", b"{}") == b"[1]"
        assert await http.post("/info", b"{}") == b"[1]"
        assert server.connections == 2


async def test_a_server_that_wants_to_close_is_left() -> None:
    async def last(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.requests.append(await request_of(reader))
        writer.write(REPLY.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        await reader.read()  # until the client leaves

    async with Server(last) as server, Http(server.url) as http:
        for _ in range(2):
            assert await http.post("/info", b"{}") == b"{}"
        assert server.connections == 2


async def test_a_connection_that_the_server_closed_while_idle_is_not_used_again() -> None:
    async with Server(once(REPLY)) as server, Http(server.url) as http:
        assert await http.post("/info", b"{}") == b"{}"
        await server.ended.wait()
        await until(lambda: not http._idle[0].is_open)
        assert await http.post("/info", b"{}") == b"{}"
        assert server.connections == 2


async def test_a_connection_that_was_idle_for_long_is_not_used_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Http(server.url) as http:
        await http.post("/info", b"{}")
        monkeypatch.setattr(module, "_IDLE_S", -1.0)
        await http.post("/info", b"{}")
    assert server.connections == 2


async def test_what_nobody_asked_for_is_no_answer_to_the_next_request() -> None:
    is_time = asyncio.Event()

    async def chatty(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.requests.append(await request_of(reader))
        writer.write(REPLY)
        await is_time.wait()
        writer.write(REPLY.replace(b"{}", b"[]"))
        await reader.read()

    async with Server(chatty) as server, Http(server.url) as http:
        assert await http.post("/info", b"{}") == b"{}"
        is_time.set()
        await until(lambda: not http._idle[0].is_open)
        server.talk = polite
        assert await http.post("/info", b"{}") == b"{}"


async def test_an_answer_that_comes_too_late_does_not_meet_the_next_request() -> None:
    async with Server(silent) as server, Http(server.url) as http:
        with pytest.raises(TransportError, match=r"within 0\.05 s: the outcome is unknown"):
            await http.post("/exchange", b"{}", timeout_s=0.05)
        await server.ended.wait()
        server.talk = polite
        assert await http.post("/info", b"{}") == b"{}"
        assert server.connections == 2


async def test_whoever_stops_waiting_closes_the_connection(server: Server) -> None:
    server.talk = silent
    async with Http(server.url) as http:
        task = asyncio.create_task(http.post("/exchange", b"{}"))
        await until(lambda: server.requests)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.ended.wait()


async def test_closing_ends_what_is_under_way_and_the_next_post_opens_again(server: Server) -> None:
    http = Http(server.url)
    await http.post("/info", b"{}")
    server.talk = silent
    other = Http(server.url)
    task = asyncio.create_task(other.post("/exchange", b"{}"))
    await until(lambda: len(server.requests) == 2)
    await other.close()
    with pytest.raises(TransportError, match="outcome is unknown"):
        await task
    await http.close()
    server.talk = polite
    assert await http.post("/info", b"{}") == b"{}"
    await http.close()


def test_a_client_that_was_closed_serves_another_loop() -> None:
    async def ask(http: Http | None) -> Http:
        async with Server(port=0 if http is None else urlsplit(http.network.url).port or 0) as server:
            http = http or Http(server.url)
            for _ in range(2):
                assert await http.post("/info", b"{}") == b"{}"
            await http.close()
            assert server.connections == 1
            return http

    asyncio.run(ask(asyncio.run(ask(None))))


async def test_a_large_answer_comes_whole() -> None:
    body = bytes(range(256)) * 4096
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with Server(once(head + body)) as server, Http(server.url) as http:
        assert await http.post("/info", b"{}") == body


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no..name:80", f"http://{'x' * 70}.invalid"])
async def test_where_nobody_listens_nothing_was_sent(url: str) -> None:
    async with Http(url) as http:
        with pytest.raises(TransportError, match="nothing was sent"):
            await http.post("/info", b"{}")


@pytest.fixture
async def safe() -> AsyncIterator[Server]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    async with Server(tls=context) as server:
        yield server


async def test_over_tls_a_venue_must_prove_who_it_is(safe: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Http(safe.url) as http:
        with pytest.raises(TransportError, match=r"nothing was sent.*CERTIFICATE_VERIFY_FAILED"):
            await http.post("/info", b"{}")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    tls_context.cache_clear()
    async with Http(safe.url) as http:
        for _ in range(2):
            assert await http.post("/info", b"{}") == b"{}"
    assert len(safe.requests) == 2
    async with Http(safe.url.replace("127.0.0.1", "127.0.0.2")) as http:
        with pytest.raises(TransportError, match="nothing was sent"):
            await http.post("/info", b"{}")
    tls_context.cache_clear()
